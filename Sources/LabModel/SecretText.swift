/// A text in which secrets are looked for, with what the rules ask of it.
struct SecretText {
    let bytes: [UInt8]
    /// Whether more may follow.
    let goesOn: Bool
    /// How much of the bytes is looked at. Of a text that goes on a blank at the end is not: a shell that wraps a line
    /// writes one, and the word goes on.
    let count: Int

    /// How long a token is at most.
    static let longestValue = 8 * 1024
    /// How long a password is at most.
    static let longestPassword = 1024
    /// How long a private key is at most.
    static let longestKey = 64 * 1024

    /// How many steps the rules may take through the text: where thousands of their words stand on one line, each rule
    /// would go through the whole line again.
    private let budget: Budget

    private final class Budget {
        var left: Int
        init(_ left: Int) { self.left = left }
    }

    /// How far a rule looks in either direction.
    private var reach: Int { budget.left > 0 ? 2048 : 64 }

    /// Notes a rule's steps.
    func spend(_ steps: Int) { budget.left -= steps }

    init(bytes: [UInt8], goesOn: Bool) {
        self.bytes = bytes
        self.goesOn = goesOn
        var end = bytes.count
        if goesOn, end > 0, bytes[end - 1] == 0x0D { end -= 1 }
        if goesOn, end > 0, bytes[end - 1] == 0x20 { end -= 1 }
        count = end
        budget = Budget(32 * 1024 + 6 * end)
    }

    /// The byte at a place; 0 where there is none.
    subscript(_ index: Int) -> UInt8 { index >= 0 && index < count ? bytes[index] : 0 }

    /// Whether the text's end was reached and more may follow.
    func isOpen(at index: Int) -> Bool { goesOn && index >= count }

    /// Whether a range is a word of its own, for all that is known of what follows.
    func isWord(_ range: Range<Int>) -> Bool {
        !self[range.lowerBound - 1].isWord && !self[range.upperBound].isWord && !isOpen(at: range.upperBound)
    }

    /// Where the line of a place begins.
    func lineStart(of index: Int) -> Int { skipBack(from: index) { !$0.isLineEnd } }

    /// Where the line of a place ends, its line feed left out.
    func lineEnd(of index: Int) -> Int { skip(from: index) { !$0.isLineEnd } }

    /// Whether a place is a line's first.
    func isLineStart(_ index: Int) -> Bool { index <= 0 || bytes[index - 1].isLineEnd }

    /// The first place from there on whose byte is not of a kind.
    func skip(from start: Int, upTo limit: Int? = nil, while isOfKind: (UInt8) -> Bool) -> Int {
        let end = min(count, start + (limit ?? reach))
        var index = start
        while index < end, isOfKind(bytes[index]) { index += 1 }
        spend(index - start)
        return index
    }

    /// The first place before which the bytes are not of a kind.
    func skipBack(from end: Int, while isOfKind: (UInt8) -> Bool) -> Int {
        let start = max(0, end - reach)
        var index = end
        while index > start, isOfKind(bytes[index - 1]) { index -= 1 }
        spend(end - index)
        return index
    }

    func skipBlanks(from index: Int) -> Int { skip(from: index, while: \.isBlank) }

    /// Whether a literal in lower case stands at a place, in whatever case.
    func has(_ literal: StaticString, at index: Int) -> Bool {
        guard index >= 0, index + literal.utf8CodeUnitCount <= count else { return false }
        for offset in 0..<literal.utf8CodeUnitCount
        where bytes[index + offset].lowered != literal.utf8Start[offset] { return false }
        return true
    }

    /// Whether a literal in lower case ends at a place.
    func has(_ literal: StaticString, endingAt index: Int) -> Bool {
        has(literal, at: index - literal.utf8CodeUnitCount)
    }

    /// Whether a range holds a literal in lower case and nothing else, in whatever case.
    func reads(_ literal: StaticString, _ range: Range<Int>) -> Bool {
        range.count == literal.utf8CodeUnitCount && has(literal, at: range.lowerBound)
    }

    /// Where a literal in lower case begins in a range.
    func find(_ literal: StaticString, in range: Range<Int>) -> Int? {
        let range = range.clamped(to: 0..<max(0, count - literal.utf8CodeUnitCount + 1))
        let place = range.first { has(literal, at: $0) }
        spend((place ?? range.upperBound) - range.lowerBound)
        return place
    }

    func lowered(_ range: Range<Int>) -> String {
        String(decoding: bytes[range].map(\.lowered), as: UTF8.self)
    }
}

extension UInt8 {
    var lowered: UInt8 { (0x41...0x5A).contains(self) ? self | 0x20 : self }
    var isLineEnd: Bool { self == 0x0A || self == 0x0D }
    var isBlank: Bool { self == 0x20 || self == 0x09 }
    var isWhite: Bool { isBlank || isLineEnd || self == 0 }
    var isDigit: Bool { (0x30...0x39).contains(self) }
    var isUpper: Bool { (0x41...0x5A).contains(self) }
    var isLetter: Bool { (0x61...0x7A).contains(lowered) }
    var isHex: Bool { isDigit || (0x61...0x66).contains(lowered) }
    /// Of a word in most languages.
    var isWord: Bool { isLetter || isDigit || self == UInt8(ascii: "_") || self >= 0x80 }
    /// Of a setting's name.
    var isName: Bool { isWord || self == UInt8(ascii: "-") || self == UInt8(ascii: ".") }
    /// Of a setting's name, between its words.
    var isSeparator: Bool { self == UInt8(ascii: "_") || self == UInt8(ascii: "-") || self == UInt8(ascii: ".") }
    var isBase64: Bool { isLetter || isDigit || self == UInt8(ascii: "+") || self == UInt8(ascii: "/") }
    /// Of base64 that is safe in addresses.
    var isBase64URL: Bool { isLetter || isDigit || self == UInt8(ascii: "-") || self == UInt8(ascii: "_") }
    var isQuote: Bool { self == UInt8(ascii: "'") || self == UInt8(ascii: "\"") || self == UInt8(ascii: "`") }
}
