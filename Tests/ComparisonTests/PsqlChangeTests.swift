import LabModel
import Testing

@testable import Comparison

/// Whatever is changed in a table of any format is found, and named.
@Suite struct PsqlChangeTests {
    /// Cells of several lines, or drawn in several pieces, apart: their letters are not where the cell is shown whole.
    static let cells = [("2", "name", "日"), ("1", "name", "Р"), ("1", "note", "f"), ("4", "name", "q")]

    @Test(arguments: PsqlFormatTests.marked) func `a changed letter is named by row and column`(name: String) {
        let text = Fixtures.text(name)
        let isNamed = PsqlFormatTests.table(name)?.columns != nil
        for (row, column, letter) in Self.cells {
            let other = text.replacing(letter, with: letter == "日" ? "月" : "Z", maxReplacements: 1)
            let expected = isNamed ? column : column == "name" ? "2" : "3"
            let key = isNamed ? "country_id" : "1"
            let differences = verdict(text, other).differences.filter(\.matters)
            #expect(differences.map(\.place) == ["row \(key)=\(row), column \(expected)"], "\(name) \(letter)")
        }
    }

    @Test(arguments: PsqlFormatTests.marked.filter { !$0.contains("-on") })
    func `a removed row is named`(name: String) throws {
        let text = Fixtures.text(name)
        let lines = text.lines
        let line = try #require(lines.first { $0.contains("é́clair") })
        let other = lines.filter { $0 != line }.joined(separator: "\n").replacing("(4 ", with: "(3 ")
        let differences = verdict(text, other).differences.filter(\.matters)
        let key = PsqlFormatTests.table(name)?.columns == nil ? "1" : "country_id"
        #expect(differences.map(\.place) == ["row \(key)=3"])
        #expect(differences.first?.replayed == nil)
    }

    @Test func `a long table takes no long time`() {
        let rows = (0..<20_000).map { " \($0 + 100_000) | ünïcode \($0 + 100_000) | 0/3000060 " }
        let head = "   id   |      name      |    lsn    \n--------+----------------+-----------\n"
        let text = head + rows.joined(separator: "\n") + "\n(20000 rows)\n"
        let other = text.replacing("0/3000060", with: "0/3000070", maxReplacements: 20_000)
        let time = ContinuousClock().measure { #expect(verdict(text, other).match != .same) }
        #expect(time < .seconds(20))
    }

    @Test func `a long cell and long prose take no long time`() {
        let rows = (0..<20_000).map { _ in " ünïcode line +" }
        let cell = "     text      \n---------------\n" + rows.joined(separator: "\n") + "\n end\n(1 row)\n"
        let prose = String(repeating: "it's \"said\": a|b, and so on;\nand \"on\n", count: 20_000)
        let time = ContinuousClock().measure {
            #expect(verdict(cell, cell.replacing("end", with: "und")).differences.map(\.place) == ["column text"])
            #expect(verdict(prose, prose + "end").match == .different)
        }
        #expect(time < .seconds(20))
    }

    private func verdict(_ recorded: String, _ replayed: String) -> TextVerdict {
        var symbols = SymbolTable(.nowhere, .nowhere)
        return TableComparison.differences(
            recorded: recorded, replayed: replayed, statement: "SELECT * FROM country ORDER BY country_id",
            versionsDiffer: false, symbols: &symbols, cluster: nil)
    }
}
