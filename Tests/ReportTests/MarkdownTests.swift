import Report
import Testing

@Suite struct MarkdownTests {
    @Test func `prose comes out byte for byte`() throws {
        let prose = "# Тест\r\n\r\ttab  \n<b>&amp;</b> ![x](y.png)\\\n\u{301}е\u{0}\n```\nfence\n```\nno end"
        let report = try MarkdownReport(document([.prose(prose)]), style: .picture)
        #expect(Array(report.markdown.utf8) == Array(prose.utf8))
        #expect(report.pictures == [])
    }

    @Test func `prose and transcripts keep their order`() throws {
        let parts: [ReportDocument.Part] = [
            .prose("one\n\n"), .transcript(transcript("a", picture: "first")), .prose("\ntwo\n\n"),
            .transcript(transcript("b", picture: "second")), .prose("\nend"),
        ]
        let report = try MarkdownReport(document(parts), style: .picture, images: "shots")
        let expected = """
            one

            ![A picture](shots/first.svg)

            two

            ![A picture](shots/second.svg)

            end
            """
        #expect(report.markdown == expected)
        #expect(report.pictures.map(\.name) == ["first", "second"])
    }

    @Test func `text style gives a fenced transcript and no picture`() throws {
        let report = try report(transcript("$ echo \u{1B}[1mhi\u{1B}[0m\r\nhi\r\n"), style: .text)
        #expect(report.markdown == "```console\n$ echo hi\nhi\n```\n")
        #expect(report.pictures == [])
    }

    @Test func `both styles stand below each other`() throws {
        let report = try report(transcript("hi\r\n"), style: .both)
        #expect(report.markdown == "![A picture](images/pic.svg)\n\n```console\nhi\n```\n")
        #expect(report.pictures.count == 1)
    }

    @Test func `a transcript that printed nothing is an empty fence`() throws {
        #expect(try report(transcript(""), style: .text).markdown == "```console\n```\n")
    }

    @Test(arguments: [("``` in it", 3), ("x ``` y", 3), ("```", 4), ("   `````", 6), ("````\r\n``", 5)])
    func `a fence is longer than backticks that begin a line`(text: String, length: Int) throws {
        let markdown = try report(transcript(text + "\r\n"), style: .text).markdown
        let fence = String(repeating: "`", count: length == 3 && text.hasPrefix("`") ? 4 : length)
        #expect(markdown.hasPrefix(fence + "console\n"))
        #expect(markdown.hasSuffix("\n" + fence + "\n"))
        #expect(!markdown.dropFirst(fence.count).hasPrefix("`"))
    }

    @Test func `a remark is a quotation, and lines behind its first stay lines`() throws {
        let markdown = try report(transcript("x", remark: "Failed: its log ends:\none\r\n\n```two"), style: .picture)
            .markdown
        let quotation = "> Failed: its log ends:\n>\n> ````\n> one\n> ```two\n> ````\n"
        #expect(markdown == "![A picture](images/pic.svg)\n\n" + quotation)
    }

    @Test func `a remark cannot be Markdown or HTML`() throws {
        let markdown = try report(transcript("x", remark: "Failed: <script> [a](b) `c` *d*")).markdown
        #expect(markdown.hasSuffix("\n> Failed: \\<script> \\[a](b) \\`c\\` \\*d\\*\n"))
    }

    @Test func `the same document gives the same bytes each time`() throws {
        let parts: [ReportDocument.Part] = [
            .prose("Проза\n\n"), .transcript(transcript("\u{1B}[31mкрасный\u{1B}[0m\r\n漢字\r\n", remark: "r")),
        ]
        for style in ReportStyle.allCases {
            let first = try MarkdownReport(document(parts), style: style)
            let second = try MarkdownReport(document(parts), style: style)
            #expect(Array(first.markdown.utf8) == Array(second.markdown.utf8))
            #expect(first.pictures == second.pictures)
        }
    }
}
