import Terminal
import Testing

@Suite struct FuzzTests {
    @Test func survivesRandomBytes() {
        var random = SeededGenerator(state: 42)
        for _ in 0..<300 {
            let bytes = (0..<2_000).map { _ in UInt8.random(in: 0...255, using: &random) }
            check(bytes, columns: Int.random(in: 1...130, using: &random), rows: Int.random(in: 1...40, using: &random))
        }
    }

    @Test func survivesControlSequences() {
        var random = SeededGenerator(state: 7)
        let parts = [
            "\u{1B}[", "\u{1B}", "\u{1B}]0;", "\u{1B}]52;c;", "\u{1B}P", "\u{7}", "\u{1B}\\", "\u{1B}(0", "\u{1B}(B",
            "\u{1B}#3", "\u{1B}#8", "\u{1B}c", "\u{1B}[?1049h", "\u{1B}[?1049l", "\u{1B}[?69h", "\u{1B}[3;2s", "?", "!",
            ";", ":", "999999999999", "-1", "0", "2147483647", "\r", "\n", "\t", "\u{8}", "\u{B}", "\u{E}", "\u{F}",
            "\u{0}",
            "text", "中", "🎉", "👨\u{200D}👩", "\u{301}", "\u{302A}", "\u{3099}", "\u{85}", "\u{1B}[20h", "\u{1B}[4h",
            "\u{1B}[?6h", "\u{1B}[?7l", "\u{1B}[2;5r", "\u{1B}[b", "\u{1B}[9999b", "\u{1B}[8;1;1t",
            "\u{1B}[1;2;3;4;5;6;7;8;9;0;1;2;3;4;5;6;7;8;9m",
        ]
        let finals = (0x40...0x7E).map { String(UnicodeScalar(UInt8($0))) }
        for _ in 0..<2_000 {
            let text = (0..<200).map { _ in
                (Bool.random(using: &random) ? parts : finals).randomElement(using: &random) ?? ""
            }
            check(
                Array(text.joined().utf8), columns: Int.random(in: 1...30, using: &random),
                rows: Int.random(in: 1...9, using: &random))
        }
    }

    @Test func survivesExtremes() {
        check(Array(repeating: UInt8(ascii: "x"), count: 10_000), columns: 10_000, rows: 10_000)
        check(Array("\u{1B}]0;".utf8) + Array(repeating: UInt8(ascii: "t"), count: 3_000_000), columns: 80, rows: 24)
        check(Array(repeating: 0, count: 100_000), columns: 80, rows: 24)
        check(Array(String(repeating: "\u{301}", count: 100_000).utf8), columns: 80, rows: 24)
        check(Array(("\u{1B}[" + String(repeating: "1;", count: 100_000) + "m").utf8), columns: 80, rows: 24)
    }

    private func check(_ bytes: [UInt8], columns: Int, rows: Int) {
        let shown = screen(bytes, columns: columns, rows: rows, history: .ends(first: 5, last: 5))
        #expect(shown.lines.allSatisfy { $0.columns <= TerminalSize(columns: columns, rows: rows).columns })
        #expect(SVGReader(Picture(title: "fuzz").svg(of: shown)).isWellFormed)
        #expect(
            plainText(of: bytes, columns: columns, rows: rows) == plainText(of: bytes, columns: columns, rows: rows))
    }
}
