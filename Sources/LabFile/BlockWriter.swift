public import LabModel

extension Block {
    /// The block with other attributes. All else of its fence stays as it stands in the file.
    public func with(attributes: [Attribute]) -> Block {
        if attributes.map({ [$0.name, $0.value] }) == self.attributes.map({ [$0.name, $0.value] }) { return self }
        let changed = source.map { Self.replaceAttributes(in: $0, by: FenceText.attributes(attributes)) }
        return Block(
            kind: kind, attributes: attributes, body: body, line: line, bodyColumn: bodyColumn, source: changed,
            gap: gap)
    }

    /// The first line's braces hold the attributes; in a line that has none they come last.
    private static func replaceAttributes(in source: String, by attributes: String) -> String {
        let end = source.firstIndex(where: \.isNewline) ?? source.endIndex
        var head = source[..<(source[..<end].firstIndex(of: "{") ?? end)]
        while head.last == " " || head.last == "\t" { head.removeLast() }
        return head + (attributes.isEmpty ? "" : " {\(attributes)}") + source[end...]
    }
}
