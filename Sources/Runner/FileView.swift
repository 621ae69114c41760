internal import Clusters

/// A configuration file as a transcript shows it: changed lines in their surroundings, numbered, comments faint.
struct FileView {
    private let lines: [Substring]
    private static let surroundings = 3
    private static let longestGone = 12

    init(_ content: [UInt8]) {
        let text = String(decoding: content, as: UTF8.self)
        var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        if lines.last == "" { lines.removeLast() }
        self.lines = lines
    }

    /// The whole file.
    func whole() -> String { lines.indices.map { line($0) }.joined() }

    /// The lines that a regular expression matches.
    func matches(_ expression: Regex<AnyRegexOutput>) -> String {
        lines.indices.filter { lines[$0].firstMatch(of: expression) != nil }
            .map { line($0) }.joined()
    }

    /// What has become of an earlier content: new lines marked `+`, those that are gone `-`, with some lines around.
    ///
    /// - Parameter kept: the indices of lines that were asked for and stood there already; they are marked `=`.
    func changes(from before: [UInt8], kept: Set<Int> = []) -> String {
        let edits = LineEdits(from: FileView(before).lines, to: lines)
        let places = edits.inserted.union(edits.removed.keys).union(kept)
        var text = ""
        var last = -1
        for index in 0...lines.count where places.contains(where: { abs($0 - index) <= Self.surroundings }) {
            if index != last + 1, last >= 0 { text += TranscriptStyle.faint("   ⋮") + "\n" }
            text += Self.gone(edits.removed[index] ?? [])
            if lines.indices.contains(index) {
                text += line(index, edits.inserted.contains(index) ? .new : kept.contains(index) ? .kept : nil)
            }
            last = index
        }
        return text
    }

    /// Lines that are no longer there, the first of them.
    private static func gone(_ lines: [Substring]) -> String {
        let shown = lines.prefix(longestGone).map { TranscriptStyle.red("     - \(spaced($0))") + "\n" }
        return shown.joined() + (lines.count > longestGone ? TranscriptStyle.faint("     ⋮") + "\n" : "")
    }

    /// The lines that a transcript shows of a file, without their numbers; nil when it shows none in this form.
    ///
    /// - Parameter marked: only those that the block was about.
    static func lines(shownIn transcript: String, marked: Bool) -> [String]? {
        let shown = transcript.split(whereSeparator: \.isNewline).compactMap(Self.line(shownAs:))
        if shown.isEmpty { return nil }
        return shown.filter { !marked || $0.isMarked }.map { String($0.content) }
    }

    /// `  65 + port = 5433` without its gutter.
    private static func line(shownAs text: Substring) -> (content: Substring, isMarked: Bool)? {
        let numbered = text.drop { $0 == " " }
        let rest = numbered.drop(while: \.isNumber)
        guard rest.count < numbered.count, rest.isEmpty || rest.hasPrefix(" ") else { return nil }
        let mark = rest.dropFirst().prefix(1)
        let isMarked = Mark(rawValue: String(mark)) != nil
        guard isMarked || mark.isEmpty || mark == " " else { return nil }
        return (rest.dropFirst(3), isMarked)
    }

    private enum Mark: String {
        case new = "+"
        /// It was asked for and stood there already.
        case kept = "="
    }

    private func line(_ index: Int, _ mark: Mark? = nil) -> String {
        let number = String(index + 1)
        let gutter = String(repeating: " ", count: max(0, 4 - number.count)) + number
        let content = Self.spaced(lines[index])
        if let mark { return TranscriptStyle.green("\(gutter) \(mark.rawValue) \(content)") + "\n" }
        let isComment = content.drop { $0 == " " }.hasPrefix("#")
        return TranscriptStyle.faint(gutter) + "   " + (isComment ? TranscriptStyle.faint(content) : content) + "\n"
    }

    /// A line with its tabs as spaces, up to the next eighth column, and without what a terminal would obey.
    private static func spaced(_ line: Substring) -> String {
        line.reduce(into: "") { text, character in
            if character == "\t" {
                text += String(repeating: " ", count: 8 - text.count % 8)
            } else if !character.isControl {
                text.append(character)
            }
        }
    }
}

extension Character {
    /// Whether a terminal would obey the character instead of showing it.
    fileprivate var isControl: Bool {
        unicodeScalars.contains { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) }
    }
}
