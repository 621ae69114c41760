import Comparison
import LabModel
import Testing

/// Which value stands for which, through a whole run.
@Suite struct SymbolTests {
    private func verdict(_ recorded: String, _ replayed: String, kind: Block.Kind = .shell) throws -> Verdict {
        try Sample.compare(recorded, replayed, kind: kind).verdict
    }

    @Test func `what is the same is the same`() throws {
        #expect(try verdict("a\nb\n", "a\nb\n") == .same)
    }

    @Test(
        arguments: [
            ("pid 123\npid 123\n", "pid 456\npid 457\n"), ("pid 123\npid 124\n", "pid 456\npid 456\n"),
            ("from 10.0.0.5\nfrom 10.0.0.5\n", "from 10.0.0.6\nfrom 10.0.0.7\n"),
            ("port 5433\nport 5434\n", "port 6433\nport 6433\n"),
            ("id 4f66ad9a0b2e and 4f66ad9a0b2e\n", "id 5f66ad9a0b2e and 6f66ad9a0b2e\n"),
        ])
    func `symbols are one to one in both directions`(recorded: String, replayed: String) throws {
        let found = try Sample.compare(recorded, replayed)
        #expect(found.verdict == .different)
        #expect(found.differences.count == 1)
        #expect(found.differences.first?.recorded != found.differences.first?.replayed)
    }

    @Test func `a diff shows values by their symbols`() throws {
        let found = try Sample.compare("pid 123\npid 123 ok\n", "pid 456\npid 457 ok\n")
        #expect(found.differences.map(\.recorded) == ["pid <pid 1> ok"])
        #expect(found.differences.map(\.replayed) == ["pid <pid 2> ok"])
        #expect(found.differences.map(\.place) == ["line 2"])
        let other = try Sample.compare("slot at 0/3000060 reserved\n", "slot at 0/4000060 lost\n")
        #expect(other.differences.map(\.recorded) == ["slot at <lsn 1> reserved"])
        #expect(other.differences.map(\.replayed) == ["slot at <lsn 1> lost"])
    }

    @Test(
        arguments: [
            ("at 0/3000060 at 0/3000100", "at 0/5000060 at 0/4000000", false),
            ("at 0/3000060 at 0/3000060", "at 0/5000060 at 0/5000098", true),
            ("at 0/3000060 at 0/3000060", "at 0/5000060 at 0/5003000", false),
            ("at 0/3000060 at 0/4000060", "at 0/5000060 at 0/5000060", false),
            ("at 0/3000060 at 0/3000098", "at 0/5000060 at 0/5000060", true),
            ("at 0/5000000 at 0/3000000", "at 0/9000000 at 1/1000000", false),
            ("at 0/5000000 at 0/3000000", "at 1/9000000 at 0/1000000", true),
            ("at 0/0", "at 0/3000000", false),
        ])
    func `what grew must grow`(recorded: String, replayed: String, agrees: Bool) throws {
        #expect(try verdict(recorded, replayed) == (agrees ? .equivalent : .different))
        let lines = (
            recorded.split(separator: " a").joined(separator: "\na"),
            replayed.split(separator: " a").joined(separator: "\na")
        )
        #expect(try verdict(lines.0, lines.1) == (agrees ? .equivalent : .different))
    }

    @Test func `many positions in any order are kept in order`() throws {
        var random = Seeded(state: 5)
        let positions = (1...3000).map { UInt64($0) << 16 }.shuffled(using: &random)
        let text = { (add: UInt64, other: Int) in
            positions.enumerated().map { "at \(LSN(bytes: $1 + ($0 == other ? 5 << 16 : add)))" }.joined(
                separator: "\n")
        }
        #expect(try verdict(text(0, -1), text(4096, -1)) == .equivalent)
        #expect(try verdict(text(0, -1), text(4096, 2999)) == .different)
    }

    @Test(
        arguments: [
            ("host 0.0.0.0", "host 10.0.0.5"), ("host 10.0.0.5/32", "host 10.0.0.6/24"), ("oid 1259", "oid 1260"),
            ("every 5s", "every 6s"), ("timeline 1", "timeline 2"), ("(3 rows)", "(4 rows)"),
            ("000000010000000000000003", "000000020000000000000003"), ("pid 123", "pid "), ("a  b", "a b"),
            ("2026-11-24 01:51:33+00", "2026-11-24 01:51:33"), ("'1'::bigint", "'1'::bigin2"),
        ])
    func `facts are literal`(recorded: String, replayed: String) throws {
        #expect(try verdict(recorded, replayed) == .different)
    }

    @Test(
        arguments: [
            ("host 10.0.0.5/32 md5", "host 10.0.0.6/32 md5"), ("::1 up", "fe80::2 up"), ("oid 16385", "oid 16400"),
            ("Time: 12.345 ms", "Time: 1234.567 ms (00:01.235)"), ("a 12:00:01 b", "a 13:10:59 b"),
            ("Tue Nov 24 01:51:33 UTC 2026", "Wed Nov 25 11:51:33 UTC 2026"), ("[1] 12345", "[1] 4711"),
            ("0.0.0.0:5433->5432/tcp", "0.0.0.0:6433->5432/tcp"), ("pid      12 x", "pid 1234567 x"),
            ("base/5/16390", "base/5/16395"), ("-p 5432", "-p 5433"),
            ("(actual time=0.012..0.034 rows=1)", "(actual time=0.1..9.9 rows=1)"),
        ])
    func `volatile values are not`(recorded: String, replayed: String) throws {
        #expect(try verdict(recorded, replayed) == .equivalent)
    }

    @Test func `a value is followed to where its form says nothing`() throws {
        #expect(try verdict("pid 123\nkill 123\n", "pid 456\nkill 456\n") == .equivalent)
        #expect(try verdict("pid 123\nkill 123\n", "pid 456\nkill 457\n") == .different)
    }

    @Test func `what is tried on a copy leaves nothing behind`() throws {
        let facts = RunFacts(host: "", variables: [], clusters: [])
        var comparison = RunComparison(recorded: facts, replayed: facts)
        var trial = comparison
        #expect(try trial.compare(.printing("pid 123"), .printing("pid 456")).verdict == .equivalent)
        #expect(try comparison.compare(.printing("pid 123"), .printing("pid 457")).verdict == .equivalent)
        #expect(try trial.compare(.printing("pid 123"), .printing("pid 457")).verdict == .different)
        // Nor does a line that does not match.
        #expect(try comparison.compare(.printing("pid 7 a"), .printing("pid 123 b")).verdict == .different)
    }
}
