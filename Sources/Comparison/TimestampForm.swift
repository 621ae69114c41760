/// What can be seen of a timestamp's form.
struct TimestampForm {
    /// Whether it is a moment at all, and not `infinity`.
    let isTime: Bool
    /// How many digits its seconds have after the point.
    let fraction: Int
    let hasZone: Bool

    @inline(__always) init(_ bytes: Bytes) {
        isTime = bytes.at(0) != .dash && bytes.contains(where: \.isDigit)
        var index = 0
        while index < bytes.count, bytes[index] != .colon { index += 1 }
        while index < bytes.count, bytes[index].isDigit || bytes[index] == .colon { index += 1 }
        let end = bytes.at(index) == .dot ? bytes.end(from: index + 1, where: \.isDigit) : index
        fraction = max(0, end - index - 1)
        let zone = bytes.at(end) == .space ? end + 1 : end
        let first = bytes.at(zone)
        hasZone = first.isUpperLetter || first == UInt8(ascii: "+") || first == .dash
    }
}
