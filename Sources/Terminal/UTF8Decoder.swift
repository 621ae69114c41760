/// Decodes UTF-8 byte by byte; what is not valid becomes U+FFFD, as the Unicode Standard recommends (one for each
/// longest part that could have begun a character).
struct UTF8Decoder {
    private var value: UInt32 = 0
    private var missing = 0
    private var allowed: ClosedRange<UInt8> = 0x80...0xBF

    enum Result {
        case incomplete
        case scalar(Unicode.Scalar)
        /// The bytes so far were invalid; this byte is not used up.
        case invalidBefore
        /// This byte is invalid.
        case invalid
    }

    var isInsideCharacter: Bool { missing > 0 }

    mutating func reset() {
        missing = 0
    }

    mutating func decode(_ byte: UInt8) -> Result {
        missing > 0 ? decodeNext(byte) : decodeFirst(byte)
    }

    private mutating func decodeFirst(_ byte: UInt8) -> Result {
        allowed = 0x80...0xBF
        switch byte {
        case 0..<0x80: return .scalar(Unicode.Scalar(byte))
        case 0xC2...0xDF: (value, missing) = (UInt32(byte & 0x1F), 1)
        case 0xE0...0xEF: (value, missing) = (UInt32(byte & 0x0F), 2)
        case 0xF0...0xF4: (value, missing) = (UInt32(byte & 0x07), 3)
        default: return .invalid
        }
        switch byte {
        case 0xE0: allowed = 0xA0...0xBF  // else too long
        case 0xED: allowed = 0x80...0x9F  // else a surrogate
        case 0xF0: allowed = 0x90...0xBF  // else too long
        case 0xF4: allowed = 0x80...0x8F  // else beyond U+10FFFF
        default: break
        }
        return .incomplete
    }

    private mutating func decodeNext(_ byte: UInt8) -> Result {
        guard allowed.contains(byte) else {
            missing = 0
            return .invalidBefore
        }
        allowed = 0x80...0xBF
        value = value << 6 | UInt32(byte & 0x3F)
        missing -= 1
        if missing > 0 { return .incomplete }
        return Unicode.Scalar(value).map(Result.scalar) ?? .invalid
    }
}
