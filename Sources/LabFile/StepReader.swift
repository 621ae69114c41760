import LabModel

/// Cuts a text into steps: prose, and the blocks that follow it.
struct StepReader {
    private let source: SourceText
    private var steps: [Step] = []
    private var prose = ""
    private var blocks: [Block] = []
    /// Where the text begins that is in no part yet.
    private var position: Int

    /// Reads the steps after the front matter; what is wrong in a fence's first line is added to `errors`.
    static func read(_ source: SourceText, from firstLine: Int, errors: inout [LabError]) -> [Step] {
        var reader = StepReader(source, from: firstLine)
        for fence in Fence.all(in: source, from: firstLine) {
            do {
                try reader.add(fence)
            } catch {
                errors.append(error)
            }
        }
        return reader.finish()
    }

    private init(_ source: SourceText, from firstLine: Int) {
        self.source = source
        position = source.start(ofLine: firstLine)
    }

    private mutating func add(_ fence: Fence) throws(LabError) {
        let info = fence.info(in: source)
        let kind = Block.Kind(word: info.word)
        if !fence.isClosed, kind != nil || fence.endLine >= source.lineCount { throw fence.unclosed(in: source) }
        guard let kind else { return }
        let attributes = try info.attributes()
        let gap = takeProse(before: fence)
        let end = source.start(ofLine: fence.endLine)
        blocks.append(
            Block(
                kind: kind, attributes: attributes, body: fence.bodyText(in: source), line: fence.openingLine + 1,
                bodyColumn: fence.column(in: source), source: source.text(position..<end), gap: gap))
        position = end
    }

    /// Begins a step when there is prose before the fence; blank lines after a block are returned instead.
    private mutating func takeProse(before fence: Fence) -> String {
        let range = position..<fence.start(in: source)
        position = range.upperBound
        let text = source.text(range)
        if !blocks.isEmpty, source.isBlank(range) { return text }
        endStep()
        prose = text
        return ""
    }

    private mutating func endStep() {
        if !prose.isEmpty || !blocks.isEmpty { steps.append(Step(prose: prose, blocks: blocks)) }
        prose = ""
        blocks = []
    }

    private mutating func finish() -> [Step] {
        endStep()
        prose = source.text(position..<source.bytes.count)
        endStep()
        return steps
    }
}

extension Fence {
    /// Where the block begins: with its line, or behind the bullet that stands in it.
    func start(in source: SourceText) -> Int {
        let line = source.line(openingLine).lowerBound
        return source.isBlank(line..<offset) ? line : offset
    }

    /// The column of the fence in characters, from 1.
    func column(in source: SourceText) -> Int { source.column(of: offset, inLine: openingLine) }

    func info(in source: SourceText) -> InfoString {
        let line = source.line(openingLine)
        let fence = source.bytes[offset..<line.upperBound].prefix { $0 == source.bytes[offset] }
        return InfoString(
            source.text(fence.endIndex..<line.upperBound), line: openingLine + 1,
            column: column(in: source) + fence.count)
    }

    func unclosed(in source: SourceText) -> LabError {
        LabError(
            line: openingLine + 1, column: column(in: source), problem: "the fence is never closed",
            remedy: "End the block with a line of the same characters, as deep as the first.")
    }

    /// The body's lines without the indentation of their fence, each ended by a line feed.
    func bodyText(in source: SourceText) -> String {
        let depth = Self.width(of: source.bytes[source.line(openingLine).lowerBound..<offset])
        var result: [UInt8] = []
        for line in body {
            result += Self.unindent(source.bytes[source.line(line)], by: depth)
            result.append(.lineFeed)
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// How many columns a text takes when a tab goes on to the next multiple of four.
    private static func width(of text: ArraySlice<UInt8>) -> Int {
        text.reduce(0) { $1 == UInt8(ascii: "\t") ? ($0 / 4 + 1) * 4 : $0 + 1 }
    }

    private static func unindent(_ line: ArraySlice<UInt8>, by depth: Int) -> ArraySlice<UInt8> {
        var rest = line
        var column = 0
        while column < depth, let byte = rest.first, byte.isIndentation {
            column = width(of: line[..<rest.index(after: rest.startIndex)])
            rest = rest.dropFirst()
        }
        // A tab that reaches farther than the fence leaves spaces behind.
        return column > depth ? Array(repeating: UInt8(ascii: " "), count: column - depth) + rest : rest
    }
}
