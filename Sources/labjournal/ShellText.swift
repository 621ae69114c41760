internal import Clusters

/// Words of a command line as bash reads them.
enum ShellText {
    /// A word in quotes where it needs them; bytes that a terminal would obey, or that are no text, are written as
    /// escapes, so that the word can be typed.
    static func quote(_ word: [UInt8]) -> String {
        let text = String(decoding: word, as: UTF8.self)
        if text.utf8.elementsEqual(word), !text.unicodeScalars.contains(where: isControl) {
            return Clusters.CommandLine.quote(text)
        }
        return "$'" + word.map(escaped).joined() + "'"
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
    }

    private static func escaped(_ byte: UInt8) -> String {
        switch byte {
        case UInt8(ascii: "\n"): return "\\n"
        case UInt8(ascii: "\t"): return "\\t"
        case UInt8(ascii: "'"), UInt8(ascii: "\\"): return "\\" + String(UnicodeScalar(byte))
        case 0x20..<0x7F: return String(UnicodeScalar(byte))
        default:
            let digits = String(byte, radix: 8)
            return "\\" + String(repeating: "0", count: 3 - digits.count) + digits
        }
    }
}
