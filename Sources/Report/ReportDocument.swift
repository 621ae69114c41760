/// A write-up before it has a format: prose, and what blocks printed.
public struct ReportDocument: Sendable {
    /// A piece of the write-up.
    public enum Part: Sendable {
        /// Markdown, as the lab has it.
        case prose(String)
        /// A block's transcript.
        case transcript(Transcript)
    }

    /// The pieces in their order.
    public var parts: [Part]
    /// The words that the report adds.
    public var words: ReportWords

    /// Makes a document.
    public init(parts: [Part], words: ReportWords) {
        self.parts = parts
        self.words = words
    }
}

/// What a block printed, and how its picture is to be.
public struct Transcript: Sendable {
    /// The picture's name, without directory and ending.
    public var picture: String
    /// The picture's alternative text.
    public var alternative: String
    /// Gives the bytes that the terminal got, piece by piece: a block may have printed more than memory holds.
    public var output: @Sendable (_ piece: ([UInt8]) -> Void) throws -> Void
    /// The terminal's width in cells.
    public var columns: Int
    /// The lines that the picture shows, from 1; nil for all.
    public var lines: ClosedRange<Int>?
    /// The greatest height of the picture in rows.
    public var rows: Int
    /// A sentence below the picture when the block did not end well.
    public var remark: String?

    /// Makes a transcript.
    public init(
        picture: String, alternative: String, columns: Int, lines: ClosedRange<Int>? = nil, rows: Int = 40,
        remark: String? = nil, output: @escaping @Sendable (_ piece: ([UInt8]) -> Void) throws -> Void
    ) {
        self.picture = picture
        self.alternative = alternative
        self.output = output
        self.columns = columns
        self.lines = lines
        self.rows = rows
        self.remark = remark
    }
}
