import CMarkGFM

/// A fenced code block outside of block quotes, by lines of the source (from 0).
struct Fence {
    let openingLine: Int
    /// Where the fence's first character stands.
    let offset: Int
    /// The lines between the fences.
    let body: Range<Int>
    /// Whether a closing fence follows the body.
    let isClosed: Bool

    /// The first line that no longer belongs to the fence.
    var endLine: Int { body.upperBound + (isClosed ? 1 : 0) }
}

extension Fence {
    /// The fences of a text in their order.
    ///
    /// - Parameters:
    ///   - source: the text.
    ///   - firstLine: the line from which on it is Markdown.
    static func all(in source: SourceText, from firstLine: Int) -> [Fence] {
        let skeleton = Skeleton(source, from: firstLine)
        let nodes = CodeNode.all(in: skeleton.bytes)
        let codeStarts = Set(nodes.map(\.line))
        return nodes.compactMap { node in
            node.isFence ? Fence(node, codeStarts: codeStarts, in: source, skeleton) : nil
        }
    }

    private init?(_ node: CodeNode, codeStarts: Set<Int>, in source: SourceText, _ skeleton: Skeleton) {
        func sourceLine(_ line: Int) -> Int { line < skeleton.lines.count ? skeleton.lines[line] : source.lineCount }
        openingLine = sourceLine(node.line)
        let line = source.line(openingLine)
        offset = line.lowerBound + node.column
        guard offset < line.upperBound, "`~".utf8.contains(source.bytes[offset]) else { return nil }
        let end = node.line + 1 + node.bodyLineCount
        body = openingLine + 1..<max(openingLine + 1, sourceLine(end))
        // A line that looks like the closing fence may as well open the next one, when a list's item ended before it.
        let isNext = codeStarts.contains(end)
        isClosed = !isNext && body.upperBound < source.lineCount && Self.closes(body.upperBound, offset, source)
    }

    private static func closes(_ line: Int, _ opening: Int, _ source: SourceText) -> Bool {
        let run = source.bytes[opening...].prefix { $0 == source.bytes[opening] }
        let candidate = source.bytes[source.line(line)].drop(while: \.isIndentation)
        let closing = candidate.prefix { $0 == source.bytes[opening] }
        return closing.count >= run.count && candidate.dropFirst(closing.count).allSatisfy(\.isIndentation)
    }
}

/// What Markdown's parser says of one code block; lines and columns from 0.
private struct CodeNode {
    let line: Int
    let column: Int
    let isFence: Bool
    let bodyLineCount: Int

    init(_ node: OpaquePointer) {
        var (length, offset, character): (Int32, Int32, CChar) = (0, 0, 0)
        line = Int(cmark_node_get_start_line(node)) - 1
        column = Int(cmark_node_get_start_column(node)) - 1
        isFence = cmark_node_get_fenced(node, &length, &offset, &character) != 0
        bodyLineCount = Markdown.text(cmark_node_get_literal(node)).utf8.count { $0 == .lineFeed }
    }

    static func all(in bytes: [UInt8]) -> [CodeNode] {
        var result: [CodeNode] = []
        var quotes = 0
        Markdown(bytes).visit { node, isEntering in
            switch cmark_node_get_type(node) {
            case CMARK_NODE_BLOCK_QUOTE: quotes += isEntering ? 1 : -1
            case CMARK_NODE_CODE_BLOCK where quotes == 0: result.append(CodeNode(node))
            default: break
            }
        }
        return result
    }
}
