internal import Terminal

/// How a report shows what blocks printed.
public enum ReportStyle: String, Sendable, CaseIterable {
    case picture, text, both
}

/// A report in Markdown and the pictures that it links to.
public struct MarkdownReport: Sendable {
    /// A picture's file.
    public struct PictureFile: Sendable, Equatable {
        /// The name, without directory and ending.
        public let name: String
        /// The SVG's text.
        public let svg: String
    }

    /// The Markdown text.
    public let markdown: String
    /// The pictures, in the order of their first links.
    public let pictures: [PictureFile]

    /// Renders a document; the same document gives the same bytes each time.
    ///
    /// - Parameters:
    ///   - document: the write-up.
    ///   - style: pictures, fenced transcripts, or both.
    ///   - images: the directory of the pictures as links name it.
    /// - Throws: what a transcript's output throws.
    public init(_ document: ReportDocument, style: ReportStyle, images: String = "images") throws {
        var markdown = ""
        var pictures: [PictureFile] = []
        for part in document.parts {
            switch part {
            case .prose(let prose): markdown += prose
            case .transcript(let transcript):
                if style != .text {
                    pictures.append(try Self.picture(of: transcript, words: document.words))
                    markdown += "![\(Self.escape(transcript.alternative))](\(images)/\(transcript.picture).svg)\n"
                }
                if style == .both { markdown += "\n" }
                if style != .picture { markdown += try Self.fence(around: transcript) }
                if let remark = transcript.remark { markdown += "\n" + Self.quote(remark) }
            }
        }
        self.markdown = markdown
        self.pictures = pictures
    }

    /// Draws a transcript.
    public static func picture(of transcript: Transcript, words: ReportWords) throws -> PictureFile {
        let emulator = TerminalEmulator(size: TerminalSize(columns: transcript.columns, rows: 40))
        try transcript.output { emulator.feed($0) }
        emulator.finish()
        let picture = Picture(
            title: transcript.alternative, description: transcript.picture, lines: transcript.lines,
            rows: transcript.rows, leftOut: words.leftOut)
        return PictureFile(name: transcript.picture, svg: picture.svg(of: emulator.screen()))
    }

    private static func fence(around transcript: Transcript) throws -> String {
        var bytes: [UInt8] = []
        try transcript.output { bytes += $0 }
        return fence(around: plainText(of: bytes, columns: transcript.columns), "console")
    }

    /// A sentence as a quotation; the lines behind it, a server's log for instance, stay lines.
    private static func quote(_ remark: String) -> String {
        let sentence = remark.prefix { !$0.isNewline }
        let rest = remark[sentence.endIndex...].drop(while: \.isNewline)
        let quoted = "> \(escape(String(sentence), "[\\`*<&"))\n"
        if rest.isEmpty { return quoted }
        let lines = fence(around: String(rest), "").split(whereSeparator: \.isNewline)
        return quoted + ">\n" + lines.map { "> \($0)\n" }.joined()
    }

    /// A fenced block whose fence is longer than any that stands in the text.
    private static func fence(around text: String, _ language: String) -> String {
        var text = text
        if !text.isEmpty, !text.hasSuffix("\n") { text += "\n" }
        let longest = text.split(whereSeparator: \.isNewline).map(Self.leadingBackticks).max() ?? 0
        let fence = String(repeating: "`", count: max(3, longest + 1))
        return "\(fence)\(language)\n\(text)\(fence)\n"
    }

    private static func leadingBackticks(_ line: Substring) -> Int {
        line.drop { $0 == " " }.prefix { $0 == "`" }.count
    }

    /// Puts backslashes before Markdown's signs, also before one that a combining character follows.
    private static func escape(_ text: String, _ signs: String = "[]\\`*_<>&!") -> String {
        oneLine(text).unicodeScalars.reduce(into: "") { result, scalar in
            if signs.unicodeScalars.contains(scalar) { result.unicodeScalars.append("\\") }
            result.unicodeScalars.append(scalar)
        }
    }

    private static func oneLine(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}
