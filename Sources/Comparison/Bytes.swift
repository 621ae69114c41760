/// A text's UTF-8, borrowed for as long as one comparison lasts: outputs of 100 MB leave no time for characters.
typealias Bytes = UnsafeBufferPointer<UInt8>

extension UInt8 {
    static let space = UInt8(ascii: " ")
    static let slash = UInt8(ascii: "/")
    static let colon = UInt8(ascii: ":")
    static let dot = UInt8(ascii: ".")
    static let dash = UInt8(ascii: "-")
    static let lineFeed = UInt8(ascii: "\n")

    @inline(__always) var isDigit: Bool { self &- 48 < 10 }
    @inline(__always) var isUpperHex: Bool { isDigit || self &- 65 < 6 }
    @inline(__always) var isLowerHex: Bool { isDigit || self &- 97 < 6 }
    @inline(__always) var isHex: Bool { isDigit || (self | 32) &- 97 < 6 }
    @inline(__always) var isUpperLetter: Bool { self &- 65 < 26 }
    /// Whether the byte belongs to a word; every letter beyond ASCII does.
    @inline(__always) var isWord: Bool { isDigit || (self | 32) &- 97 < 26 || self == 95 || self >= 128 }
    /// The byte as a lower case letter, if it is an ASCII letter.
    @inline(__always) var lowered: UInt8 { isUpperLetter ? self | 32 : self }
}

extension UnsafeBufferPointer<UInt8> {
    /// A part as a text of its own.
    @inline(__always) func part(_ range: Range<Int>) -> Bytes { Bytes(rebasing: self[range]) }

    /// The byte at a place; zero, which no text has, beyond the end.
    @inline(__always) func at(_ index: Int) -> UInt8 { index >= 0 && index < count ? self[index] : 0 }

    /// Where a run of such bytes ends.
    @inline(__always) func end(from start: Int, where isMember: (UInt8) -> Bool) -> Int {
        var index = start
        while index < count, isMember(self[index]) { index += 1 }
        return index
    }

    /// Whether these bytes stand at a place.
    @inline(__always) func has(_ other: Bytes, at start: Int) -> Bool {
        guard start >= 0, count - start >= other.count else { return false }
        return part(start..<start + other.count).isEqual(to: other)
    }

    /// Whether this text stands at a place.
    @inline(__always) func has(_ text: StaticString, at start: Int) -> Bool {
        has(Bytes(start: text.utf8Start, count: text.utf8CodeUnitCount), at: start)
    }

    /// Whether both are the same, byte for byte.
    @inline(__always) func isEqual(to other: Bytes) -> Bool {
        count == other.count && commonPrefix(with: other) == count
    }

    /// How many bytes at the beginning are the same; eight at a time.
    @inline(__always) func commonPrefix(with other: Bytes) -> Int {
        let shared = Swift.min(count, other.count)
        guard shared > 0, let first = baseAddress, let second = other.baseAddress else { return 0 }
        let (one, two) = (UnsafeRawPointer(first), UnsafeRawPointer(second))
        var index = 0
        while index + 8 <= shared {
            let difference =
                one.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                ^ two.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            if difference != 0 { return index + UInt64(littleEndian: difference).trailingZeroBitCount / 8 }
            index += 8
        }
        while index < shared, first[index] == second[index] { index += 1 }
        return index
    }

    /// A number of 64 bits for the text. Symbols are kept by it: hundreds of thousands of strings would not fit.
    @inline(__always) func hash64(_ seed: UInt64) -> UInt64 {
        var hash = seed ^ 0xcbf2_9ce4_8422_2325
        for byte in self { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        return mixed(hash)
    }

    /// The text's number, if it is made of at most 19 digits.
    @inline(__always) var integer: UInt64? {
        guard count > 0, count < 20 else { return nil }
        var value: UInt64 = 0
        for byte in self {
            guard byte.isDigit else { return nil }
            value = value &* 10 &+ UInt64(byte &- 48)
        }
        return value
    }

    /// The bytes as text.
    var text: String { String(readable: self) }
}

/// Spreads a hash over all its bits (the finaliser of SplitMix64).
@inline(__always) func mixed(_ value: UInt64) -> UInt64 {
    var mixed = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
}

extension StringProtocol {
    /// Lends the text's UTF-8.
    @inline(__always) func withBytes<Result>(_ body: (Bytes) -> Result) -> Result {
        var text = Substring(self)
        return text.withUTF8(body)
    }
}
