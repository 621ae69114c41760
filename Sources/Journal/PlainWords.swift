/// The words of terminal output for the search index: escape sequences and control characters left out.
enum PlainWords {
    /// Strips CSI and OSC sequences (ECMA-48, 5.4 and 8.3.89), designations of character sets (ECMA-35, 13.2.1) and other control characters.
    static func of(_ bytes: [UInt8]) -> String {
        var kept: [UInt8] = []
        kept.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte == 0x1B {
                index = end(ofSequenceAt: index, in: bytes)
                continue
            }
            if byte == 0x0A || byte == 0x0D || byte == 0x09 || (byte >= 0x20 && byte != 0x7F) { kept.append(byte) }
            index += 1
        }
        return String(decoding: kept, as: UTF8.self)
    }

    private static func end(ofSequenceAt start: Int, in bytes: [UInt8]) -> Int {
        guard start + 1 < bytes.count else { return bytes.count }
        var index = start + 2
        switch bytes[start + 1] {
        case UInt8(ascii: "["):
            while index < bytes.count, !(0x40...0x7E).contains(bytes[index]) { index += 1 }
        case UInt8(ascii: "]"):
            while index < bytes.count, bytes[index] != 0x07, bytes[index] != 0x1B { index += 1 }
            if index < bytes.count, bytes[index] == 0x1B { index += 1 }
        case 0x20...0x2F:
            while index < bytes.count, (0x20...0x2F).contains(bytes[index]) { index += 1 }
        default:
            return index
        }
        return min(index + 1, bytes.count)
    }
}
