internal import LabModel

extension Difference {
    /// How many bytes of a text are said at most.
    private static let longest = 1000
    /// How many bytes before the first that differs.
    private static let lead = 60

    /// The same with long texts cut to the place where they begin to differ: nobody reads a line of a megabyte.
    func abridged() -> Difference {
        let lengths = [recorded, replayed].map { $0?.utf8.count ?? 0 }
        guard lengths.contains(where: { $0 > Self.longest }) else { return self }
        let shared = zip((recorded ?? "").utf8, (replayed ?? "").utf8).prefix { $0 == $1 }.count
        let start = shared > 2 * Self.lead ? shared - Self.lead : 0
        var result = self
        result.recorded = recorded.map { Self.part(of: $0, from: start) }
        result.replayed = replayed.map { Self.part(of: $0, from: start) }
        return result
    }

    private static func part(of text: String, from start: Int) -> String {
        let bytes = text.utf8
        let first = bytes.index(bytes.startIndex, offsetBy: start, limitedBy: bytes.endIndex) ?? bytes.endIndex
        let last = bytes.index(first, offsetBy: longest, limitedBy: bytes.endIndex) ?? bytes.endIndex
        let rest = bytes.distance(from: last, to: bytes.endIndex)
        // Indices inside of a character are rounded down to its beginning.
        let part = String(text.unicodeScalars[first..<last])
        return (start > 0 ? "… " : "") + part + (rest > 0 ? " … and \(rest) bytes more" : "")
    }
}
