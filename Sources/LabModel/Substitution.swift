/// Puts templates in place of the values that they stand for: `{{master.port}}` for `5433`.
///
/// The other way round than `Template.expand`. A value is replaced where it stands by itself, not inside of a longer
/// number, word or path.
public struct Substitution: Sendable {
    private let values: [(value: [UInt8], template: [UInt8])]

    /// Makes a substitution of names and values; the longest value goes first. Of two names for one value the first
    /// is taken.
    public init(_ variables: [Variable]) {
        var seen: Set<String> = []
        values =
            variables.filter { !$0.value.isEmpty && seen.insert($0.value).inserted }
            .map { (Array($0.value.utf8), Array("{{\($0.name)}}".utf8)) }
            .sorted { $0.value.count > $1.value.count }
    }

    /// Replaces values in a text that may hold templates already.
    public func apply(to text: String) -> String {
        guard !values.isEmpty else { return text }
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            if let found = values.first(where: { Self.stands($0.value, at: index, in: bytes) }) {
                result += found.template
                index += found.value.count
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func stands(_ value: [UInt8], at index: Int, in bytes: [UInt8]) -> Bool {
        guard bytes[index] == value[0], bytes[index...].starts(with: value) else { return false }
        let end = index + value.count
        if index > 0, isJoined(to: index, in: bytes) { return false }
        guard end < bytes.count else { return true }
        if bytes[end].isWordCharacter { return false }
        // A dot or a hyphen between two characters of words belongs to a name or a number, at a sentence's end it does not.
        let isJoint = bytes[end] == UInt8(ascii: ".") || bytes[end] == UInt8(ascii: "-")
        return !(isJoint && end + 1 < bytes.count && bytes[end + 1].isWordCharacter)
    }

    /// Whether what stands before belongs to the same word or path; the letter of an option (`-D/srv/data`) does not.
    private static func isJoined(to index: Int, in bytes: [UInt8]) -> Bool {
        let before = bytes[index - 1]
        // Braces behind a backslash would be literal ones.
        if before == UInt8(ascii: "\\") { return true }
        if bytes[index] == UInt8(ascii: "/") {
            let isOption =
                index > 1 && bytes[index - 2] == UInt8(ascii: "-") && (index == 2 || bytes[index - 3].isWhite)
            return !isOption && (before.isWordCharacter || ".-~/".utf8.contains(before))
        }
        return before.isWordCharacter || before == UInt8(ascii: ".")
    }
}

extension UInt8 {
    fileprivate var isWordCharacter: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), 0x80...:
            true
        default: false
        }
    }
}
