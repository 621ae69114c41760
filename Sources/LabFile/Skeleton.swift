/// What of a text decides where its fences are: the beginnings of its lines.
///
/// Markdown's parser reads emphasis and links as well, which takes long for a large file, and very long for a hostile
/// one. Fences do not depend on them, so the parser is shown a text in which they are gone.
struct Skeleton {
    private(set) var bytes: [UInt8] = []
    /// The source's line of each line.
    private(set) var lines: [Int] = []

    private var previous: [UInt8] = []

    init(_ source: SourceText, from firstLine: Int) {
        for line in firstLine..<max(firstLine, source.lineCount) {
            let range = source.line(line)
            append(Self.shape(of: source.bytes[range]), line)
        }
    }

    private mutating func append(_ shape: [UInt8], _ line: Int) {
        // A second line of the same plain shape leaves the parser where the first one took it.
        if shape == previous, Self.isPlain(shape) { return }
        bytes += shape
        bytes.append(.lineFeed)
        lines.append(line)
        previous = shape
    }

    /// Indentation, quotes, bullets and numbers before text, or nothing at all.
    private static func isPlain(_ shape: [UInt8]) -> Bool {
        guard let last = shape.last else { return true }
        return last == placeholder && shape.dropLast().allSatisfy(plainPrefix.contains)
    }

    private static let placeholder = UInt8(ascii: "x")
    private static let plainPrefix = Set(" \t>*+-0123456789.)".utf8)
    private static let prefix = plainPrefix.union("#_=`~<".utf8)

    /// The line without those of its bytes that only matter to the text inside of it.
    private static func shape(of line: ArraySlice<UInt8>) -> [UInt8] {
        let content = line.firstIndex { !prefix.contains($0) } ?? line.endIndex
        let beginning = line[..<content]
        // HTML may begin here, and that takes the whole line to say.
        if beginning.contains(UInt8(ascii: "<")) { return Array(line) }
        guard content < line.endIndex else { return Array(beginning) }
        return beginning + [placeholder] + remainder(line[content...])
    }

    /// A backtick says that no fence begins in this line; what stands before a `>` may end a piece of HTML.
    private static func remainder(_ text: ArraySlice<UInt8>) -> [UInt8] {
        let tick = text.contains(UInt8(ascii: "`")) ? [UInt8(ascii: "`")] : []
        guard text.contains(UInt8(ascii: ">")) else { return tick }
        var result = tick
        for index in text.indices {
            let isEndTag = index + 1 < text.endIndex && text[index + 1] == UInt8(ascii: "/")
            let isMasked = text[index] == UInt8(ascii: "<") ? !isEndTag : inlineMarks.contains(text[index])
            result.append(isMasked ? placeholder : text[index])
        }
        return result
    }

    private static let inlineMarks = Set("[!&*_:\\`".utf8)
}
