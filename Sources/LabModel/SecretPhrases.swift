// A name and its value with a blank between them: in SQL, options and commands.

extension SecretRules {
    /// A name and its value with nothing but a blank between them: SQL, an option, `ENV`, `setenv`.
    func spoken(_ name: Name, at start: Int) -> SecretMatch? {
        if let match = manifest(name, at: start) { return match }
        if text[name.range.lowerBound - 1] == UInt8(ascii: "$") { return nil }
        if name.sort == .password, text.has("word", endingAt: name.range.upperBound),
            let match = sqlLiteral(after: name.range.upperBound)
        {
            return match
        }
        guard name.hasBlanks, start == name.range.upperBound + 1, !text[start].isWhite else { return nil }
        let isOption =
            text[name.range.lowerBound] == UInt8(ascii: "-") && text[name.range.lowerBound + 1] == UInt8(ascii: "-")
        if isOption { return optionValue(name, at: start) }
        guard isSetCommand(before: name.range.lowerBound) else { return nil }
        return match(SecretValue.word(text, at: start, endsAt: Self.endsWord), .setting)
    }

    /// `--password value`, but not of PostgreSQL's programs, whose option has no value.
    private func optionValue(_ name: Name, at start: Int) -> SecretMatch? {
        guard text[start] != UInt8(ascii: "-"), name.range.count > 2, !isOfPostgreSQL(name) else {
            return nil
        }
        let value = SecretValue.word(text, at: start, endsAt: Self.endsWord)
        if value.isOpen { return match(value, .setting) }
        if text.has("  ", at: value.end) { return nil }
        return name.sort == .password || isRandom(value.range) ? match(value, .setting) : nil
    }

    private func isOfPostgreSQL(_ name: Name) -> Bool {
        let line = text.lineStart(of: name.range.lowerBound)..<name.range.lowerBound
        for program: StaticString in [
            "psql", "pg_", "createuser", "createdb", "dropdb", "vacuumdb", "reindexdb", "pgbench",
        ]
        where text.find(program, in: line) != nil { return true }
        return false
    }

    /// `ENV NAME value`, `setenv NAME value`, `set -x NAME value`.
    private func isSetCommand(before place: Int) -> Bool {
        if text.has("setenv ", endingAt: place) || text.has("env ", endingAt: place) { return true }
        let start = text.skipBack(from: place) { $0.isBlank || $0 == UInt8(ascii: "-") || $0.isLetter }
        let words = text.lowered(start..<place)
        return words.hasSuffix("x ") && words.contains("set -")
    }

    /// `PASSWORD '…'`, `IDENTIFIED BY '…'`; the literal may stand in the next line, behind psql's prompt.
    func sqlLiteral(after end: Int, directly: Bool = false) -> SecretMatch? {
        var start = text.skip(from: end, while: \.isWhite)
        if text.bytes[end..<start].contains(where: \.isLineEnd) { start = skipPrompt(from: start) }
        let isLiteral = text[start] == UInt8(ascii: "'") || sqlQuoteBegins(at: start) || isDollarQuote(at: start)
        guard isLiteral, start > end || directly else { return nil }
        return SecretValue.quoted(text, at: start, [.doubled, .sql]).flatMap { match($0, .sql) }
    }

    private func isDollarQuote(at start: Int) -> Bool {
        text[start] == UInt8(ascii: "$") && !text[start + 1].isDigit
            && text[text.skip(from: start + 1, while: \.isWord)] == UInt8(ascii: "$")
    }

    private static let ofPrompts = ByteSet("=(*'\"$!^[]@/")

    /// `postgres-# ` and its like.
    private func skipPrompt(from start: Int) -> Int {
        let end = text.skip(from: start) { $0.isName || Self.ofPrompts.contains($0) }
        guard text[end] == UInt8(ascii: "#") || text[end] == UInt8(ascii: ">"), text[end + 1] == 0x20 else {
            return start
        }
        return text.skipBlanks(from: end + 1)
    }
}
