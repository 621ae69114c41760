import Foundation
import FoundationXML
import Report
import Testing

private let numbered = (1...100).map { "line \($0)\r\n" }.joined()

@Suite struct PictureFileTests {
    private func svg(_ transcript: Transcript, language: String? = "en") throws -> String {
        let file = try MarkdownReport.picture(of: transcript, words: .inLanguage(language))
        #expect(file.name == transcript.picture)
        #expect(XMLParser(data: Data(file.svg.utf8)).parse(), "the picture is well-formed XML")
        return file.svg
    }

    @Test func `a picture holds the text, its title and its description`() throws {
        let svg = try svg(transcript("role <master> & слот\r\n", picture: "slot-unused", alternative: "A <slot> & co"))
        #expect(svg.contains("role &lt;master&gt; &amp; слот") || svg.contains("&lt;master>"))
        #expect(svg.contains("<title") && svg.contains("A &lt;slot"))
        #expect(svg.contains("<desc") && svg.contains("slot-unused"))
        #expect(!svg.contains("<script") && !svg.contains("href"))
    }

    @Test func `long output is cropped with a line that says how much is left out`() throws {
        let svg = try svg(transcript(numbered, rows: 11))
        #expect(svg.contains("line 1<") || svg.contains("line 1 "))
        #expect(svg.contains("line 100"))
        #expect(!svg.contains("line 50"))
        #expect(svg.contains("… 90 lines left out …"))
    }

    @Test func `lines that are not asked for are not shown`() throws {
        let svg = try svg(transcript(numbered, lines: 40...42))
        for number in 40...42 { #expect(svg.contains("line \(number)")) }
        for number in [39, 43] { #expect(!svg.contains("line \(number)")) }
    }

    @Test func `Russian words stand in a Russian report`() throws {
        #expect(try svg(transcript(numbered, rows: 11), language: "ru").contains("… пропущено строк: 90 …"))
        let words = ReportWords.inLanguage("ru-RU")
        #expect(words.failed("x") == "Ошибка: x")
        #expect(words.skipped.hasPrefix("Не выполнялось"))
        #expect(words.interrupted == "Прервано.")
    }

    @Test(arguments: [nil, "en", "de", ""]) func `other languages get English words`(language: String?) throws {
        let words = ReportWords.inLanguage(language)
        #expect(words.failed("x") == "Failed: x")
        #expect(words.leftOut(1) == "… 1 line left out …")
        #expect(words.leftOut(1234) == "… 1,234 lines left out …")
    }
}
