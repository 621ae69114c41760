/// Identifiers of runs and entries: UUIDs of version 7, which sort by the time they were made (RFC 9562, 5.7).
enum Identifier {
    /// Makes an identifier for a moment, in lower case with hyphens.
    static func make(at milliseconds: Int64) -> String {
        var generator = SystemRandomNumberGenerator()
        let time = UInt64(bitPattern: milliseconds) & 0xFFFF_FFFF_FFFF
        let high = time << 16 | 0x7000 | UInt64.random(in: 0...0xFFF, using: &generator)
        let low = 0x8000_0000_0000_0000 | UInt64.random(in: 0...0x3FFF_FFFF_FFFF_FFFF, using: &generator)
        let digits = hexadecimal(high) + hexadecimal(low)
        var result = ""
        for (index, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(index) { result.append("-") }
            result.append(digit)
        }
        return result
    }

    private static func hexadecimal(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
