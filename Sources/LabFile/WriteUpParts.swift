extension WriteUp {
    /// A piece of a write-up.
    public enum Part: Sendable, Equatable {
        /// Text as it stands.
        case prose(String)
        /// A fenced block: its first word, its lines, the file's line of the opening fence, and all of it as it stands.
        case fence(word: String, body: String, line: Int, source: String)
    }

    /// Cuts a Markdown text into prose and fenced blocks; joined they are the text.
    ///
    /// - Throws: `LabFileError` when it is no text, or too long.
    public static func parts(of markdown: [UInt8]) throws(LabFileError) -> [Part] {
        let source = try SourceText(checking: markdown)
        var parts: [Part] = []
        var position = 0
        for fence in Fence.all(in: source, from: 0) {
            let start = fence.start(in: source)
            guard start >= position else { continue }
            let end = source.start(ofLine: fence.endLine)
            if start > position { parts.append(.prose(source.text(position..<start))) }
            parts.append(
                .fence(
                    word: fence.info(in: source).word, body: fence.bodyText(in: source), line: fence.openingLine + 1,
                    source: source.text(start..<end)))
            position = end
        }
        if position < source.bytes.count { parts.append(.prose(source.text(position..<source.bytes.count))) }
        return parts
    }
}
