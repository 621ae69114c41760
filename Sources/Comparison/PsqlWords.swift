/// The words of psql's own that a table may show, and what they mean.
enum PsqlWords {
    /// Whether a line before a table is its title: centred above it, or by psql's own words.
    static func isTitle(_ line: Substring) -> Bool {
        if line.utf8.first == UInt8(ascii: " ") { return true }
        return titles.contains { line.hasPrefix($0) } || line.hasSuffix("\"") && english(line) != line
    }

    private static let titles = [
        "List of ", "Table \"", "Index \"", "View \"", "Sequence \"", "Materialized view \"", "Composite type \"",
        "Foreign table \"", "Partitioned table \"", "Partitioned index \"", "TOAST table \"", "Unlogged table \"",
        "Publication ", "Список ",
    ]

    /// Whether a line is a message or a command's tag, which no table consists of.
    static func isMessage(_ line: Substring) -> Bool {
        let start = line.hasPrefix("psql:") ? line.dropFirst(5).drop { $0 != " " }.dropFirst() : line
        if let colon = start.firstIndex(of: ":"), start[start.index(after: colon)...].hasPrefix(" ") {
            let word = start[..<colon]
            if !word.isEmpty, word.count < 20, word.allSatisfy({ $0.isUppercase }) { return true }
        }
        return isTime(line) || isTag(line)
    }

    /// `INSERT 0 1`, `CREATE TABLE`.
    private static func isTag(_ line: Substring) -> Bool {
        let words = line.split(separator: " ")
        guard let first = words.first, first.count > 1 else { return false }
        guard first.utf8.allSatisfy({ (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }) else { return false }
        return words.allSatisfy { word in
            word.utf8.allSatisfy { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) || (0x30...0x39).contains($0) }
        }
    }

    /// What `\timing` prints: always another time.
    static func isTime(_ line: Substring) -> Bool {
        (line.hasPrefix("Time: ") && line.contains(" ms")) || (line.hasPrefix("Время: ") && line.contains(" мс"))
    }

    /// The English for what psql said; what it does not know it leaves as it is.
    ///
    /// psql's Russian for `Collate` and `Ctype` is `LC_COLLATE` and `LC_CTYPE`.
    static func english(_ text: Substring) -> Substring {
        if text.isASCII { return text == "LC_COLLATE" ? "Collate" : text == "LC_CTYPE" ? "Ctype" : text }
        if let word = words[String(text)] { return Substring(word) }
        for (russian, english) in openings where text.hasPrefix(russian) {
            return Substring(english + text.dropFirst(russian.count))
        }
        let parts = text.split(separator: ", ").map { words[String($0)] }
        return parts.contains(nil) ? text : Substring(parts.compactMap(\.self).joined(separator: ", "))
    }

    /// Whether the text is Russian that psql says in English elsewhere.
    static func isTranslated(_ text: Substring) -> Bool { english(text) != text }
}
