public import LabModel

extension LabFile {
    /// The lab as a lab file.
    ///
    /// Parts that were read from a file are written as they stood there. A block without `source` gets a fence, a lab
    /// without `frontMatter` gets the YAML of its fields. A line feed in an attribute becomes a space.
    public static func write(_ lab: Lab) -> [UInt8] {
        var writer = LabWriter()
        writer.append(lab.frontMatter ?? FrontMatterWriter.text(of: lab))
        for step in lab.steps {
            writer.appendProse(step.prose)
            for block in step.blocks { writer.append(block) }
        }
        return writer.bytes
    }
}

/// Puts a lab's parts one after the other, with blank lines around those that stand in no file.
private struct LabWriter {
    /// What was written last, as far as the next part must know.
    private enum Last { case text, fence, madeFence }

    private(set) var bytes: [UInt8] = []
    private var last = Last.text

    mutating func append(_ text: String) {
        guard !text.isEmpty else { return }
        bytes += text.utf8
        last = .text
    }

    mutating func appendProse(_ prose: String) {
        guard let first = prose.first else { return }
        first.isNewline ? endFence() : separate()
        append(prose)
    }

    mutating func append(_ block: Block) {
        append(block.gap)
        separate()
        if let source = block.source {
            append(source)
            last = .fence
        } else {
            beginParagraph()
            append(FenceText(block).text)
            last = .madeFence
        }
    }

    private mutating func separate() {
        endFence()
        if last == .madeFence { beginParagraph() }
    }

    /// The fence that ends a file may have no line end; in the middle of a lab it needs one.
    private mutating func endFence() {
        if last != .text { endLine() }
    }

    private mutating func endLine() {
        if let byte = bytes.last, byte != .lineFeed, byte != .carriageReturn { bytes.append(.lineFeed) }
    }

    private mutating func beginParagraph() {
        endLine()
        if !bytes.isEmpty, !bytes.suffix(2).elementsEqual("\n\n".utf8) { bytes.append(.lineFeed) }
    }
}

/// A block as a fence.
struct FenceText {
    let text: String

    init(_ block: Block) {
        let attributes = Self.attributes(block.attributes)
        let info = block.kind.rawValue + (attributes.isEmpty ? "" : " {\(attributes)}")
        // What follows an opening fence of backticks may contain none.
        let mark = info.utf8.contains(UInt8(ascii: "`")) ? "~" : "`"
        let fence = String(repeating: mark, count: max(3, Self.longestRun(of: mark, in: block.body) + 1))
        let isEnded = block.body.isEmpty || block.body.utf8.last == .lineFeed
        text = "\(fence)\(info)\n\(block.body)\(isEnded ? "" : "\n")\(fence)\n"
    }

    private static func longestRun(of mark: String, in body: String) -> Int {
        var (longest, current) = (0, 0)
        for byte in body.utf8 {
            current = mark.utf8.elementsEqual([byte]) ? current + 1 : 0
            longest = max(longest, current)
        }
        return longest
    }

    /// Attributes as they stand between braces.
    static func attributes(_ attributes: [Block.Attribute]) -> String {
        attributes.map(attribute).joined(separator: " ")
    }

    private static func attribute(_ attribute: Block.Attribute) -> String {
        guard let value = attribute.value else { return attribute.name }
        // The braces of a {{name}} belong to the value, also without quotes.
        let plain = Template.names(in: value).reduce(value) { $0.replacing("{{\($1)}}", with: "") }
        let needsQuotes = value.isEmpty || plain.contains { $0.isWhitespace || "\"{}\\".contains($0) }
        return "\(attribute.name)=\(needsQuotes ? quoted(value) : value)"
    }

    private static func quoted(_ value: String) -> String {
        var text = ""
        var backslashes = 0
        for character in value {
            if character == "\"" { text += String(repeating: "\\", count: backslashes + 1) }
            backslashes = character == "\\" ? backslashes + 1 : 0
            text.append(character.isNewline ? " " : character)
        }
        return "\"\(text)\(String(repeating: "\\", count: backslashes))\""
    }
}
