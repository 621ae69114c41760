import LabFile
import Testing

private let pictures: Set<String> = ["start", "b", "my-slot", "слот", "a.b"]

private func relink(_ text: String) -> (text: String, missing: [String], used: Set<String>) {
    let result = WriteUp.relink(markdown: Array(text.utf8)) { pictures.contains($0) ? "new/\($0).svg" : nil }
    return (String(decoding: result.markdown, as: UTF8.self), result.missing, result.used)
}

@Suite struct WriteUpTests {
    @Test(arguments: [
        ("![x](https://host/dir/start.png)", "![x](new/start.svg)"),
        ("![x]( <old/start.png> 'T' )\r\n", "![x]( <new/start.svg> 'T' )\r\n"),
        ("![x](start.png?raw=true#f \"T\") \n", "![x](new/start.svg \"T\") \n"),
        ("![x](d/%D1%81%D0%BB%D0%BE%D1%82.png)", "![x](new/слот.svg)"), ("![x](слот.png)", "![x](new/слот.svg)"),
        ("![x](my\\-slot.png)", "![x](new/my-slot.svg)"), ("![x](a.b.png)", "![x](new/a.b.svg)"),
        ("![x](d(1)/start.png)", "![x](new/start.svg)"), ("![x](start)", "![x](new/start.svg)"),
        ("![x][id] ![id]\n\n[id]: <start.png>\n  'T'\n", "![x][id] ![id]\n\n[id]: <new/start.svg>\n  'T'\n"),
        ("> - ![a\n>   b](\n>   start.png)", "> - ![a\n>   b](\n>   new/start.svg)"),
        (
            "| a | b |\n|---|---|\n| `\\|` ![x](start.png) | ![y](b.png) |",
            "| a | b |\n|---|---|\n| `\\|` ![x](new/start.svg) |"
                + " ![y](new/b.svg) |"
        ),
        ("[![x](start.png)](start.png)", "[![x](new/start.svg)](start.png)"),
        ("![a ![x](b.png)](start.png)", "![a ![x](new/b.svg)](new/start.svg)"),
        (
            "<p>\n<IMG alt='>' SRC = \"start.png\" width=1>\n</p>",
            "<p>\n<IMG alt='>' SRC = \"new/start.svg\" width=1>\n</p>"
        ),
        ("a <img src=start.png> b", "a <img src=new/start.svg> b"),
        ("<img\n src='b.png'/>", "<img\n src='new/b.svg'/>"),
        ("x[^1]\n\n[^1]: ![a](b.png)\n", "x[^1]\n\n[^1]: ![a](new/b.svg)\n"),
    ])
    func imagesArePointedToThePictures(text: String, expected: String) {
        let result = relink(text)
        #expect(result.text == expected)
        #expect(result.missing.isEmpty && !result.used.isEmpty)
    }

    @Test(arguments: [
        "`![x](start.png)`", "```\n![x](start.png)\n```", "    ![x](start.png)", "[x](start.png)", "start.png",
        "\\![x](start.png)", "!\\[x](start.png)", "<!-- <img src=\"start.png\"> -->", "<!--\n![x](start.png)\n-->",
        "<a src=\"start.png\">", "&lt;img src=\"start.png\">", "![x](start.png", "![x] (start.png)", "[id]: start.png",
        "<imgx src=start.png>", "`<img src='start.png'>`", "![x]()", "",
    ])
    func allElseStays(text: String) {
        let result = relink(text)
        #expect(result.text == text)
        #expect(result.used.isEmpty)
    }

    @Test func imagesThatAreNoPictureAreNamed() {
        let result = relink(
            "![x](d/other.png?a) ![y](start.png) ![z](d/other.png?a) <img src='c.gif'> ![w][q]\n\n[q]: e.png")
        #expect(result.missing == ["d/other.png?a", "c.gif", "e.png"])
        #expect(result.used == ["start"])
    }

    @Test func bytesThatAreNoTextSurvive() {
        let before: [UInt8] = [0xFF, 0x0D, 0x0A, 0xC3]
        let markdown = before + Array("![x](b.png)\r\n".utf8) + [0x00, 0x80]
        let result = WriteUp.relink(markdown: markdown) { "\($0).svg" }
        #expect(result.markdown == before + Array("![x](b.svg)\r\n".utf8) + [0x00, 0x80])
    }

    @Test func aLinkIsMadeFitForItsPlace() {
        let result = WriteUp.relink(markdown: Array("![x](b.png)".utf8)) { _ in "a b(1)>\".svg" }
        #expect(String(decoding: result.markdown, as: UTF8.self) == "![x](a%20b%281%29%3E%22.svg)")
    }

    @Test func aWriteUpOfALabIsRelinked() {
        let text = """
            # Урок

            Запускаем:
             \n![Снимок](https://example.org/repo/blob/main/pictures/start.png)\u{20}

            Смотрим слот, `![Снимок](слот.png)`:

            ![Снимок](https://example.org/repo/blob/main/pictures/слот.png)
            ![Снимок](https://example.org/repo/blob/main/pictures/lost.png)

            """
        let result = relink(text)
        #expect(
            result.text
                == text.replacing("(https://example.org/repo/blob/main/pictures/start.png", with: "(new/start.svg")
                .replacing("(https://example.org/repo/blob/main/pictures/слот.png", with: "(new/слот.svg"))
        #expect(result.missing == ["https://example.org/repo/blob/main/pictures/lost.png"])
        #expect(result.used == ["start", "слот"])
    }

    @Test func randomMarkdownWithoutPicturesStays() {
        let pieces = [
            "![x](", "](", "a.png", ")", "[", "]:", " ", "\n", "<", ">", "<img src=", "\"", "'", "`", "```\n", "\r\n",
            "\\", "|", "- ", "> ", "<!--", "-->", "&", "ж",
        ]
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<3000 {
            let count = Int.random(in: 1...20, using: &generator)
            let text = Array((0..<count).compactMap { _ in pieces.randomElement(using: &generator) }.joined().utf8)
            #expect(WriteUp.relink(markdown: text) { _ in nil }.markdown == text)
        }
    }

    @Test(arguments: ["](", "![](", "[x]:", "<img src='", "<img a", "![a](<", "![x](b.png) "])
    func aTextMadeToBeSlowIsReadSoon(pattern: String) {
        let text = Array(String(repeating: pattern, count: 200_000 / pattern.utf8.count).utf8)
        let clock = ContinuousClock()
        #expect(clock.measure { _ = WriteUp.relink(markdown: text) { _ in nil } } < .seconds(10))
    }
}
