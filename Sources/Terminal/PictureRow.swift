/// A row of a picture.
enum PictureRow {
    case line(Line)
    /// A note in place of lines not shown.
    case note(String)

    var columns: Int {
        switch self {
        case .line(let line): line.columns
        case .note(let text): text.count
        }
    }

    /// Chooses the rows to show: all lines asked for, or, if they are too many, the first and the last.
    static func rows(of screen: Screen, in picture: Picture) -> [PictureRow] {
        let gap = screen.omitted ?? OmittedLines(position: screen.lines.count, count: 0)
        let asked = (picture.lines.map(Range.init) ?? 1..<screen.lineCount + 1).clamped(to: 1..<screen.lineCount + 1)
        // Lines before and after the gap; line numbers after it are larger by the lines in it.
        let before = screen.lines[..<gap.position].part(lines: asked, offset: 0)
        let after = screen.lines[gap.position...].part(lines: asked, offset: gap.count)
        let known = before.count + after.count
        let missing = asked.count - known
        if known + min(missing, 1) <= max(picture.rows, 1) {
            return assemble(before, leftOut: missing, after, picture)
        }
        return crop(before, leftOut: missing, after, isSplit: gap.count > 0, picture)
    }

    private static func crop(
        _ before: ArraySlice<Line>, leftOut: Int, _ after: ArraySlice<Line>, isSplit: Bool, _ picture: Picture
    ) -> [PictureRow] {
        let room = max(picture.rows, 1) - 1
        let last = isSplit ? after : before
        let tail = last.suffix(room - min(room / 2, before.count))
        let head = before.prefix(room - tail.count)
        let cut = before.count + (isSplit ? after.count : 0) - head.count - tail.count
        return assemble(head, leftOut: leftOut + cut, tail, picture)
    }

    private static func assemble(
        _ head: ArraySlice<Line>, leftOut: Int, _ tail: ArraySlice<Line>, _ picture: Picture
    ) -> [PictureRow] {
        let note = leftOut > 0 ? [PictureRow.note(picture.leftOut(leftOut))] : []
        return head.map(PictureRow.line) + note + tail.map(PictureRow.line)
    }
}

extension ArraySlice<Line> {
    /// The lines whose numbers, counted from 1 and larger by an offset, are in a range.
    fileprivate func part(lines: Range<Int>, offset: Int) -> ArraySlice<Line> {
        let lower = Swift.min(Swift.max(lines.lowerBound - 1 - offset, startIndex), endIndex)
        let upper = Swift.min(Swift.max(lines.upperBound - 1 - offset, lower), endIndex)
        return self[lower..<upper]
    }
}
