/// A piece of a text: a volatile value, or what stands between two of them.
struct Token {
    /// What the value is; nil for anything that is not volatile by its form or by what stands around it.
    let kind: SymbolKind?
    let end: Int

    @inline(__always) init(_ kind: SymbolKind?, end: Int) {
        self.kind = kind
        self.end = end
    }
}

/// Finds the volatile values in a text.
///
/// Every question is answered from the place where a token may begin: after a byte that belongs to no word, or where
/// the token before has ended.
struct Scanner {
    let bytes: Bytes

    /// The token that begins at a place.
    @inline(__always) func token(at start: Int) -> Token {
        let byte = bytes[start]
        if !byte.isWord { return byte == .colon ? colons(at: start) : Token(nil, end: start + 1) }
        if byte.isDigit { return number(at: start) }
        return word(at: start)
    }

    @inline(__always) private func word(at start: Int) -> Token {
        let end = bytes.end(from: start) { $0.isWord }
        let byte = bytes[start]
        if byte.isHex, let found = hexadecimal(start, end) { return found }
        if end - start == 3, byte.isUpperLetter, let found = namedDate(at: start) {
            return Token(.timestamp, end: found)
        }
        if byte == UInt8(ascii: "p"), bytes.has("passfile=", at: start) { return passwordFile(start) }
        if byte == UInt8(ascii: "p"), let found = generatedName(start, end) { return Token(nil, end: found) }
        return Token(nil, end: end)
    }

    /// `passfile=''/home/me/.pgpass''` of a connection string: in the home directory of whoever it was.
    private func passwordFile(_ start: Int) -> Token {
        Token(.passwordFile, end: bytes.end(from: start) { $0 != UInt8(ascii: " ") && $0 != .lineFeed && $0 != 0x0D })
    }

    /// Names that PostgreSQL makes with a number at the end; the token ends where the number begins.
    private func generatedName(_ start: Int, _ end: Int) -> Int? {
        for name in ["pg_basebackup_", "pg_toast_"] as [StaticString] where bytes.has(name, at: start) {
            let digits = start + name.utf8CodeUnitCount
            return bytes.at(digits).isDigit ? digits : nil
        }
        return nil
    }

    /// Whether a value may end here: no word and no path goes on.
    @inline(__always) func isBoundary(_ end: Int) -> Bool { !bytes.at(end).isWord }

    /// Values whose digits are hexadecimal; `end` is where the word ends.
    @inline(__always) func hexadecimal(_ start: Int, _ end: Int) -> Token? {
        let next = bytes.at(end)
        if next == .slash { return lsn(start, end) }
        if next == .colon { return addressWithColons(at: start).map { Token(.address, end: $0) } }
        switch end - start {
        case 8 where next == .dash: return uuid(start).map { Token(.uuid, end: $0) }
        case 12: return isContainer(start, end) ? Token(.container, end: end) : nil
        case 64: return isContainer(start, end) && !isDigest(start, end) ? Token(.container, end: end) : nil
        case 24: return walFile(start, end)
        default: return nil
        }
    }

    /// `sha256sum` sets two spaces, or one and an asterisk, before the file's name; openssl a sign before the digest.
    private func isDigest(_ start: Int, _ end: Int) -> Bool {
        let isBeforeName = bytes.has("  ", at: end) && bytes.at(end + 2) > .space || bytes.has(" *", at: end)
        return start == 0 && isBeforeName || bytes.has(")= ", at: start - 3)
    }

    private func isContainer(_ start: Int, _ end: Int) -> Bool {
        let part = bytes.part(start..<end)
        return part.allSatisfy(\.isLowerHex) && part.contains(where: \.isDigit) && !part.allSatisfy(\.isDigit)
    }

    /// `000000010000000000000003`, and the name of a backup's history, which ends in a position.
    private func walFile(_ start: Int, _ end: Int) -> Token? {
        guard bytes.part(start..<end).allSatisfy(\.isUpperHex) else { return nil }
        let position = bytes.end(from: end + 1, where: \.isUpperHex)
        let isHistory = bytes.at(end) == .dot && position == end + 9 && bytes.has(".backup", at: position)
        return Token(.walFile, end: isHistory ? position : end)
    }

    private func uuid(_ start: Int) -> Int? {
        var index = start
        for length in [8, 4, 4, 4, 12] {
            let end = bytes.end(from: index, where: \.isHex)
            guard end - index == length else { return nil }
            if length == 12 { return isBoundary(end) ? end : nil }
            guard bytes.at(end) == .dash else { return nil }
            index = end + 1
        }
        return index
    }
}
