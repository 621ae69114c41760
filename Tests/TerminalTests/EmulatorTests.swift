import Terminal
import Testing

@Suite struct EmulatorTests {
    @Test func showsColoursAndAttributes() throws {
        let line = try #require(
            screen("\u{1B}[31mred\u{1B}[0m \u{1B}[1;4mbold\u{1B}[0m \u{1B}[7minv\u{1B}[27;9;3mx\u{1B}[2my").lines.first)
        #expect(line.runs[0] == Run(text: "red ", column: 0, columns: 4, style: Style(foreground: .palette(1))))
        #expect(line.runs[1].style.bold && line.runs[1].style.underline && line.runs[1].text == "bold")
        #expect(line.runs.first { $0.text == "inv" }?.style.inverse == true)
        #expect(line.runs.first { $0.text == "x" }?.style.strikethrough == true)
        #expect(line.runs.first { $0.text == "x" }?.style.italic == true)
        #expect(line.runs.last?.style.faint == true)
    }

    @Test(arguments: [
        ("38;5;208", Color.palette(208)), ("38;2;1;2;3", .rgb(1, 2, 3)), ("38:2::1:2:3", .rgb(1, 2, 3)),
        ("38:5:9", .palette(9)), ("58;5;1;35", .palette(5)), ("97", .palette(15)), ("38;5;999", .palette(255)),
    ])
    func readsColour(parameters: String, color: Color) {
        #expect(screen("\u{1B}[\(parameters)mx").lines.first?.runs.first?.style.foreground == color)
    }

    @Test func movesTheCursor() {
        #expect(screen("abc\u{1B}[2DX\u{1B}[3;5Hdown\u{1B}[Aup").text == "aXc\n        up\n    down\n")
        #expect(screen("one\r\ntwo\u{1B}[s\u{1B}[1;1HO\u{1B}[u!").text == "One\ntwo!\n")
    }

    @Test func overwritesAfterCarriageReturnAndBackspace() {
        #expect(screen("10%\r50%\r100%\r\nab\u{8}c").text == "100%\nac\n")
    }

    @Test func erases() {
        #expect(screen("gone\r\nold\u{1B}[H\u{1B}[2Jnew").text == "new\n")
        #expect(screen("123456\r\u{1B}[3C\u{1B}[K").text == "123\n")
        let lines = (1...30).map { "line \($0)\r\n" }.joined()
        #expect(screen(lines + "\u{1B}[H\u{1B}[2J\u{1B}[3Jclean").text == "clean\n")
    }

    @Test func joinsWrappedRowsInText() {
        let long = String(repeating: "0123456789", count: 12)
        let wrapped = screen(long + "\r\nnext", columns: 40)
        #expect(wrapped.lines.count == 4)
        #expect(wrapped.lines.map(\.continuesPrevious) == [false, true, true, false])
        #expect(wrapped.text == long + "\nnext\n")
        // Also when the rows have left the screen.
        #expect(screen(String(repeating: long + "\r\n", count: 20)).text == String(repeating: long + "\n", count: 20))
    }

    @Test func keepsSpacesWhereRowsWrap() {
        let text = String(repeating: "x", count: 37) + "     " + "y"
        #expect(screen(text, columns: 40).text == text + "\n")
    }

    @Test func startsNewLinesAfterClearing() {
        let long = String(repeating: "x", count: 60)
        #expect(screen(long + "\u{1B}[2J\u{1B}[Ha\r\nb", columns: 40).text == "a\nb\n")
    }

    @Test func readsCyrillicAndWideCharacters() throws {
        let line = try #require(screen("Привет 中文|e\u{301}").lines.first)
        #expect(line.text == "Привет 中文|e\u{301}")
        #expect(line.columns == 13)
        #expect(line.runs.map(\.column) == [0, 7, 9, 11, 12])
        #expect(line.runs[1].columns == 2)
    }

    @Test func overwritesWideCharacters() {
        #expect(screen("中y\rx").text == "x y\n")
    }

    @Test func readsInvalidUTF8() {
        #expect(
            screen([0x61, 0xFF, 0x62, 0xE4, 0xB8, 0x63, 0xC0, 0x80, 0xED, 0xA0, 0x80, 0xD0]).text
                == String(
                    decoding: [0x61, 0xFF, 0x62, 0xE4, 0xB8, 0x63, 0xC0, 0x80, 0xED, 0xA0, 0x80, 0xD0] as [UInt8],
                    as: UTF8.self) + "\n")
    }

    @Test func ignoresStringsAndUnknownSequences() {
        #expect(
            screen("a\u{1B}]0;title\u{7}b\u{1B}]52;c;eA==\u{1B}\\c\u{1B}Pq#0\u{1B}\\d\u{1B}[?2004he").text == "abcde\n")
    }

    @Test func keepsLinesScrolledOff() {
        let lines = (1...100).map { "line \($0)" }
        #expect(screen(lines.joined(separator: "\r\n")).lines.map(\.text) == lines)
    }

    @Test func leavesTheAlternateScreen() {
        #expect(screen("shell\r\n\u{1B}[?1049h\u{1B}[Heditor\u{1B}[?1049l$").text == "shell\n$\n")
    }

    @Test func drawsWithTheLineCharacterSet() {
        #expect(screen("\u{1B}(0lqk\u{1B}(Bl").text == "┌─┐l\n")
    }

    @Test func boundsTheHistory() {
        let bytes = (1...50_000).map { "line \($0)\r\n" }.joined()
        let bounded = screen(bytes, history: .ends(first: 3, last: 5))
        #expect(bounded.lines.count == 3 + 5 + 9)
        #expect(bounded.omitted == OmittedLines(position: 3, count: 50_000 - 17))
        #expect(bounded.lines.map(\.text) == (Array(1...3) + Array(49_987...50_000)).map { "line \($0)" })
        #expect(bounded.lineCount == 50_000)
    }

    @Test func givesTheSameInPiecesOfAnySize() {
        let bytes = Array(
            "\u{1B}[1;31mПривет 中文 \u{1B}]0;t\u{1B}\\e\u{301}\r\nlong long long line which wraps\u{1B}[A!".utf8)
        let whole = screen(bytes, columns: 10)
        for size in 1...7 {
            let emulator = TerminalEmulator(size: TerminalSize(columns: 10, rows: 10), historyLimit: .unbounded)
            for start in stride(from: 0, to: bytes.count, by: size) {
                emulator.feed(bytes[start..<min(start + size, bytes.count)])
            }
            #expect(emulator.screen() == whole)
        }
    }

    @Test func startsLinesAtLineFeedsIfAsked() {
        #expect(screen("a\nb").text == "a\n b\n")
        #expect(screen("a\nb", lineFeed: .startsLine).text == "a\nb\n")
    }
}
