import Comparison
import LabModel
import Testing

/// What the facts of two runs say in advance.
@Suite struct FactTests {
    private static func facts(_ directory: String, port: Int, address: String, delay: String) -> RunFacts {
        let cluster = ClusterFacts(
            name: "master", host: directory, port: port, address: address, data: directory + "/master",
            serverVersion: "15.18", systemIdentifier: nil)
        let variables = [
            Variable(name: "delay", value: delay), Variable(name: "n", value: "3"), Variable(name: "table", value: "t"),
        ]
        return RunFacts(host: "laptop", variables: variables, clusters: [cluster])
    }

    private func verdict(_ recorded: String, _ replayed: String) throws -> Verdict {
        let comparison = RunComparison(
            recorded: Self.facts("/tmp/labjournal-VOVC9X", port: 5433, address: "172.18.0.2", delay: "5s"),
            replayed: Self.facts("/tmp/labjournal-abCDe1", port: 61234, address: "127.0.0.1", delay: "8s"))
        return try Sample.compare(recorded, replayed, in: comparison).verdict
    }

    @Test(
        arguments: [
            ("-D /tmp/labjournal-VOVC9X/master -p 5433", "-D /tmp/labjournal-abCDe1/master -p 61234"),
            ("host=/tmp/labjournal-VOVC9X port=5433", "host=/tmp/labjournal-abCDe1 port=61234"),
            ("from 172.18.0.2", "from 127.0.0.1"), ("recovery_min_apply_delay 5s", "recovery_min_apply_delay 8s"),
            ("delay 5000ms", "delay 8000ms"), ("delay 5000", "delay 8000"), ("5433", "61234"),
        ])
    func `values of the facts stand for each other`(recorded: String, replayed: String) throws {
        #expect(try verdict(recorded, replayed) == .equivalent)
    }

    @Test(
        arguments: [
            ("port 5433", "port 61235"), ("port 5433", "port 5433"), ("delay 5s", "delay 5s"), ("delay 5s", "delay 9s"),
            ("delay 5000ms", "delay 5000ms"), ("15s", "18s"), ("n 3", "n 4"), ("t", "u"),
            ("/tmp/labjournal-VOVC9X/master", "/tmp/labjournal-abCDe1/replica"), ("from 172.18.0.2", "from 127.0.0.2"),
        ])
    func `other values do not`(recorded: String, replayed: String) throws {
        #expect(try verdict(recorded, replayed) == .different)
    }

    @Test func `facts may come later`() throws {
        let empty = RunFacts(host: "", variables: [], clusters: [])
        var comparison = RunComparison(recorded: empty, replayed: empty)
        #expect(try comparison.compare(.printing("a 5s"), .printing("a 8s")).verdict == .different)
        comparison.recorded = RunFacts(host: "", variables: [Variable(name: "d", value: "5s")], clusters: [])
        comparison.replayed = RunFacts(host: "", variables: [Variable(name: "d", value: "8s")], clusters: [])
        #expect(try comparison.compare(.printing("a 5s"), .printing("a 8s")).verdict == .equivalent)
    }
}
