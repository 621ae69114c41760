import Terminal
import Testing

@Suite struct PlainTextTests {
    @Test(arguments: [
        ("", ""), ("\r\n\r\n", ""), ("a  \r\n\r\nb", "a\n\nb\n"), ("a\nb\n", "a\nb\n"),
        ("\u{1B}[1;32mok\u{1B}[0m done\r\n", "ok done\n"), ("a\tb\r\n", "a       b\n"),
        ("da\tд\tb", "da      д       b\n"),
        (" 10%\r 99%\r100%\r\n", "100%\n"), ("pasx\u{8}s", "pass\n"), ("a\r\r\nb", "a\nb\n"), ("\u{1B}[", ""),
        ("x\u{1B}]0;title\u{7}y", "xy\n"),
    ])
    func readsAsAPersonWould(bytes: String, expected: String) {
        #expect(plainText(of: bytes.utf8) == expected)
    }

    @Test func hasNoArtificialLineBreaks() {
        let long = String(repeating: "word ", count: 60) + "end"
        #expect(plainText(of: (long + "\r\n").utf8, columns: 80) == long + "\n")
        #expect(plainText(of: ("\rx\r" + long + "\r\n").utf8, columns: 80) == long + "\n")
    }

    @Test func replacesInvalidBytes() {
        #expect(plainText(of: [0x61, 0xC3, 0x28, 0xFF]) == "a\u{FFFD}(\u{FFFD}\n")
    }

    @Test func agreesWithTheEmulator() {
        var random = SeededGenerator(state: 1)
        let parts = [
            "word", " ", "  ", "Привет", "\t", "\r\n", "\n", "\r\r\n", "\u{1B}[1;31m", "\u{1B}[0m", "\u{1B}[m", "│──┐",
            "中文", "é", "…", "\u{1B}[48;5;20m", "x", "0123456789", "e\u{301}", "🎉", "\r", "\u{1B}[?2004l\r",
            "\u{1B}[?2004h",
            "\u{1B}[20h",
        ]
        for _ in 0..<2_000 {
            let bytes = (0..<Int.random(in: 0..<60, using: &random)).map { _ in
                parts.randomElement(using: &random) ?? ""
            }
            let input = Array(bytes.joined().utf8)
            #expect(plainText(of: input, columns: 40, rows: 10) == text(of: input), "\(bytes)")
        }
    }
}
