// Settings, options and SQL that name a password.

extension SecretRules {
    /// What a name says of its value.
    private enum Sort {
        /// A password may be any text.
        case password
        /// A token or a key is longer than a word.
        case key
    }

    private static let passwords: Set<String> = ["password", "passwd", "passphrase", "passcode"]
    private static let keys: Set<String> = [
        "apikey", "accesskey", "secretkey", "privatekey", "accountkey", "encryptionkey", "signingkey", "masterkey",
        "presharedkey", "authkey", "sharedkey", "licensekey", "consumerkey",
    ]

    /// `NAME=value`, `"name": "value"`, `--name value`, `PASSWORD 'value'`.
    func named(at place: Int, _ literal: Int) -> SecretMatch? {
        let word = place..<text.skip(from: place, while: \.isLetter)
        let start = text.skipBack(from: place, while: \.isName)
        guard let sort = sort(word, name: start..<word.upperBound) else { return nil }
        var end = text.skip(from: word.upperBound) { $0.isDigit || $0 == UInt8(ascii: "_") }
        if text[end].isWord { return nil }
        let isQuoted = skipQuote(&end)
        let separator = text.skipBlanks(from: end)
        return value(
            Name(range: start..<end, sort: sort, isQuoted: isQuoted, hasBlanks: separator > end), at: separator)
    }

    /// A name and how it is written.
    private struct Name {
        let range: Range<Int>
        let sort: Sort
        let isQuoted: Bool
        /// Whether blanks stand between the name and what follows it.
        let hasBlanks: Bool
    }

    private func sort(_ word: Range<Int>, name: Range<Int>) -> Sort? {
        guard word.count <= 24, isWorthALook(word, name) else { return nil }
        let last = text.lowered(word)
        let whole = text.lowered(name).filter { $0 != "_" && $0 != "-" && $0 != "." }
        let before = text[word.lowerBound - 1]
        let isApart = !before.isName || !before.isLetter || text[word.lowerBound].isUpper && !before.isUpper
        switch last {
        case let password where Self.passwords.contains(password): return .password
        case "secret", "token", "secrets": return last == "secrets" ? nil : .key
        case "key": return Self.keys.contains { whole.hasSuffix($0) } ? .key : nil
        case "pass": return isApart || (text[word.lowerBound].isUpper && before.isUpper) ? .password : nil
        case "pwd":
            let isDirectory = whole == "pwd" && text[name.lowerBound - 1] != UInt8(ascii: ";") || whole == "oldpwd"
            return isDirectory ? nil : .password
        default: return Self.keys.contains(last) ? .key : nil
        }
    }

    /// `key` alone stands in every other line.
    private func isWorthALook(_ word: Range<Int>, _ name: Range<Int>) -> Bool {
        word.count != 3 || name.count > 3 || text[word.lowerBound].lowered == UInt8(ascii: "p")
    }

    /// Skips the quote that closes a name, with the backslashes before it.
    private func skipQuote(_ end: inout Int) -> Bool {
        let quote = text.skip(from: end) { $0 == UInt8(ascii: "\\") }
        guard text[quote].isQuote, text[quote] != UInt8(ascii: "`"), quote - end <= 3 else { return false }
        // A closing quote is followed by what separates; an opening one begins SQL's literal.
        let next = text[text.skipBlanks(from: quote + 1)]
        guard next == UInt8(ascii: ":") || next == UInt8(ascii: "=") || next == UInt8(ascii: "]") else { return false }
        end = next == UInt8(ascii: "]") ? text.skipBlanks(from: quote + 1) + 1 : quote + 1
        return true
    }

    private func value(_ name: Name, at separator: Int) -> SecretMatch? {
        switch text[separator] {
        case UInt8(ascii: "="): return assigned(name, at: separator)
        case UInt8(ascii: ":"): return colon(name, at: separator)
        case UInt8(ascii: "("):
            return text[separator + 1].isQuote ? sqlLiteral(after: separator + 1, directly: true) : nil
        default: return spoken(name, at: separator)
        }
    }

    /// `name = value`.
    private func assigned(_ name: Name, at separator: Int) -> SecretMatch? {
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

    private func sqlQuoteBegins(at place: Int) -> Bool {
        text.has("e'", at: place) || text.has("u&'", at: place) || text.has("$$", at: place)
            || text.has("\\\"", at: place) || text.has("\\'", at: place)
    }

    private func quoted(at start: Int, _ name: Name, _ quoting: SecretValue.Quoting? = nil) -> SecretMatch? {
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
        let keyword = text.lowered(name.range)
        guard keyword == "password" || keyword == "sslpassword", !text[name.range.lowerBound].isUpper else {
            return false
        }
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

    private func plain(at start: Int, endsAt isEnd: (UInt8) -> Bool) -> SecretValue {
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

    /// What is shorter is a key on a keyboard, or a word.
    private static let shortestKey = 6

    private static let punctuation = ByteSet(",]}")
    private static let endsWords = ByteSet("`;&|()<>")

    static func endsWord(_ byte: UInt8) -> Bool {
        byte.isWhite || endsWords.contains(byte)
    }

    /// Leaves out what is code, not a value: calls, and variables of the same name.
    private func accepted(_ value: SecretValue, _ name: Name) -> SecretMatch? {
        if value.isOpen { return match(value, .setting) }
        if name.sort == .key, value.decoded.count < Self.shortestKey { return nil }
        let next = text[value.range.upperBound]
        if !value.isQuoted, next == UInt8(ascii: "("), value.decoded.allSatisfy({ $0.isName }) { return nil }
        if next == UInt8(ascii: ">"), value.decoded.first == UInt8(ascii: "$"), value.decoded.last == UInt8(ascii: "-")
        {
            return nil
        }
        if value.decoded.count <= 64, text.bytes[name.range].last?.isLetter == true,
            value.decoded.reversed().starts(with: wordBackwards(of: name), by: { $0.lowered == $1 })
        {
            return value.decoded.allSatisfy(\.isName) ? nil : match(value, .setting)
        }
        return match(value, .setting)
    }

    private func wordBackwards(of name: Name) -> [UInt8] {
        text.bytes[name.range].reversed().prefix(while: \.isLetter).map(\.lowered)
    }

    /// `name: value`, in YAML and JSON, headers, and what programs print.
    private func colon(_ name: Name, at separator: Int) -> SecretMatch? {
        if isDefault(name, at: separator) {
            return match(plain(at: separator + 2) { $0 == UInt8(ascii: "}") }, .setting)
        }
        if text[separator + 1] == UInt8(ascii: "=") { return assigned(name, at: separator + 1) }
        let start = text.skipBlanks(from: separator + 1)
        if start >= text.count || text[start].isLineEnd { return nil }
        // `:'name'` is psql's variable.
        if name.hasBlanks, !name.isQuoted, start == separator + 1, text[start].isQuote { return nil }
        if text[start].isQuote || text.has("\\\"", at: start) { return quoted(at: start, name) }
        let isPassword = name.sort == .password
        guard start > separator + 1 || isPassword && !name.isQuoted else { return nil }
        let isFlow = hasOpenBrace(before: name.range.lowerBound)
        return isFlow || isAtLineStart(name.range.lowerBound) ? line(name, start) : nil
    }

    /// `${NAME:-value}`.
    private func isDefault(_ name: Name, at separator: Int) -> Bool {
        let next = text[separator + 1]
        return text.has("${", endingAt: name.range.lowerBound)
            && (next == UInt8(ascii: "-") || next == UInt8(ascii: "="))
    }

    /// A value without quotes that is all of its line but a remark, or all of its place in a YAML mapping.
    private func line(_ name: Name, _ start: Int) -> SecretMatch? {
        let isFlow = hasOpenBrace(before: name.range.lowerBound)
        let quote = enclosingQuote(of: name)
        let end = text.skip(from: start) {
            !$0.isWhite && $0 != quote && !(isFlow && ($0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "}")))
        }
        let rest = text.skipBlanks(from: end)
        let isAll =
            rest >= text.count || text[rest].isLineEnd || text[rest] == UInt8(ascii: "#") || text[end] == quote
            || isFlow
        guard isAll || text.isOpen(at: rest) else { return nil }
        let range = start..<end
        var value = SecretValue(
            range: range, decoded: Array(text.bytes[range]), end: end, isOpen: text.isOpen(at: rest))
        value.dropLast { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: ";") }
        if !value.isOpen, name.sort == .key, !isRandom(range) { return nil }
        if text.bytes[range].contains(where: { $0 == UInt8(ascii: "(") || $0 == UInt8(ascii: "[") }),
            text.bytes[range].first?.isLetter == true
        {
            return value.isOpen ? match(value, .setting) : nil
        }
        return accepted(value, name)
    }

    private func enclosingQuote(of name: Name) -> UInt8? {
        let before = text[name.range.lowerBound - 1]
        return before.isQuote && !name.isQuoted ? before : nil
    }

    private func hasOpenBrace(before place: Int) -> Bool {
        let line = text.bytes[max(text.lineStart(of: place), place - 256)..<place]
        return line.reduce(0) { $1 == UInt8(ascii: "{") ? $0 + 1 : $1 == UInt8(ascii: "}") ? $0 - 1 : $0 } > 0
    }

    /// A token has digits or both cases in it, as a word has not.
    func isRandom(_ range: Range<Int>) -> Bool {
        let value = text.bytes[range]
        guard value.count >= 8, value.contains(where: \.isLetter) else { return false }
        return value.contains(where: \.isDigit) || value.contains(where: { $0 == UInt8(ascii: "=") })
            || (value.dropFirst().contains(where: \.isUpper) && value.contains { $0.isLetter && !$0.isUpper })
    }

    /// A name and its value with nothing but a blank between them: SQL, an option, `ENV`, `setenv`.
    private func spoken(_ name: Name, at start: Int) -> SecretMatch? {
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
        guard text[start] != UInt8(ascii: "-"), text.lowered(name.range).count > 2, !isOfPostgreSQL(name) else {
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

    /// `- name: X_PASSWORD`, then `value: …` in the line below.
    private func manifest(_ name: Name, at end: Int) -> SecretMatch? {
        guard text[end].isLineEnd,
            text.has("name:", endingAt: text.skipBack(from: name.range.lowerBound) { $0.isBlank || $0.isQuote })
        else { return nil }
        let line = text.skip(from: end) { $0.isWhite || $0.isQuote }
        guard text.has("value", at: line) else { return nil }
        var after = line + 5
        if text[after].isQuote { after += 1 }
        guard text[after] == UInt8(ascii: ":") else { return nil }
        let start = text.skipBlanks(from: after + 1)
        if text[start].isQuote { return quoted(at: start, name) }
        return accepted(plain(at: start, endsAt: \.isWhite), name)
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
