/// What each of the literals that give a secret away says of the text around it.
enum SecretRule: Sendable {
    /// A word such as `password` or `token`, the end of a setting's or an option's name.
    case name
    case address
    case serverVerifier
    case md5
    case crypt
    case privateKey
    case token(Int)
    case authorization
    case bearer
    case passwordFile
    case identifiedBy
    case cryptCall
    case signature
    case command(Int)
    case input
}

/// Looks for a secret at a place where a literal stands that may give one away.
struct SecretRules {
    let text: SecretText

    func match(_ rule: SecretRule, at place: Int, _ literal: Int) -> SecretMatch? {
        let end = place + literal
        switch rule {
        case .name: return named(at: place, literal)
        case .address: return address(at: place)
        case .serverVerifier: return serverVerifier(at: place)
        case .md5: return md5(at: place)
        case .crypt: return crypt(at: place)
        case .privateKey: return privateKey(after: end)
        case .token(let form): return token(SecretTokens.forms[form], at: place)
        case .authorization: return authorization(after: end)
        case .bearer: return bearer(after: end)
        case .passwordFile: return passwordFile(at: place)
        case .identifiedBy: return sqlLiteral(after: end)
        case .cryptCall: return sqlLiteral(after: end, directly: true)
        case .signature: return signature(after: end)
        case .command(let command): return option(of: SecretCommands.all[command], at: place, literal)
        case .input: return input(at: place, after: end)
        }
    }

    /// A match of a value that was read; nil where it is only a placeholder.
    func match(_ value: SecretValue, _ kind: SecretKind) -> SecretMatch? {
        if value.isOpen {
            return SecretMatch(
                range: min(value.start, value.range.lowerBound)..<value.range.upperBound, value: [], kind: kind,
                isOpen: true)
        }
        let longest = kind == .token || kind == .header ? SecretText.longestValue : SecretText.longestPassword
        guard value.range.count <= longest, !value.decoded.isEmpty,
            !SecretWords.isPlaceholder(text.bytes[value.range])
        else { return nil }
        return SecretMatch(range: value.range, value: value.decoded, kind: kind)
    }

    func match(_ range: Range<Int>, _ kind: SecretKind) -> SecretMatch? {
        match(
            SecretValue(
                range: range, decoded: Array(text.bytes[range]), end: range.upperBound,
                isOpen: text.isOpen(at: range.upperBound)), kind)
    }

    /// Whether nothing but indentation, a bullet, a quote, a line number or a file's name stands before a place.
    func isAtLineStart(_ place: Int) -> Bool {
        let start = text.skipBack(from: place) { Self.margin.contains($0) || $0.isDigit }
        if text.isLineStart(start) { return true }
        guard text[start] == UInt8(ascii: ":") else { return false }
        return text.isLineStart(text.skipBack(from: start) { !$0.isWhite })
    }

    private static let margin = ByteSet(" \t-+=<>*|#\"'{(,[:")
}

// Addresses.

extension SecretRules {
    /// `scheme://user:password@host`; `place` is where the colon stands.
    func address(at place: Int) -> SecretMatch? {
        guard text[place - 1].isLetter || text[place - 1].isDigit else { return nil }
        let start = place + 3
        let colon = text.skip(from: start) { !Self.endsUser.contains($0) && !$0.isWhite }
        guard text[colon] == UInt8(ascii: ":"), colon < text.count else { return nil }
        let end = text.skip(from: colon + 1) { !$0.isWhite && !$0.isQuote && !Self.endsAddress.contains($0) }
        let part = colon + 1..<end
        let slash = text.bytes[part].firstIndex { Self.endsHost.contains($0) } ?? end
        let isPort = text.bytes[colon + 1..<slash].allSatisfy(\.isDigit)
        let limit = isPort ? slash : end
        guard let at = text.bytes[colon + 1..<limit].lastIndex(of: UInt8(ascii: "@")) else {
            if limit < text.count || !text.goesOn { return nil }
            return SecretMatch(range: part, value: [], kind: .address, isOpen: true)
        }
        return password(colon + 1..<at, isOpen: text.isOpen(at: limit), user: start..<colon)
    }

    private func password(_ range: Range<Int>, isOpen: Bool, user: Range<Int>) -> SecretMatch? {
        guard let found = match(range, .address) else { return nil }
        var match = found
        match.isOpen = isOpen
        match.value = Self.withoutPercents(text.bytes[range])
        return match
    }

    private static let endsUser = ByteSet(":/?#@[]'\"`<>(){}")
    private static let endsAddress = ByteSet("<>")
    private static let endsHost = ByteSet("/?#")

    /// Undoes percent-encoding (RFC 3986, 2.1).
    static func withoutPercents(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        var rest = bytes
        while let byte = rest.popFirst() {
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            if byte == UInt8(ascii: "%"), rest.prefix(2).allSatisfy(\.isHex), let value = UInt8(digits, radix: 16) {
                result.append(value)
                rest = rest.dropFirst(2)
            } else {
                result.append(byte)
            }
        }
        return result
    }

    /// `&sig=…`, the signature of an address that gives access.
    func signature(after end: Int) -> SecretMatch? {
        guard text[end - 5] == UInt8(ascii: "?") || text[end - 5] == UInt8(ascii: "&") else { return nil }
        let stop = text.skip(from: end) { $0.isBase64 || $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "=") }
        guard stop - end >= 20 || text.isOpen(at: stop) else { return nil }
        return match(end..<stop, .token)
    }
}
