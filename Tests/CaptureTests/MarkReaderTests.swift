import Testing

@testable import Capture

private let nonce = "n0nce"

private func pieces(_ parts: [[UInt8]]) -> [MarkReader.Piece] {
    var reader = MarkReader(nonce: nonce)
    var all = parts.flatMap { reader.next($0[...]) }
    all.append(.output(reader.finish()))
    return all.reduce(into: []) { joined, piece in
        if case .output(let more) = piece {
            if more.isEmpty { return }
            if case .output(let before)? = joined.last {
                joined[joined.count - 1] = .output(before + more)
                return
            }
        }
        joined.append(piece)
    }
}

private let stream: [UInt8] = {
    let marks = "\u{1B}]133;n0nce;C\u{07}\u{1B}]133;n0nce;D;7\u{07}\u{1B}]133;n0nce;B;1\u{07}\u{1B}]133;n0nce;B;2\u{07}"
    let forged = "\u{1B}]133;guess;D;0\u{07}\u{1B}]133;D;0\u{07}\u{1B}]133;n0nce\u{07}\u{1B}]0;t\u{07}\u{1B}\u{1B}[1m"
    let broken =
        "\u{1B}]133;n0nce;D;\u{1B}]133;n0nce;C\u{07}\u{1B}]133;" + String(repeating: "x", count: 300) + ";n0nce\u{07}"
    return Array(("a" + marks + "ё\r\n" + forged + marks + broken + "end\u{1B}]133;n0nce;D;0;").utf8) + [
        0x00, 0xFF, 0x1B,
    ]
}()

@Suite struct MarkReaderTests {
    @Test func `marks with the nonce are taken out, all else stays`() {
        let marks = "a\u{1B}]133;n0nce;C\u{07}b\u{1B}]133;n0nce;D;true;22012\u{07}\u{1B}]133;n0nce;B;1\u{07}"
        let expected: [MarkReader.Piece] = [
            .output([0x61]), .mark(Mark("C")), .output([0x62]), .mark(Mark("D", ["true", "22012"])),
            .mark(Mark("B", ["1"])),
        ]
        #expect(pieces([Array(marks.utf8)]) == expected)
        let forged = Array("\u{1B}]133;guess;D;0\u{07}\u{1B}]133;D;0;n0nce\u{07}".utf8)
        #expect(pieces([forged]) == [.output(forged[...])])
    }

    @Test func `what would end a mark is escaped in its fields`() {
        let mark = "\u{1B}]133;n0nce;C;1;a\\:b\\\\n\\nc\\e\\a\\r\u{07}"
        #expect(pieces([Array(mark.utf8)]) == [.mark(Mark("C", ["1", "a;b\\n\nc\u{1B}\u{07}\r"]))])
    }

    @Test func `a stream split anywhere gives the same pieces`() {
        let whole = pieces([stream])
        #expect(whole.count > 10)
        for border in 0...stream.count {
            #expect(pieces([Array(stream[..<border]), Array(stream[border...])]) == whole, "split at \(border)")
        }
        #expect(pieces(stream.map { [$0] }) == whole)
    }

    @Test func `no byte of output is lost or held for ever`() {
        var reader = MarkReader(nonce: nonce)
        let long = Array("\u{1B}]133;n0nce;".utf8) + [UInt8](repeating: 0x78, count: MarkReader.longestMark)
        #expect(reader.next(long[...]) == [.output(long[...])])
        #expect(reader.finish() == [])
        #expect(reader.next([0x1B]) == [] && reader.finish() == [0x1B])
    }
}
