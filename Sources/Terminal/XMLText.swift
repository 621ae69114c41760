extension String {
    /// Appends text escaped for XML 1.0; characters XML does not allow (2.2 "Characters") become U+FFFD.
    mutating func append(escaped text: String) {
        let isPlain = text.utf8.allSatisfy { byte in
            byte >= 0x20 && byte < 0x7F && byte != UInt8(ascii: "&") && byte != UInt8(ascii: "<")
                && byte != UInt8(ascii: ">") && byte != UInt8(ascii: "\"")
        }
        if isPlain { return append(text) }
        for scalar in text.unicodeScalars { append(escaped: scalar) }
    }

    private mutating func append(escaped scalar: Unicode.Scalar) {
        switch scalar {
        case "&": append("&amp;")
        case "<": append("&lt;")
        case ">": append("&gt;")
        case "\"": append("&quot;")
        case "\t", "\n", "\r": unicodeScalars.append(" ")
        case _ where scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) || scalar.value & 0xFFFE == 0xFFFE:
            append("\u{FFFD}")
        default: unicodeScalars.append(scalar)
        }
    }
}
