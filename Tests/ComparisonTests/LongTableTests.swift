import Comparison
import LabModel
import Testing

/// Tables that are compared as they stand must get the verdict that short ones get.
@Suite struct LongTableTests {
    private static let count = 400
    private static let statement = "SELECT id, name, active_pid, restart_lsn FROM t;"

    /// Rows with a process and a position that depend on the seed.
    private func rows(_ seed: Int) -> [[String]] {
        (0..<Self.count).map { row in
            let lsn = LSN(bytes: UInt64(0x0300_0000 + row * 640 + seed * 4096)).description
            return ["\(row)", "word \(row % 7)", row % 5 == 0 ? "" : "\(20_000 + seed + row)", lsn]
        }
    }

    private func table(_ rows: [[String]], footer: String? = nil) -> String {
        let names = ["id", "name", "active_pid", "restart_lsn"]
        let widths = names.indices.map { index in max(names[index].count, rows.map { $0[index].count }.max() ?? 0) }
        let line = { (cells: [String]) in
            zip(cells, widths).map { " " + $0 + String(repeating: " ", count: $1 - $0.count + 1) }.joined(
                separator: "|")
        }
        let ruler = widths.map { String(repeating: "-", count: $0 + 2) }.joined(separator: "+")
        return ([line(names), ruler] + rows.map(line) + [footer ?? "(\(rows.count) rows)", "", ""])
            .joined(separator: "\n")
    }

    private func compare(_ recorded: String, _ replayed: String) throws -> EntryComparison {
        try Sample.compare(recorded, replayed, command: Self.statement, kind: .sql)
    }

    @Test func `other volatile values make it equivalent`() throws {
        let recorded = table(rows(1))
        #expect(recorded.utf8.count > 16 << 10)
        for seed in 2...5 {
            let found = try compare(recorded, table(rows(seed)))
            #expect(found == EntryComparison(verdict: .equivalent, differences: []))
        }
        let times = ["Time: 1.5 ms\n", "Time: 2.5 ms\n"]
        #expect(try compare(recorded + times[0], table(rows(2)) + times[1]).verdict == .equivalent)
    }

    @Test func `a cell that differs is named`() throws {
        for (column, name, value) in [
            (1, "name", "word x"), (1, "name", ""), (2, "active_pid", ""), (3, "restart_lsn", ""),
            (3, "restart_lsn", "0/1000000"), (2, "active_pid", "20003"),
        ] {
            var rows = rows(2)
            rows[201][column] = value
            let found = try compare(table(self.rows(1)), table(rows))
            #expect(found.verdict == .different, "\(name) \(value)")
            #expect(found.differences.contains { $0.place == "row id=201, column \(name)" }, "\(found.differences)")
        }
    }

    @Test func `rows and columns that are missing are named`() throws {
        var fewer = rows(2)
        fewer.remove(at: 77)
        let found = try compare(table(rows(1)), table(fewer))
        #expect(found.differences.map(\.place) == ["row id=77"])
        let swapped = try compare(table(rows(1)), table(Array(rows(2).reversed())))
        #expect(swapped.verdict == .equivalent && swapped.differences.map(\.place) == ["order of rows"])
        let counted = try compare(table(rows(1)), table(rows(2), footer: "(7 rows)"))
        #expect(counted.differences.map(\.place) == ["number of rows"])
    }

    @Test func `what it learnt holds for the entries after it`() throws {
        let facts = RunFacts(host: "", variables: [], clusters: [])
        var comparison = RunComparison(recorded: facts, replayed: facts)
        let entry = { (text: String) in EntryFacts.printing(text, command: Self.statement, kind: .sql) }
        #expect(try comparison.compare(entry(table(rows(1))), entry(table(rows(2)))).verdict == .equivalent)
        let (first, second) = (EntryFacts.printing("pid 20002"), EntryFacts.printing("pid 20009"))
        #expect(try comparison.compare(first, second).verdict == .different)
    }
}
