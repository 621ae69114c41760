import Foundation
import Testing

@testable import Comparison

/// Captured outputs of `SELECT * FROM country ORDER BY country_id`, one for each format.
@Suite struct PsqlFormatTests {
    static let statement = PsqlStatement("SELECT * FROM country ORDER BY country_id;")

    static let all = Fixtures.names.filter { !$0.hasPrefix("m") }
    /// Without a border, `old-ascii` shows nowhere that a cell goes on; one-line cells are all that can be told.
    static let marked = all.filter { !$0.contains("old-ascii-0-off") }

    @Test(arguments: marked) func `every format gives the same table`(name: String) throws {
        let table = try #require(Self.table(name))
        #expect(table.rows.map { $0.map(String.init) } == Self.rows(table), "\(name)")
        if !name.hasPrefix("t") || name.hasSuffix("-on") {
            #expect(table.columns == ["country_id", "name", "note"])
        }
    }

    @Test(arguments: all) func `nothing is left outside of the table`(name: String) {
        #expect(PsqlOutput.segments(Fixtures.text(name), statement: Self.statement).count == 1)
    }

    static func table(_ name: String) -> PsqlTable? {
        PsqlOutput.segments(Fixtures.text(name), statement: statement).compactMap(\.table).first
    }

    private static func rows(_ table: PsqlTable) -> [[String]] {
        // Unaligned output does not say which separators are a cell's own: there, the cell has a slash.
        let separator = table.rows.joined().contains { $0.contains("/") } ? "/" : "|"
        let null = table.rows.contains { $0.contains("NULL") } ? "NULL" : ""
        return [
            ["1", "Россия", "first"], ["2", "日本", "two\nlines"], ["3", "é́clair", null],
            ["4", "a\(separator)b, \"q\"", ""],
        ]
    }
}

/// Outputs captured from psql.
enum Fixtures {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/psql")

    static let names: [String] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path())) ?? []
        return files.filter { $0.hasSuffix(".txt") }.map { String($0.dropLast(4)) }.sorted()
    }()

    static func text(_ name: String) -> String {
        (try? String(contentsOf: folder.appending(path: name + ".txt"), encoding: .utf8)) ?? ""
    }
}
