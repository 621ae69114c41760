// `NAME=value`: in shells, connection strings, addresses and configuration files.

extension SecretRules {
    /// `name = value`.
    func assigned(_ name: Name, at separator: Int) -> SecretMatch? {
        let start = separator + 1
        if text[start] == UInt8(ascii: "=") || text[start] == UInt8(ascii: ">") || text[start] == UInt8(ascii: "~") {
            let right = text.skipBlanks(from: start + 1)
            return text[right].isQuote ? quoted(at: right, name) : nil
        }
        let blanks = text.skipBlanks(from: start)
        if text[blanks].isQuote || sqlQuoteBegins(at: blanks) {
            if blanks > start { return quoted(at: blanks, name) }
            if isConninfo(name) { return quoted(at: start, name, [.backslash, .doubled]) }
            return accepted(SecretValue.word(text, at: start, endsAt: Self.endsWord), name)
        }
        // `NAME= command` gives a shell's variable no value.
        if blanks > start, !name.hasBlanks, text[name.range.lowerBound].isUpper { return nil }
        if name.hasBlanks || blanks > start { return isAtLineStart(name.range.lowerBound) ? line(name, blanks) : nil }
        return unquoted(name, at: start)
    }

    func sqlQuoteBegins(at place: Int) -> Bool {
        text.has("e'", at: place) || text.has("u&'", at: place) || text.has("$$", at: place)
            || text.has("\\\"", at: place) || text.has("\\'", at: place)
    }

    func quoted(at start: Int, _ name: Name, _ quoting: SecretValue.Quoting? = nil) -> SecretMatch? {
        let usual: SecretValue.Quoting = text[start] == UInt8(ascii: "'") ? [.doubled, .sql] : [.backslash, .sql]
        return SecretValue.quoted(text, at: start, quoting ?? usual).flatMap { accepted($0, name) }
    }

    /// A value without quotes right behind `=`: what ends it depends on what it stands in.
    private func unquoted(_ name: Name, at start: Int) -> SecretMatch? {
        let before = text[name.range.lowerBound - 1]
        let value: SecretValue
        if before == UInt8(ascii: ";") {
            value = listed(name, at: start)
        } else if before == UInt8(ascii: "?") || before == UInt8(ascii: "&") {
            value = plain(at: start) { $0 == UInt8(ascii: "&") || $0 == UInt8(ascii: "#") || $0.isWhite || $0.isQuote }
        } else if isConninfo(name) {
            value = conninfo(at: start)
        } else {
            value = shell(name, at: start)
        }
        return accepted(value, name)
    }

    /// `Server=…;Password=…;`: there a password may have blanks in it, which a shell's variable has not.
    private func listed(_ name: Name, at start: Int) -> SecretValue {
        let isCapitalised = text[name.range.lowerBound].isUpper && !text[name.range.lowerBound + 1].isUpper
        return plain(at: start) {
            $0 == UInt8(ascii: ";") || (isCapitalised ? $0.isLineEnd : $0.isWhite) || $0.isQuote
        }
    }

    /// A connection string writes the keyword alone, and others beside it.
    private func isConninfo(_ name: Name) -> Bool {
        guard text.reads("password", name.range) || text.reads("sslpassword", name.range),
            !text[name.range.lowerBound].isUpper
        else { return false }
        let start = max(text.lineStart(of: name.range.lowerBound), name.range.lowerBound - 512)
        let line = start..<min(text.lineEnd(of: name.range.upperBound), name.range.upperBound + 256)
        for other: StaticString in ["host=", "hostaddr=", "user=", "dbname=", "port="]
        where text.find(other, in: line) != nil { return true }
        return false
    }

    /// Up to a blank or the quote around the string; a backslash takes the next character along.
    private func conninfo(at start: Int) -> SecretValue {
        var index = start
        let limit = text.skip(from: start) { !$0.isWhite }
        while index < limit, !text[index].isQuote {
            index += text[index] == UInt8(ascii: "\\") && index + 1 < text.count ? 2 : 1
        }
        index = min(index, limit)
        let decoded = text.bytes[start..<index].filter { $0 != UInt8(ascii: "\\") }
        return SecretValue(range: start..<index, decoded: decoded, end: index, isOpen: text.isOpen(at: index))
    }

    func plain(at start: Int, endsAt isEnd: (UInt8) -> Bool) -> SecretValue {
        let end = text.skip(from: start) { !isEnd($0) }
        return SecretValue(
            range: start..<end, decoded: Self.withoutPercents(text.bytes[start..<end]), end: end,
            isOpen: text.isOpen(at: end))
    }

    /// A word of a shell; a line that `env` has printed is a value as a whole.
    private func shell(_ name: Name, at start: Int) -> SecretValue {
        let lineEnd = text.lineEnd(of: start)
        if text.isLineStart(name.range.lowerBound),
            text.skip(from: start, while: { !$0.isWhite }) == lineEnd, !text[start].isQuote
        {
            return SecretValue(
                range: start..<lineEnd, decoded: Array(text.bytes[start..<lineEnd]), end: lineEnd,
                isOpen: text.isOpen(at: lineEnd))
        }
        var value = SecretValue.word(text, at: start, endsAt: Self.endsWord)
        value.dropLast(while: Self.punctuation.contains)
        return value
    }

    private static let punctuation = ByteSet(",]}")
    private static let endsWords = ByteSet("`;&|()<>")

    static func endsWord(_ byte: UInt8) -> Bool {
        byte.isWhite || endsWords.contains(byte)
    }
}
