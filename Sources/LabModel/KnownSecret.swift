/// A secret whose value is known: every occurrence of it is replaced, in each of the spellings that quoting gives it.
struct KnownSecret {
    /// Where the value is looked for.
    enum Occurrence {
        /// Wherever its bytes are.
        case anywhere
        /// Where it is a word of its own.
        case asWord
        /// Only where a rule finds it: as a word it is too common, or too short.
        case none
    }

    let value: [UInt8]
    let kind: SecretKind
    /// The name that it was declared under.
    let declared: String?
    let occurrence: Occurrence
    /// The name under which it is recorded, once it has been met.
    var name: String?
    var spellings: [[UInt8]]

    /// How long a value must be for its bare occurrences to be replaced.
    static let shortest = 4
    /// What is longer is a token or a key, which its form gives away again.
    private static let longest = 512
    /// A number, or a word of letters only, is looked for everywhere from this length on.
    private static let longestWord = 12

    init(_ value: [UInt8], kind: SecretKind, declared: String? = nil) {
        self.value = value
        self.kind = kind
        self.declared = declared
        // A recording's secret was found by its place, and is found there again: it may be a common word.
        let isFound = declared.map { SecretWords.isGivenName(Array($0.utf8)[...]) } ?? true
        occurrence = isFound ? Self.occurrence(of: value, kind) : .anywhere
        spellings = occurrence == .none ? [] : Self.spellings(of: value)
    }

    /// A secret that a rule has found, as it stood there; the name of a role or a database beside it is no secret
    /// elsewhere.
    init(_ match: SecretMatch, as raw: [UInt8], isName: Bool) {
        value = match.value
        kind = match.kind
        declared = nil
        occurrence = isName ? .none : kind == .privateKey ? .anywhere : Self.occurrence(of: value, kind)
        let spellings = kind == .privateKey ? Self.lines(of: raw) : Self.spellings(of: value) + [raw]
        self.spellings = occurrence == .none ? [] : Self.unique(spellings)
    }

    private static func occurrence(of value: [UInt8], _ kind: SecretKind) -> Occurrence {
        if value.count < shortest || value.count > longest || SecretWords.isCommon(value) { return .none }
        let isNumber = value.allSatisfy(\.isDigit)
        if isNumber, value.count < 8, kind != .typed { return .none }
        if isNumber || value.allSatisfy(\.isLetter) { return value.count < longestWord ? .asWord : .anywhere }
        return .anywhere
    }

    /// The value as it is, and as SQL, connection strings, JSON, shells and addresses write it. On a terminal the lines
    /// of a value are lines; each of them is a part of the secret.
    private static func spellings(of value: [UInt8]) -> [[UInt8]] {
        var spellings = [value]
        let quote = UInt8(ascii: "'")
        let backslash = UInt8(ascii: "\\")
        spellings.append(value.flatMap { $0 == quote ? [quote, quote] : [$0] })
        spellings.append(value.flatMap { $0 == quote || $0 == backslash ? [backslash, $0] : [$0] })
        spellings.append(value.flatMap { $0 == UInt8(ascii: "\"") || $0 == backslash ? [backslash, $0] : [$0] })
        spellings.append(value.flatMap { $0 == quote ? Array("'\\''".utf8) : [$0] })
        spellings.append(value.flatMap { percent($0, "0123456789ABCDEF") })
        spellings.append(value.flatMap { percent($0, "0123456789abcdef") })
        return unique(spellings + lines(of: value, indentsShort: true))
    }

    /// The lines of a value, without the blanks around them: every line of a program may be indented as they are. A
    /// line that is too short without them is left out, or looked for with them.
    private static func lines(of value: [UInt8], indentsShort: Bool = false) -> [[UInt8]] {
        let lines = value.split(whereSeparator: \.isLineEnd)
        guard lines.count > 1 else { return [] }
        return lines.compactMap { line in
            let bare = withoutBlanks(line)
            if bare.count >= 8 { return Array(bare) }
            return indentsShort && bare.count >= shortest && line.count >= 8 ? Array(line) : nil
        }
    }

    private static func withoutBlanks(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let end = (line.lastIndex { !$0.isBlank } ?? line.startIndex - 1) + 1
        return line[..<end].drop(while: \.isBlank)
    }

    private static func unique(_ spellings: [[UInt8]]) -> [[UInt8]] {
        var seen: Set<[UInt8]> = []
        return spellings.filter { seen.insert($0).inserted }
    }

    private static func percent(_ byte: UInt8, _ digits: StaticString) -> [UInt8] {
        if byte.isLetter || byte.isDigit || [0x2D, 0x2E, 0x5F, 0x7E].contains(byte) { return [byte] }
        return [UInt8(ascii: "%"), digits.utf8Start[Int(byte >> 4)], digits.utf8Start[Int(byte & 15)]]
    }
}
