internal import LabModel

/// A configuration file as a transcript shows it: changed lines in their surroundings, numbered, comments faint.
struct FileView {
    private let lines: [Substring]
    private static let surroundings = 3

    init(_ content: [UInt8]) {
        let text = String(decoding: content, as: UTF8.self)
        var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        if lines.last == "" { lines.removeLast() }
        self.lines = lines
    }

    /// The whole file.
    func whole() -> String { lines.indices.map { line($0, isChanged: false) }.joined() }

    /// The lines that a regular expression matches.
    func matches(_ expression: Regex<AnyRegexOutput>) -> String {
        lines.indices.filter { lines[$0].firstMatch(of: expression) != nil }
            .map { line($0, isChanged: false) }.joined()
    }

    /// The changed lines, by their numbers from 1, with some lines around each.
    func changes(_ numbers: [Int]) -> String {
        let changed = Set(numbers.map { $0 - 1 })
        let shown = lines.indices.filter { index in
            changed.contains { abs($0 - index) <= Self.surroundings }
        }
        var text = ""
        var last = -1
        for index in shown {
            if index != last + 1, last >= 0 { text += TranscriptStyle.faint("     ⋮") + "\n" }
            text += line(index, isChanged: changed.contains(index))
            last = index
        }
        return text
    }

    private func line(_ index: Int, isChanged: Bool) -> String {
        let number = String(index + 1)
        let gutter = String(repeating: " ", count: max(0, 4 - number.count)) + number
        let content = String(lines[index]).replacing("\t", with: "    ").filter { !$0.isControl }
        if isChanged { return TranscriptStyle.green("\(gutter) + \(content)") + "\n" }
        let isComment = content.drop { $0 == " " }.hasPrefix("#")
        return TranscriptStyle.faint(gutter) + "   " + (isComment ? TranscriptStyle.faint(content) : content) + "\n"
    }
}

extension Character {
    /// Whether a terminal would obey the character instead of showing it.
    fileprivate var isControl: Bool {
        unicodeScalars.contains { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) }
    }
}
