// Names of passwords, tokens and keys, and which values they may have.

extension SecretRules {
    /// What a name says of its value.
    enum Sort {
        /// A password may be any text.
        case password
        /// A token or a key is longer than a word.
        case key
    }

    private static let passwords: [StaticString] = ["password", "passwd", "passphrase", "passcode"]
    private static let keys: [StaticString] = [
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
    struct Name {
        let range: Range<Int>
        let sort: Sort
        let isQuoted: Bool
        /// Whether blanks stand between the name and what follows it.
        let hasBlanks: Bool
    }

    private func sort(_ word: Range<Int>, name: Range<Int>) -> Sort? {
        guard word.count <= 24, isWorthALook(word, name) else { return nil }
        if Self.passwords.contains(where: { text.reads($0, word) }) { return .password }
        if text.reads("secret", word) || text.reads("token", word) { return .key }
        if text.reads("key", word) { return Self.keys.contains { start(of: $0, ending: name) != nil } ? .key : nil }
        if text.reads("pass", word) { return isApart(word) ? .password : nil }
        if text.reads("pwd", word) { return isDirectory(name) ? nil : .password }
        return Self.keys.contains { text.reads($0, word) } ? .key : nil
    }

    /// Whether a word is no other's end: `DB_PASS` and `dbPass`, but not `bypass`.
    private func isApart(_ word: Range<Int>) -> Bool {
        let before = text[word.lowerBound - 1]
        return !before.isName || !before.isLetter || text[word.lowerBound].isUpper
    }

    /// `PWD`, but not the one of a list: `;Pwd=…`.
    private func isDirectory(_ name: Range<Int>) -> Bool {
        guard text[name.lowerBound - 1] != UInt8(ascii: ";") else { return isWhole("oldpwd", name) }
        return isWhole("pwd", name) || isWhole("oldpwd", name)
    }

    private func isWhole(_ word: StaticString, _ name: Range<Int>) -> Bool {
        start(of: word, ending: name).map { text.bytes[name.lowerBound..<$0].allSatisfy(\.isSeparator) } ?? false
    }

    /// Where a word begins with which a name ends; what separates a name's words may stand within.
    private func start(of word: StaticString, ending name: Range<Int>) -> Int? {
        var place = name.upperBound
        for offset in (0..<word.utf8CodeUnitCount).reversed() {
            repeat { place -= 1 } while place >= name.lowerBound && text[place].isSeparator
            guard place >= name.lowerBound, text[place].lowered == word.utf8Start[offset] else { return nil }
        }
        return place
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

    /// What is shorter is a key on a keyboard, or a word.
    private static let shortestKey = 6

    /// Leaves out what is code, not a value: calls, and variables of the same name.
    func accepted(_ value: SecretValue, _ name: Name) -> SecretMatch? {
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

    /// A token has digits or both cases in it, as a word has not.
    func isRandom(_ range: Range<Int>) -> Bool {
        let value = text.bytes[range]
        guard value.count >= 8, value.contains(where: \.isLetter) else { return false }
        return value.contains(where: \.isDigit) || value.contains(where: { $0 == UInt8(ascii: "=") })
            || (value.dropFirst().contains(where: \.isUpper) && value.contains { $0.isLetter && !$0.isUpper })
    }
}
