/// Where in a Markdown text an image's URL may stand.
///
/// What looks like a destination in a piece of code is one too: whether an image is there is for the parser to say.
struct ImageDestination {
    /// The URL's bytes, without quotes or angle brackets.
    let range: Range<Int>

    /// The possible destinations in their order, none twice.
    static func candidates(in text: [UInt8]) -> [ImageDestination] {
        let ranges = markdownDestinations(in: text) + htmlSources(in: text)
        return ranges.sorted { $0.lowerBound < $1.lowerBound }.map(ImageDestination.init)
    }

    /// What follows `](`, and the first `]:` of a line.
    private static func markdownDestinations(in text: [UInt8]) -> [Range<Int>] {
        var result: [Range<Int>] = []
        var mayDefine = true
        for index in text.indices.dropLast() {
            if text[index] == .lineFeed || text[index] == .carriageReturn { mayDefine = true }
            guard text[index] == UInt8(ascii: "]"), index == 0 || text[index - 1] != .backslash else { continue }
            let isInline = text[index + 1] == UInt8(ascii: "(")
            guard isInline || mayDefine && text[index + 1] == UInt8(ascii: ":") else { continue }
            if !isInline { mayDefine = false }
            let scanner = ByteScanner(text: text, index: index + 2)
            if let range = scanner.destination(isInline: isInline) { result.append(range) }
        }
        return result
    }

    /// The values of `src` in the `<img>` tags of HTML.
    static func htmlSources(in text: [UInt8]) -> [Range<Int>] {
        text.indices.filter { text[$0] == UInt8(ascii: "<") }.compactMap { index in
            var scanner = ByteScanner(text: text, index: index + 1)
            guard scanner.skip(word: "img"), scanner.byte?.isTagSpace == true else { return nil }
            while let attribute = scanner.attribute() {
                if attribute.isSource { return attribute.value }
            }
            return nil
        }
    }
}

/// Reads pieces of Markdown and HTML from a place in a text.
private struct ByteScanner {
    let text: [UInt8]
    var index: Int

    var byte: UInt8? { index < text.count ? text[index] : nil }

    mutating func skip(while condition: (UInt8) -> Bool) {
        while let byte, condition(byte) { index += 1 }
    }

    /// Skips a word of ASCII letters, in capitals or not.
    mutating func skip(word: String) -> Bool {
        let end = index + word.utf8.count
        guard end <= text.count, zip(text[index..<end], word.utf8).allSatisfy({ $0 | 0x20 == $1 }) else { return false }
        index = end
        return true
    }
}

extension ByteScanner {
    /// A link's destination, in angle brackets or bare, by the rules of CommonMark.
    ///
    /// - Parameter isInline: whether a parenthesis must follow, or a title.
    func destination(isInline: Bool) -> Range<Int>? {
        var scanner = self
        scanner.skipLinkSpace()
        let isBracketed = scanner.byte == UInt8(ascii: "<")
        guard let range = isBracketed ? scanner.bracketed() : scanner.bare(), !range.isEmpty else { return nil }
        scanner.index = range.upperBound + (isBracketed ? 1 : 0)
        guard isInline else { return range }
        let isSpaced = scanner.byte?.isLinkSpace == true
        scanner.skipLinkSpace()
        let isEnded = scanner.byte == UInt8(ascii: ")")
        return isEnded || isSpaced && scanner.byte.map("\"'(".utf8.contains) == true ? range : nil
    }

    /// Skips spaces, and over a line's end the marks of the block quotes that the next line stands in.
    private mutating func skipLinkSpace() {
        skip(while: \.isSpaceInLine)
        guard byte == .lineFeed || byte == .carriageReturn else { return }
        skip { $0.isLinkSpace || $0 == UInt8(ascii: ">") }
    }

    private func bracketed() -> Range<Int>? {
        var scanner = self
        scanner.index += 1
        let start = scanner.index
        while let byte = scanner.byte, byte != UInt8(ascii: ">") {
            if byte == UInt8(ascii: "<") || byte == .lineFeed || byte == .carriageReturn { return nil }
            scanner.index += byte == .backslash ? 2 : 1
        }
        return scanner.byte == nil ? nil : start..<scanner.index
    }

    /// As deep as the parser goes; without a bound, a text of parentheses would take forever.
    private static let deepestParentheses = 32

    private func bare() -> Range<Int>? {
        var scanner = self
        var depth = 0
        while let byte = scanner.byte, byte > 0x20, byte != 0x7F {
            if byte == .backslash, scanner.isEscape {
                scanner.index += 2
                continue
            }
            if byte == UInt8(ascii: "(") { depth += 1 }
            if byte == UInt8(ascii: ")") { depth -= 1 }
            if depth < 0 { break }
            if depth > Self.deepestParentheses { return nil }
            scanner.index += 1
        }
        return index..<min(scanner.index, text.count)
    }

    private var isEscape: Bool {
        guard index + 1 < text.count else { return false }
        let next = Character(Unicode.Scalar(text[index + 1]))
        return next.isASCII && (next.isPunctuation || next.isSymbol)
    }
}

extension ByteScanner {
    /// The next attribute of an HTML tag; nil at the tag's end.
    mutating func attribute() -> (isSource: Bool, value: Range<Int>?)? {
        skip { $0.isTagSpace || $0 == UInt8(ascii: "/") }
        let start = index
        skip { !$0.isTagSpace && !"/>=<".utf8.contains($0) }
        guard index > start else { return nil }
        let isSource = text[start..<index].map { $0 | 0x20 }.elementsEqual("src".utf8)
        skip(while: \.isTagSpace)
        guard byte == UInt8(ascii: "=") else { return (isSource, nil) }
        index += 1
        skip(while: \.isTagSpace)
        return (isSource, value())
    }

    private mutating func value() -> Range<Int> {
        let quote = byte.flatMap { "\"'".utf8.contains($0) ? $0 : nil }
        if quote != nil { index += 1 }
        let start = index
        skip { quote == nil ? !$0.isTagSpace && $0 != UInt8(ascii: ">") : $0 != quote }
        defer { if quote != nil, byte != nil { index += 1 } }
        return start..<index
    }
}

extension UInt8 {
    fileprivate var isTagSpace: Bool { isSpace || self == 0x0C }
    fileprivate var isSpaceInLine: Bool { isIndentation || self == 0x0B || self == 0x0C }
    fileprivate var isLinkSpace: Bool { isSpaceInLine || self == .lineFeed || self == .carriageReturn }
}
