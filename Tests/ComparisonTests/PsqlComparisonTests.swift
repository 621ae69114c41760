import LabModel
import Testing

@testable import Comparison

@Suite struct PsqlComparisonTests {
    @Test func `the same is the same`() {
        #expect(verdict(slots, slots) == TextVerdict(match: .same, differences: []))
    }

    @Test func `volatile cells are equivalent, whatever the columns' widths`() {
        let other = """
             slot_name | active | active_pid |   restart_lsn   | xmin
            -----------+--------+------------+-----------------+------
             eshop     | t      |       4321 | 1A/15007180     |
             other     | f      |            |                 |
            (2 rows)
            """
        #expect(verdict(slots, other) == TextVerdict(match: .equivalent, differences: []))
    }

    @Test func `a cell is named by its row and column`() {
        let other = slots.replacing("| t  ", with: "| f  ")
        #expect(verdict(slots, other) == different("row slot_name=eshop, column active", "t", "f"))
    }

    @Test func `nothing is never equivalent to something`() {
        let other = slots.replacing("12345", with: "     ")
        #expect(verdict(slots, other) == different("row slot_name=eshop, column active_pid", "12345", "empty"))
        #expect(verdict(" f \n---\n (a,)\n(1 row)\n\n", " f \n---\n (a,0/3000000)\n(1 row)\n\n").match == .different)
    }

    @Test func `a missing row is named`() {
        let other = slots.lines.filter { !$0.contains("other") }.joined(separator: "\n").replacing("(2", with: "(1")
        #expect(verdict(slots, other) == different("row slot_name=other", "other | f |  |  | ", nil))
        #expect(verdict(other, slots) == different("row slot_name=other", nil, "other | f |  |  | "))
    }

    @Test func `the order of rows matters where the statement gives one`() {
        var lines = slots.lines
        lines.swapAt(2, 3)
        let other = lines.joined(separator: "\n")
        let order = Difference(place: "order of rows", recorded: nil, replayed: nil, matters: false)
        #expect(verdict(slots, other) == TextVerdict(match: .equivalent, differences: [order]))
        #expect(verdict(slots, other, "SELECT * FROM s ORDER BY 1").match == .different)
        #expect(verdict(slots, other, "SELECT * FROM (SELECT 1 ORDER BY 1) AS s").match == .equivalent)
    }

    @Test func `rows without a key are a set`() {
        let old = " a | b \n---+---\n x | 1\n x | 1\n y | 1\n(3 rows)\n"
        let new = " a | b \n---+---\n y | 1\n x | 1\n x | 1\n(3 rows)\n"
        #expect(verdict(old, new).match == .equivalent)
        #expect(verdict(old, new.replacing(" y", with: " z")).match == .different)
    }

    @Test func `columns go by name`() {
        let old = " a | b \n---+---\n x | y\n(1 row)\n"
        #expect(verdict(old, " b | a \n---+---\n y | x\n(1 row)\n").match == .equivalent)
        let more = " a | b | c \n---+---+---\n x | y | z\n(1 row)\n"
        #expect(verdict(old, more) == different("column c", nil, "present"))
        #expect(verdict(old, more, versionsDiffer: true).match == .equivalent)
        #expect(verdict(more, old) == different("column c", "present", nil))
        #expect(verdict(old, " a | b \n---+---\n x | z\n(1 row)\n") == different("column b", "y", "z"))
    }

    @Test func `an error is not a table`() {
        let error = "ERROR:  relation \"s\" does not exist\n"
        #expect(verdict(" a \n---\n 1\n(1 row)\n", error) == different("output", "a", String(error.dropLast())))
    }

    @Test func `lines are compared in pairs, the time is not`() {
        #expect(verdict("INSERT 0 1\nTime: 0.2 ms\n", "INSERT 0 1\nTime: 0.3 ms\n").match == .equivalent)
        #expect(verdict("INSERT 0 1\n", "INSERT 0 2\n") == different("line 1", "INSERT 0 1", "INSERT 0 2"))
        #expect(verdict("DO\n", "NOTICE:  x\nDO\n") == different("line 1", nil, "NOTICE:  x"))
    }

    @Test func `formats alone do not matter`() {
        let old = PsqlFormatTests.marked.filter { $0.hasPrefix("aligned-") }.map(Fixtures.text)
        for text in old {
            let verdict = verdict(Fixtures.text("aligned-ascii-1-off"), text)
            #expect(verdict.match != .different)
        }
    }

    @Test(arguments: ["l", "dt", "d", "dcity", "du", "dx", "timingonsele"])
    func `another language or version does not matter`(name: String) {
        let command = "\\" + name.prefix(2)
        let english = Fixtures.text("meta/m15-\(name)")
        let russian = verdict(english, Fixtures.text("meta/mru-\(name)"), command)
        #expect(russian.differences.map(\.place) == ["language"])
        #expect(russian.match == .equivalent)
        let newer = verdict(english, Fixtures.text("meta/m18-\(name)"), command, versionsDiffer: true)
        #expect(newer.match != .different, "\(newer.differences)")
    }

    @Test func `no rows have no columns in expanded output`() {
        #expect(verdict("(0 rows)\n\n", " a \n---\n(0 rows)\n\n").match == .equivalent)
        #expect(verdict("(0 rows)\n\n", " a \n---\n x\n(1 row)\n\n").match == .different)
    }

    @Test(arguments: ["+", "++", "-[ RECORD 1 ]-", "-[ RECORD 1 ]-\na | b\n-[ RECORD 2 ]-\nc", "* Record 1", "--", "|"])
    func `what only looks like a table is compared by its lines`(text: String) {
        #expect(verdict(text, text + "\nend").match == .different)
    }

    @Test func `every table of several is compared`() {
        let old = " a \n---\n 1\n(1 row)\n\n b \n---\n 2\n(1 row)\n\n"
        #expect(verdict(old, old.replacing(" 2", with: " 3")) == different("table 2, column b", "2", "3"))
        #expect(verdict("--\n(4 rows)\n\n", "--\n(3 rows)\n\n").match == .different)
    }
}

extension PsqlComparisonTests {
    private var slots: String {
        """
         slot_name | active | active_pid | restart_lsn | xmin
        -----------+--------+------------+-------------+------
         eshop     | t      |      12345 | 0/1500718   |
         other     | f      |            |             |
        (2 rows)
        """
    }

    private func verdict(
        _ recorded: String, _ replayed: String, _ statement: String = "SELECT * FROM s", versionsDiffer: Bool = false
    ) -> TextVerdict {
        var symbols = SymbolTable(.nowhere, .nowhere)
        return TableComparison.differences(
            recorded: recorded, replayed: replayed, statement: statement, versionsDiffer: versionsDiffer,
            symbols: &symbols, cluster: nil)
    }

    private func different(_ place: String, _ recorded: String?, _ replayed: String?) -> TextVerdict {
        TextVerdict(
            match: .different, differences: [Difference(place: place, recorded: recorded, replayed: replayed)])
    }
}
