public import LabModel

/// The bytes of `postgresql.conf` or `pg_hba.conf`, changed line by line; what is not changed stays byte for byte.
///
/// https://www.postgresql.org/docs/current/config-setting.html
public struct ConfigurationFile: Sendable, Equatable {
    /// How a line came to be what it is.
    public enum Change: String, Sendable, Equatable {
        case inserted, replaced
        /// It was asked for and stood there already.
        case kept
    }

    struct Line: Sendable, Equatable {
        /// The line without its end.
        var bytes: [UInt8]
        /// `\n`, `\r\n`, or nothing at the end of a file.
        var end: [UInt8]
        var change: Change?
    }

    var lines: [Line]

    /// Takes a file's content.
    public init(_ content: [UInt8]) {
        let newline = UInt8(ascii: "\n")
        var pieces = content.split(separator: newline, omittingEmptySubsequences: false)
        let last = pieces.popLast() ?? []
        lines = pieces.map { piece in
            piece.last == UInt8(ascii: "\r")
                ? Line(bytes: Array(piece.dropLast()), end: [UInt8(ascii: "\r"), newline])
                : Line(bytes: Array(piece), end: [newline])
        }
        if !last.isEmpty { lines.append(Line(bytes: Array(last), end: [])) }
    }

    /// The content as it is now.
    public var content: [UInt8] { lines.flatMap { $0.bytes + $0.end } }

    /// The lines that a change was about, by their numbers in the new content, from 1.
    public var changes: [(line: Int, change: Change)] {
        lines.enumerated().compactMap { index, line in line.change.map { (index + 1, $0) } }
    }

    /// Applies what a `conf` block asks for; `show` changes nothing.
    public mutating func apply(_ change: BlockTask.ConfigurationChange) {
        switch change {
        case .settings(let settings): settings.forEach { set($0.name, to: $0.value) }
        case .rules(let rules, let atEnd): insert(rules: rules, atEnd: atEnd)
        case .content(let text): replace(by: Array(text.utf8))
        case .show: break
        }
    }

    /// Gives a setting a value, written as it stands in the file, with its quotes.
    ///
    /// The line that counts now (the last active one) is replaced, else the first that only a comment sign keeps from
    /// counting; a comment behind the value stays, in its column where there is room. Without such a line, the setting
    /// is appended.
    public mutating func set(_ name: String, to value: String) {
        let wanted = Array(name.lowercased().utf8)
        let candidates = lines.enumerated().compactMap { index, line in
            SettingLine(line.bytes).flatMap { $0.name == wanted ? (index: index, line: $0) : nil }
        }
        guard let found = candidates.last(where: { !$0.line.isComment }) ?? candidates.first else {
            return append(Array("\(name) = \(value)".utf8))
        }
        let bytes = found.line.replaced(by: Array("\(name) = \(value)".utf8))
        let isKept = bytes == lines[found.index].bytes
        lines[found.index].bytes = bytes
        lines[found.index].change = isKept ? .kept : .replaced
    }

    /// Replaces everything; the lines that were there before count as unchanged.
    private mutating func replace(by content: [UInt8]) {
        let old = Set(lines.map(\.bytes))
        self = ConfigurationFile(content)
        for index in lines.indices where !old.contains(lines[index].bytes) { lines[index].change = .inserted }
    }

    /// Puts rules, in their order, before the first rule or at the end; one that is there already stays where it is.
    public mutating func insert(rules: [String], atEnd: Bool) {
        for rule in rules {
            let bytes = Array(rule.utf8)
            let words = Self.words(of: bytes)
            if let index = lines.firstIndex(where: { !words.isEmpty && Self.words(of: $0.bytes) == words }) {
                lines[index].change = lines[index].change ?? .kept
            } else if let first = atEnd ? nil : firstRuleNotInserted {
                lines.insert(Line(bytes: bytes, end: lineEnd, change: .inserted), at: first)
            } else {
                append(bytes)
            }
        }
    }

    /// The file as a server understands it: its active settings or rules in order, without comments and blanks.
    public var meaning: [[[UInt8]]] { lines.map { Self.words(of: $0.bytes) }.filter { !$0.isEmpty } }

    /// The active settings with their values as they are written, of each name the last.
    public var settings: [Variable] {
        var settings: [Variable] = []
        for line in lines {
            guard let setting = SettingLine(line.bytes), !setting.isComment else { continue }
            let name = String(decoding: setting.name, as: UTF8.self)
            settings.removeAll { $0.name == name }
            settings.append(Variable(name: name, value: setting.value))
        }
        return settings
    }

    /// The active rules, as they are written.
    public var rules: [String] {
        lines.filter { !Self.words(of: $0.bytes).isEmpty }.map { String(decoding: $0.bytes, as: UTF8.self) }
    }

    /// The first rule that was there before, so that inserted ones keep their order.
    private var firstRuleNotInserted: Int? {
        lines.firstIndex { $0.change != .inserted && !Self.words(of: $0.bytes).isEmpty }
    }

    private mutating func append(_ bytes: [UInt8]) {
        let end = lineEnd
        if let last = lines.indices.last, lines[last].end.isEmpty { lines[last].end = end }
        lines.append(Line(bytes: bytes, end: end, change: .inserted))
    }

    /// How the file ends its lines.
    private var lineEnd: [UInt8] {
        lines.first.map(\.end).flatMap { $0.isEmpty ? nil : $0 } ?? [UInt8(ascii: "\n")]
    }

    /// A rule's words without the comment behind them; empty for a line that is no rule.
    static func words(of line: [UInt8]) -> [[UInt8]] {
        var isQuoted = false
        let rule = line.prefix { byte in
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            return isQuoted || byte != UInt8(ascii: "#")
        }
        return rule.split { SettingLine.isBlank($0) }.map(Array.init)
    }
}
