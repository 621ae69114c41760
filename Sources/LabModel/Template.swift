/// The replacement of `{{name}}` in a block; `\{{` is a literal `{{`.
///
/// A name is letters, digits, `_`, `-` and `.`, closed at once by `}}`. Braces around anything else are text, so that
/// `docker inspect --format '{{range .IPAM.Config}}{{.Subnet}}{{end}}'` and `{{ spaced }}` need no backslash.
public enum Template {
    /// A name in a text that stands for nothing.
    public struct UnknownName: Error, Sendable, Equatable {
        /// The name between the braces.
        public let name: String
        /// How many lines stand before it.
        public let lineOffset: Int
        /// How many characters stand before it in its line.
        public let columnOffset: Int
    }

    /// Replaces every `{{name}}` of a text.
    ///
    /// - Parameters:
    ///   - text: the text.
    ///   - value: the value for a name; nil when it stands for nothing.
    /// - Throws: `UnknownName` for the first name without a value.
    public static func expand(_ text: String, value: (String) -> String?) throws(UnknownName) -> String {
        guard text.utf8.contains(UInt8(ascii: "{")) else { return text }
        var result = ""
        var rest = text[...]
        while let open = openingBraces(in: rest) {
            if rest[..<open].last == "\\" {
                result += rest[..<open].dropLast() + "{{"
                rest = rest[rest.index(open, offsetBy: 2)...]
                continue
            }
            guard let (name, end) = name(after: open, in: rest) else {
                let next = rest.index(after: open)
                result += rest[..<next]
                rest = rest[next...]
                continue
            }
            guard let replacement = value(name) ?? word(name) else {
                throw unknown(name, at: open, in: text)
            }
            result += rest[..<open] + replacement
            rest = rest[end...]
        }
        return result + rest
    }

    /// Writes a text so that `expand` gives it back as it is.
    public static func escape(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        while let open = openingBraces(in: rest) {
            let next = rest.index(after: open)
            let means = rest[..<open].last == "\\" || name(after: open, in: rest) != nil
            result += rest[..<open] + (means ? "\\{" : "{")
            rest = rest[next...]
        }
        return result + rest
    }

    /// The names that a text asks for, in order.
    public static func names(in text: String) -> [String] {
        var names: [String] = []
        var rest = text[...]
        while let open = openingBraces(in: rest) {
            if rest[..<open].last != "\\", let (name, end) = name(after: open, in: rest) {
                names.append(name)
                rest = rest[end...]
            } else {
                rest = rest[rest.index(after: open)...]
            }
        }
        return names
    }

    /// What ends a template of Docker's own, `{{range .Config}}{{.Name}}{{end}}`, stands for itself.
    private static func word(_ name: String) -> String? { ["end", "else"].contains(name) ? "{{\(name)}}" : nil }

    private static func openingBraces(in text: Substring) -> String.Index? {
        var from = text.startIndex
        while let brace = text[from...].firstIndex(of: "{") {
            let next = text.index(after: brace)
            if next < text.endIndex, text[next] == "{" { return brace }
            from = next
        }
        return nil
    }

    /// The name of `{{name}}` that begins at `open`; nil when the braces are not a name's (`{{range .Config}}`).
    private static func name(after open: String.Index, in text: Substring) -> (String, String.Index)? {
        let start = text.index(open, offsetBy: 2)
        guard let first = text[start...].first, first.isLetter || first == "_",
            let close = text[start...].firstIndex(where: { !isNameCharacter($0) }), text[close...].hasPrefix("}}")
        else { return nil }
        return (String(text[start..<close]), text.index(close, offsetBy: 2))
    }

    private static func isNameCharacter(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_" || character == "-" || character == "."
    }

    private static func unknown(_ name: String, at index: String.Index, in text: String) -> UnknownName {
        let before = text[..<index].split(separator: "\n", omittingEmptySubsequences: false)
        return UnknownName(name: name, lineOffset: before.count - 1, columnOffset: before.last?.count ?? 0)
    }
}
