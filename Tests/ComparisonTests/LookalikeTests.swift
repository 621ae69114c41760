import Comparison
import LabModel
import Testing

/// What must not pass for the same, and what must: cases that real outputs show rarely.
@Suite struct LookalikeTests {
    private func compare(_ recorded: [UInt8], _ replayed: [UInt8], command: String = "cat f") throws
        -> EntryComparison
    {
        try compare(Output(recorded), Output(replayed), command: command)
    }

    private func compare(_ recorded: Output, _ replayed: Output, command: String = "cat f") throws
        -> EntryComparison
    {
        let facts = RunFacts(host: "", variables: [], clusters: [])
        var comparison = RunComparison(recorded: facts, replayed: facts)
        let (first, second) = (entry(recorded, command), entry(replayed, command))
        return try comparison.compare(first, second)
    }

    private func entry(_ output: Output, _ command: String) -> EntryFacts {
        EntryFacts(kind: .shell, commands: [CommandFacts(text: command, output: output, exitStatus: 0)])
    }

    private func sql(_ recorded: String, _ replayed: String, _ statement: String) throws -> EntryComparison {
        try Sample.compare(recorded, replayed, command: statement, kind: .sql)
    }

    @Test(arguments: ["cat f", "psql -f f", "ps", "pg_ctl status"])
    func `bytes that are not UTF-8 are told apart`(command: String) throws {
        for before in ["", "over\r"] {
            let found = try compare(
                Array(before.utf8) + [0x61, 0xFF, 0x0A], Array(before.utf8) + [0x61, 0xFE, 0x0A], command: command)
            #expect(found.verdict == .different)
            #expect(found.differences.first?.recorded?.contains(#"\xFF"#) == true, "\(found.differences)")
        }
    }

    @Test func `a long line is the same however it came in pieces`() throws {
        let line = [UInt8](repeating: 0x41, count: 3 << 20)
        let text = line + [0x0A] + Array("took 1.5 s\n".utf8)
        let other = line + [0x0A] + Array("took 2.5 s\n".utf8)
        for length in [4096, 65_537, 5 << 20] {
            #expect(try compare(Output(text), Output(text, in: length)).verdict == .same)
            #expect(try compare(Output(text), Output(other, in: length)).verdict == .equivalent)
        }
    }

    @Test func `of a long line that differs only the place is said`() throws {
        let line = String(repeating: "ä", count: 200_000)
        let found = try compare(Array((line + "b" + line).utf8), Array((line + "c" + line).utf8))
        let difference = try #require(found.differences.first)
        #expect(found.verdict == .different && found.differences.count == 1)
        let (recorded, replayed) = (difference.recorded ?? "", difference.replayed ?? "")
        #expect(recorded.utf8.count < 2000 && recorded.contains("äbä") && replayed.contains("äcä"))
    }

    @Test func `a status on one side alone is a difference`() throws {
        let facts = RunFacts(host: "", variables: [], clusters: [])
        for (one, two) in [("22012", nil), (nil, "22012")] as [(String?, String?)] {
            var comparison = RunComparison(recorded: facts, replayed: facts)
            let (first, second) = (failed(one, 1), failed(two, 1))
            #expect(try comparison.compare(first, second).differences.map(\.place) == ["SQLSTATE"])
        }
        var comparison = RunComparison(recorded: facts, replayed: facts)
        let (first, second) = (failed("22012", 1), failed("22012", nil))
        #expect(try comparison.compare(first, second).differences.map(\.place) == ["exit status"])
    }

    private func failed(_ state: String?, _ exit: Int?) -> EntryFacts {
        let command = CommandFacts(text: "SELECT 1;", output: Output([]), exitStatus: exit, sqlState: state)
        return EntryFacts(kind: .sql, cluster: "m", commands: [command])
    }

    @Test func `another number of rows in the footer is a difference`() throws {
        for body in [" a \n---\n x\n", "a\nx\n"] {
            let found = try sql(body + "(1 row)\n\n", body + "(2 rows)\n\n", "SELECT a FROM t;")
            #expect(found.verdict == .different)
        }
    }

    @Test func `a column called as a function was is somebody's own`() throws {
        let table = { (value: String) in " years \n-------\n    \(value)\n(1 row)\n\n" }
        #expect(try sql(table("30"), table("31"), "SELECT age AS years FROM t;").verdict == .different)
        #expect(try sql(table("30"), table("31"), "SELECT age(relfrozenxid) AS years FROM t;").verdict == .equivalent)
    }

    @Test func `values that are not of the column's kind are literal`() throws {
        for (column, one, two) in [
            ("host", "web1", "web2"), ("uuid", "one", "two"), ("port", "80", "443"), ("hostname", "web1", "web2"),
        ] {
            let table = { (value: String) in
                " \(column) \n\(String(repeating: "-", count: column.count + 2))\n \(value)\n(1 row)\n\n"
            }
            #expect(try sql(table(one), table(two), "SELECT \(column) FROM t;").verdict == .different, "\(column)")
        }
    }
}

extension Output {
    /// The bytes in pieces of a length.
    init(_ bytes: [UInt8], in length: Int) {
        self.init(count: bytes.count) {
            var start = 0
            return {
                guard start < bytes.count else { return nil }
                defer { start += length }
                return Array(bytes[start..<min(start + length, bytes.count)])
            }
        }
    }
}
