import Terminal
import Testing

@Suite struct PictureTests {
    @Test func isWellFormedAndEscaped() {
        let title = "a < b & \"c\" \u{1}\u{FFFE}"
        let svg = Picture(title: title, description: "<d>").svg(of: screen("<tag a=\"1\"> & 'x' ]]>"))
        let reader = SVGReader(svg)
        #expect(reader.isWellFormed)
        #expect(reader.rows == ["<tag a=\"1\"> & 'x' ]]>"])
        #expect(Array(reader.elements.prefix(3)) == ["svg", "title", "desc"])
        for forbidden in ["<script", "href", "@import", "url(", "<tag"] { #expect(!svg.contains(forbidden)) }
    }

    @Test func isDeterministicWithIdsOfItsOwn() {
        let first = Picture(title: "one").svg(of: screen("a"))
        #expect(first == Picture(title: "one").svg(of: screen("a")))
        let ids = [first, Picture(title: "two").svg(of: screen("a")), Picture(title: "one").svg(of: screen("b"))]
            .map { SVGReader($0).attributes.first?["aria-labelledby"] }
        #expect(Set(ids).count == 3)
    }

    @Test func keepsTextInReadingOrder() {
        let text = "┌──┬──┐\r\n│中│\u{1B}[31mб\u{1B}[0m │\r\n\r\n  a   b"
        let reader = SVGReader(Picture(title: "t").svg(of: screen(text)))
        #expect(reader.rows == ["┌──┬──┐", "│中│б │", " ", "  a   b"])
    }

    @Test func holdsTheGrid() {
        let reader = SVGReader(Picture(title: "t").svg(of: screen("中x\u{1B}[1mbold")))
        let spans = zip(reader.elements, reader.attributes).filter { $0.0 == "tspan" }.map(\.1)
        #expect(spans.map { $0["x"] } == ["15.5", "32", "41"])
        #expect(spans.last?["textLength"] == "36")
        #expect(spans.last?["font-weight"] == "bold")
    }

    @Test func drawsBackgroundsAndInverse() {
        let svg = Picture(title: "t").svg(of: screen("\u{1B}[41mab \u{1B}[1mc\u{1B}[0;7mi"))
        #expect(svg.contains("<path fill=\"\(Theme.dark.ansi[1])\" d=\"M14 14h36v18h-36z\"/>"))
        #expect(svg.contains("<path fill=\"#cccccc\" d=\"M50 14h9v18h-9z\"/>"))
        #expect(svg.contains("fill=\"#0c0c0c\">i<"))
    }

    @Test func drawsLinesThatMeet() {
        let svg = Picture(title: "t").svg(of: screen("┌───┐"))
        #expect(svg.contains("d=\"M18 22h5v1h-5zM18 22h1v10h-1zM23 22h27v1h-27zM50 22h5v1h-5zM54 22h1v10h-1z\""))
    }

    @Test func cropsTallScreens() {
        let tall = screen((1...2_000).map { "line \($0)" }.joined(separator: "\r\n"))
        let rows = SVGReader(Picture(title: "t", rows: 5).svg(of: tall)).rows
        #expect(rows == ["line 1", "line 2", "… 1,996 lines left out …", "line 1999", "line 2000"])
        let russian = Picture(title: "t", rows: 1, leftOut: { "… пропущено строк: \($0) …" })
        #expect(SVGReader(russian.svg(of: tall)).rows == ["… пропущено строк: 2000 …"])
    }

    @Test func countsForgottenLines() {
        let bytes = (1...1_000).map { "line \($0)" }.joined(separator: "\r\n")
        let bounded = screen(bytes, history: .ends(first: 3, last: 3))
        #expect(SVGReader(Picture(title: "t", rows: 5).svg(of: bounded)).rows[2] == "… 996 lines left out …")
        #expect(SVGReader(Picture(title: "t", rows: 60).svg(of: bounded)).rows[3] == "… 984 lines left out …")
        let some = Picture(title: "t", lines: 2...4)
        #expect(SVGReader(some.svg(of: bounded)).rows == ["line 2", "line 3", "… 1 line left out …"])
    }

    @Test(arguments: [
        (2...3, ["line 2", "line 3"]), (9...99, ["line 9", "line 10"]), (11...12, []), (-5...1, ["line 1"]),
    ])
    func showsTheLinesAskedFor(lines: ClosedRange<Int>, expected: [String]) {
        let ten = screen((1...10).map { "line \($0)" }.joined(separator: "\r\n"))
        #expect(SVGReader(Picture(title: "t", lines: lines).svg(of: ten)).rows == expected)
    }

    @Test func hasALeastWidth() {
        #expect(SVGReader(Picture(title: "t").svg(of: screen(""))).attributes.first?["width"] == "568")
        let wide = screen(String(repeating: "x", count: 100), columns: 120)
        #expect(SVGReader(Picture(title: "t").svg(of: wide)).attributes.first?["width"] == "928")
    }
}
