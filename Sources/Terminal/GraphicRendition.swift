/// Rewrites SGR parameters (ECMA-48 8.3.117) as parameters libvterm 0.1 understands and reads safely: it overruns its
/// array on more than 16 of them, and it does not know "faint".
enum GraphicRendition {
    /// libvterm has no "faint", but it keeps one of ten fonts for each cell; nobody uses fonts, so font 1 stands in.
    static let faintFont: UInt32 = 1

    /// The changes one sequence asks for, each to be sent as a sequence of its own.
    static func changes(for parameters: ArraySlice<UInt8>) -> [String] {
        var groups = parameters.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)[...]
        if groups.isEmpty { return ["0"] }
        var changes: [String] = []
        while let group = groups.popFirst() {
            if let change = change(for: group, followedBy: &groups) { changes.append(change) }
        }
        return changes
    }

    private static func change(
        for group: ArraySlice<UInt8>, followedBy rest: inout ArraySlice<ArraySlice<UInt8>>
    ) -> String? {
        let parts = ControlSequence.numbers(in: group, separator: UInt8(ascii: ":"))
        switch parts.first.flatMap({ $0 }) ?? 0 {
        case 2: return "11"
        case 22: return "22;10"
        case 4: return parts.count > 1 && parts[1] == 0 ? "24" : "4"
        case let code where code == 38 || code == 48 || code == 58:
            let color = parts.count > 1 ? color(parts.dropFirst()) : colorInGroups(&rest)
            return code == 58 ? nil : color.map { "\(code);\($0)" }
        case let code where isKnown(code): return String(code)
        default: return nil
        }
    }

    private static func isKnown(_ code: Int) -> Bool {
        switch code {
        case 0, 1, 3, 7, 9, 21, 23, 24, 27, 29, 30...37, 39, 40...47, 49, 90...97, 100...107: true
        default: false
        }
    }

    /// Reads "5;n" or "2;r;g;b", the older way to write a colour.
    private static func colorInGroups(_ groups: inout ArraySlice<ArraySlice<UInt8>>) -> String? {
        guard let kind = groups.popFirst().flatMap(ControlSequence.number) else { return nil }
        let count = kind == 5 ? 1 : kind == 2 ? 3 : 0
        let values = groups.prefix(count).map(ControlSequence.number)
        groups = groups.dropFirst(count)
        return color([kind] + values)
    }

    /// Reads 5, n or 2, r, g, b or 2, colour space, r, g, b.
    private static func color(_ parts: ArraySlice<Int?>) -> String? {
        let isRGB = parts.first == 2
        guard isRGB || parts.first == 5 else { return nil }
        let values = isRGB && parts.count > 4 ? parts.dropFirst(2).prefix(3) : parts.dropFirst()
        guard values.count >= (isRGB ? 3 : 1) else { return nil }
        let numbers = values.prefix(isRGB ? 3 : 1).map { String(min($0 ?? 0, 255)) }
        return ([isRGB ? "2" : "5"] + numbers).joined(separator: ";")
    }
}
