// Secrets that are known by their form: what servers keep of passwords, keys, files of passwords, headers.

extension SecretRules {
    // What may stand in each beside letters and digits.
    private static let ofVerifiers = ByteSet("=:$")
    private static let ofCrypt = ByteSet(".$=,")
    private static let ofKeyLines = ByteSet("=-\\,:.+'\"|")
    private static let ofHosts = ByteSet("*/[]")
    private static let ofRoles = ByteSet("\\@*$")
    private static let ofTokens = ByteSet("._~+/=")

    /// `SCRAM-SHA-256$iterations:salt$key:key`.
    func serverVerifier(at place: Int) -> SecretMatch? {
        let digits = place + "scram-sha-256$".utf8.count
        let colon = text.skip(from: digits, while: \.isDigit)
        let end = text.skip(from: colon) { $0.isBase64 || Self.ofVerifiers.contains($0) }
        if text.isOpen(at: end) { return match(place..<end, .verifier) }
        guard colon > digits, text[colon] == UInt8(ascii: ":"), end - colon > 24 else { return nil }
        return match(place..<end, .verifier)
    }

    /// `md5` and 32 hexadecimal digits, as PostgreSQL keeps them.
    func md5(at place: Int) -> SecretMatch? {
        guard !text[place - 1].isName else { return nil }
        let end = text.skip(from: place + 3, while: \.isHex)
        guard text.isOpen(at: end) || end - place == 35 && !text[end].isName else { return nil }
        if end - place > 35 || end == place + 3, !text.isOpen(at: end) { return nil }
        return match(place..<end, .verifier)
    }

    /// `$2b$…`, `$6$…` and their like: crypt(5).
    func crypt(at place: Int) -> SecretMatch? {
        guard !text[place - 1].isWord else { return nil }
        let end = text.skip(from: place, upTo: 256) { $0.isBase64 || Self.ofCrypt.contains($0) }
        guard text.isOpen(at: end) || end - place >= 30 else { return nil }
        let parts = text.bytes[place..<end].split(separator: UInt8(ascii: "$"))
        guard text.isOpen(at: end) || parts.count >= 2 && (parts.last?.count ?? 0) >= 20 else { return nil }
        return match(place..<end, .verifier)
    }

    /// `-----BEGIN … PRIVATE KEY-----` to its end; a key that was cut off ends with the last line that can be one's.
    func privateKey(after end: Int) -> SecretMatch? {
        let dashes = text.has(" block", at: end) ? end + 6 : end
        guard text.has("-----", at: dashes) else { return nil }
        let begin = text.skipBack(from: end) { $0.isUpper || $0 == 0x20 || $0.isDigit }
        guard text.has("-----", endingAt: begin), text.has("begin ", at: begin) else { return nil }
        let start = text.skip(from: dashes + 5) { $0.isWhite }
        var index = start
        var last = start
        defer { text.spend(2 * (index - start)) }
        while index < text.count, index - start < SecretText.longestKey {
            let line = index..<text.lineEnd(of: index)
            if let stop = text.find("-----", in: line) {
                let isEnd = text.has("-----end", at: stop) || text.isOpen(at: stop + 8)
                // The last line may have no end of its own, and what was printed next stands right behind it.
                let isKey = text.bytes[index..<stop].allSatisfy { $0.isBase64 || $0 == UInt8(ascii: "=") }
                return key(start..<(isEnd || isKey ? stop : last))
            }
            guard isKeyLine(line) else { return key(start..<last) }
            if text.isOpen(at: line.upperBound) { return key(start..<text.count, isOpen: true) }
            last = line.upperBound
            index = text.skip(from: last, while: \.isLineEnd)
        }
        return text.isOpen(at: index) ? key(start..<text.count, isOpen: true) : key(start..<last)
    }

    private func isKeyLine(_ line: Range<Int>) -> Bool {
        let bytes = text.bytes[line]
        return bytes.allSatisfy { $0.isBase64 || $0.isBlank || Self.ofKeyLines.contains($0) }
            && (bytes.count <= 80 || !bytes.contains { $0.isBlank })
    }

    private func key(_ range: Range<Int>, isOpen: Bool = false) -> SecretMatch? {
        let end = isOpen ? range.upperBound : text.skipBack(from: range.upperBound, while: \.isWhite)
        guard end - range.lowerBound >= 16 || isOpen else { return nil }
        let range = range.lowerBound..<end
        let value = text.bytes[range].filter { $0.isBase64 || $0 == UInt8(ascii: "=") }
        return SecretMatch(range: range, value: value, kind: .privateKey, isOpen: isOpen)
    }

    /// `host:port:database:user:password`, a line of `.pgpass`; `place` is the colon before the port.
    func passwordFile(at place: Int) -> SecretMatch? {
        // The port first: times of day have colons as well, and stand in every line of a log.
        guard text[place + 1] == UInt8(ascii: "*") || text[place + 4].isDigit,
            let port = field(from: place + 1, isPort: true)
        else { return nil }
        let host = text.skipBack(from: place) { $0.isName || Self.ofHosts.contains($0) }
        guard host < place, isBeforeHost(text[host - 1]), let database = field(from: port + 1),
            let user = field(from: database + 1)
        else { return nil }
        let end = passwordEnd(from: user + 1, before: host)
        let fields = text.bytes[host..<end].split(separator: UInt8(ascii: ":"))
        if !text.isOpen(at: end), fields.allSatisfy({ $0.count <= 4 && $0.allSatisfy(\.isHex) }) { return nil }
        let raw = text.bytes[user + 1..<end]
        let value = SecretValue(
            range: user + 1..<end, decoded: raw.filter { $0 != UInt8(ascii: "\\") }, end: end,
            isOpen: text.isOpen(at: end))
        return match(value, .passwordFile)
    }

    private func isBeforeHost(_ byte: UInt8) -> Bool {
        byte.isWhite || byte.isQuote || byte == UInt8(ascii: "+") || byte == UInt8(ascii: ">")
    }

    /// Where a field ends, at its colon; nil when it is none of a password file.
    private func field(from start: Int, isPort: Bool = false) -> Int? {
        if text[start] == UInt8(ascii: "*"), text[start + 1] == UInt8(ascii: ":") { return start + 1 }
        let end = text.skip(from: start) { isPort ? $0.isDigit : $0.isName || Self.ofRoles.contains($0) }
        guard end > start, text[end] == UInt8(ascii: ":"), !isPort || (4...5).contains(end - start) else { return nil }
        return end
    }

    /// A colon or a backslash in the password stands behind a backslash.
    private func passwordEnd(from start: Int, before host: Int) -> Int {
        let quote = text[host - 1].isQuote ? text[host - 1] : 0
        var index = start
        let limit = text.skip(from: start) { !$0.isWhite }
        while index < limit, quote == 0 || text[index] != quote {
            if text[index] == UInt8(ascii: "\\"), text[index + 1] == UInt8(ascii: "n"), quote != 0 { break }
            index += text[index] == UInt8(ascii: "\\") && index + 1 < text.count ? 2 : 1
        }
        return min(index, limit)
    }

    private static let schemes: Set<String> = [
        "bearer", "basic", "token", "apikey", "digest", "negotiate", "bot", "key",
    ]

    /// `Authorization: Bearer …`.
    func authorization(after end: Int) -> SecretMatch? {
        var start = text.skip(from: end) { $0.isQuote || $0 == UInt8(ascii: "\\") }
        start = text.skipBlanks(from: start)
        guard text[start] == UInt8(ascii: ":") || text[start] == UInt8(ascii: "=") else { return nil }
        start = text.skip(from: start + 1) { $0.isBlank || $0.isQuote || $0 == UInt8(ascii: "\\") }
        let scheme = start..<text.skip(from: start, while: \.isLetter)
        let hasScheme = text[scheme.upperBound].isBlank && Self.schemes.contains(text.lowered(scheme))
        let value = hasScheme ? text.skipBlanks(from: scheme.upperBound) : start
        let stop = text.skip(from: value, upTo: SecretText.longestValue) {
            !$0.isWhite && !$0.isQuote && $0 != UInt8(ascii: "\\")
        }
        guard stop - value >= 6 || text.isOpen(at: stop), hasScheme || isRandom(value..<stop) || text.isOpen(at: stop)
        else { return nil }
        return match(value..<stop, .header)
    }

    /// `Bearer …` without its header's name.
    func bearer(after end: Int) -> SecretMatch? {
        let stop = text.skip(from: end, upTo: SecretText.longestValue) { $0.isBase64URL || Self.ofTokens.contains($0) }
        guard stop > end, text.isOpen(at: stop) || stop - end >= 16 && text.bytes[end..<stop].contains(where: \.isDigit)
        else { return nil }
        return match(end..<stop, .header)
    }
}
