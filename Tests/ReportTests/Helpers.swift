import Report

func transcript(
    _ text: String, picture: String = "pic", alternative: String = "A picture", columns: Int = 80,
    lines: ClosedRange<Int>? = nil, rows: Int = 40, remark: String? = nil
) -> Transcript {
    Transcript(
        picture: picture, alternative: alternative, columns: columns, lines: lines, rows: rows, remark: remark
    ) { piece in piece(Array(text.utf8)) }
}

func document(_ parts: [ReportDocument.Part], language: String? = "en") -> ReportDocument {
    ReportDocument(parts: parts, words: .inLanguage(language))
}

func report(_ transcript: Transcript, style: ReportStyle = .picture, language: String? = "en") throws -> MarkdownReport
{
    try MarkdownReport(document([.transcript(transcript)], language: language), style: style)
}
