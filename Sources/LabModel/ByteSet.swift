/// Some ASCII characters: asking for a byte costs less than in a `Set`, which hashes it.
struct ByteSet: Sendable {
    private var low: UInt64 = 0
    private var high: UInt64 = 0

    /// The characters of a text.
    init(_ text: StaticString) {
        for index in 0..<text.utf8CodeUnitCount {
            let bit = UInt64(1) << UInt64(text.utf8Start[index] & 63)
            if text.utf8Start[index] < 64 { low |= bit } else { high |= bit }
        }
    }

    @inline(__always)
    func contains(_ byte: UInt8) -> Bool {
        byte < 128 && (byte < 64 ? low : high) >> UInt64(byte & 63) & 1 != 0
    }
}
