/// A CSI control sequence (ECMA-48 5.4): `ESC [ leader parameters intermediates final`.
struct ControlSequence {
    /// A byte such as "?" which makes the sequence private, or 0.
    var leader: UInt8 = 0
    /// The parameters as written, without leader and intermediates.
    var parameterBytes: ArraySlice<UInt8> = []
    /// The first intermediate byte, or 0.
    var intermediate: UInt8 = 0
    /// The byte that names the function.
    let final: UInt8

    init(bytes: ArraySlice<UInt8>, final: UInt8) {
        self.final = final
        var rest = bytes
        if let byte = rest.first, (0x3C...0x3F).contains(byte) { leader = rest.removeFirst() }
        let end = rest.firstIndex { (0x20...0x2F).contains($0) } ?? rest.endIndex
        if end < rest.endIndex { intermediate = rest[end] }
        parameterBytes = rest[..<end]
    }

    /// The largest number handed on: libvterm adds it to an `int` unchecked.
    static let largestNumber = 9_999

    /// The numbers; nil where one is left out.
    var parameters: [Int?] { Self.numbers(in: parameterBytes, separator: UInt8(ascii: ";")) }

    static func numbers(in bytes: ArraySlice<UInt8>, separator: UInt8) -> [Int?] {
        bytes.split(separator: separator, omittingEmptySubsequences: false).map(number)
    }

    static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return digits.reduce(0) { min($0 * 10 + Int($1 - 0x30), largestNumber) }
    }
}
