import Foundation
import FoundationXML
import Testing

/// Replays that are refused, cut off, or go wrong, and replays of what did.
struct ReplayEndTests {
    private func record(_ blocks: String, front: String = "", _ arguments: [String] = []) throws -> Program {
        let program = try Program()
        try program.write(front + "# Lab\n\n" + blocks, to: "x.lab.md")
        let answer = try program.answer(of: program.start(["play", "x.lab.md"] + arguments))
        try #require(answer.status == 0, "\(answer.errors)")
        return program
    }

    private func verdicts(_ entries: [Int: [String: Any]]) -> [String] {
        entries.sorted { $0.key < $1.key }.map { $0.value["verdict"] as? String ?? "" }
    }

    @Test func withoutATerminalItHasToBeConfirmed() throws {
        let program = try record("```sh\nrm -f nothing\n```\n")
        let answer = try program.run("replay")
        #expect(answer.status == 7)
        #expect(answer.errors.contains("rm -f nothing") && answer.errors.contains("--yes"))
        #expect(try program.run("runs", "--json").objects().count == 1)
    }

    @Test func aRemoteClusterHasToBeNamed() throws {
        let program = try Program()
        let front = "---\nclusters:\n  far: {driver: remote, remote: {conninfo: 'host=127.0.0.1 port=1'}}\n---\n\n"
        try program.write(front + "```sh\ntrue\n```\n\n```output\n```\n", to: "x.lab.md")
        let refused = try program.run("replay", "x.lab.md", "--yes")
        #expect(refused.status == 7)
        #expect(refused.errors.contains("--allow-remote far"))
        #expect(!program.exists("journal.sqlite"))
        #expect(try program.run("replay", "x.lab.md", "--yes", "--allow-remote", "far").status == 0)
    }

    @Test func aLabFileIsComparedWithItsOutputBlocks() throws {
        let program = try Program()
        let lab = "```sh\necho one\necho two\n```\n\n```output\none\n%\n```\n\n```sh\nfalse || echo three\n```\n"
        try program.write(lab.replacing("%", with: "two"), to: "x.lab.md")
        let good = try program.replay("x.lab.md")
        #expect(good.answer.status == 0)
        #expect(verdicts(good.entries) == ["same", "skipped"])
        try program.write(lab.replacing("%", with: "deux"), to: "x.lab.md")
        let bad = try program.replay("x.lab.md")
        #expect(bad.answer.status == 3)
        #expect(places(bad.entries[1]) == ["line 2"])
        try program.write("```sh\ntrue\n```\n", to: "y.lab.md")
        #expect(try program.run("replay", "y.lab.md", "--yes").status == 65)
    }

    @Test func aStepThatFailsEndsTheReplay() throws {
        let program = try record(
            "```sh\n[ {{word}} = good ]\n```\n\n```sh\necho on\n```\n", front: "---\nvariables: {word: good}\n---\n")
        let (answer, entries, summary) = try program.replay("--set", "word=bad")
        #expect(answer.status == 4)
        #expect(verdicts(entries) == ["failed", "skipped"])
        #expect(summary == ["same": 0, "equivalent": 0, "different": 0, "failed": 1, "skipped": 1])
        #expect(answer.errors.contains("step 1, sh"))
    }

    @Test func aFailureThatWasRecordedIsNoneWhenItComesAgain() throws {
        let program = try Program()
        try program.write("```sh\n(exit 3)\n```\n\n```sh\necho never\n```\n", to: "x.lab.md")
        #expect(try program.run("play", "x.lab.md").status == 4)
        let (answer, entries, _) = try program.replay()
        #expect(answer.status == 0)
        #expect(verdicts(entries) == ["same", "skipped"])
    }

    @Test func anInterruptKeepsTheVerdictsUntilThen() throws {
        let program = try record(
            "```sh\necho begun\n```\n\n```sh\nsleep {{nap}}\n```\n", front: "---\nvariables: {nap: 0}\n---\n")
        let process = try program.start(["replay", "--yes", "--json", "--set", "nap=600"])
        try waitUntil("the second block") { (try? program.run("show", "last").output.contains("sleep 600")) == true }
        process.interrupt()
        let answer = try program.answer(of: process)
        #expect(answer.status == 130)
        let json = try #require(try answer.json() as? [String: Any])
        #expect((json["summary"] as? [String: Int])?["same"] == 1)
        #expect(try program.run("runs", "--json").objects().last?["status"] as? String == "interrupted")
        #expect(try program.run("verify").status == 0)
    }

    @Test func ofAnInterruptedRunWhatWasRecordedIsReplayed() throws {
        let program = try Program()
        try program.write("```sh\necho one\n```\n\n```sh\nsleep 600\n```\n\n```sh\necho three\n```\n", to: "x.lab.md")
        let process = try program.start(["play", "x.lab.md"])
        try waitUntil("the second block") { (try? program.run("show", "last").output.contains("sleep")) == true }
        process.interrupt()
        process.waitUntilExit()
        let (answer, entries, _) = try program.replay()
        #expect(answer.status == 0)
        #expect(verdicts(entries) == ["same", "skipped", "skipped"])
        #expect(entries[2]?["reason"] as? String == "the recording was cut off here")
    }

    @Test func aReplayCanBeReplayed() throws {
        let program = try record("```sh\necho $$ > pid; echo done\n```\n")
        _ = try program.replay()
        let (answer, _, summary) = try program.replay("last")
        #expect(answer.status == 0 && summary["same"] == 1)
        let runs = try program.run("runs", "--json").objects()
        #expect(runs[2]["origin"] as? String == runs[1]["id"] as? String)
    }

    @Test func aSecretIsAskedForAgain() throws {
        let environment = ["LABJOURNAL_SECRET_ADMIN": "hunter2x"]
        let program = try Program()
        try program.write("---\nsecrets: [admin]\n---\n\n```sh\necho the {{admin}}\n```\n", to: "x.lab.md")
        #expect(try program.run("play", "x.lab.md", environment: environment).status == 0)
        let without = try program.run("replay", "--yes")
        #expect(without.status == 1 && without.errors.contains("LABJOURNAL_SECRET_ADMIN"))
        let (answer, entries, _) = try program.replay(environment: ["LABJOURNAL_SECRET_ADMIN": "other3y"])
        #expect(answer.status == 0)
        #expect(verdicts(entries) == ["same"])
        let journal = try Data(contentsOf: program.directory.appendingPathComponent("journal.sqlite"))
        for secret in ["hunter2x", "other3y"] { #expect(journal.range(of: Data(secret.utf8)) == nil) }
    }

    @Test func acceptedOutputsAreTheExpectation() throws {
        let program = try record("```sh\necho {{word}}\n```\n", front: "---\nvariables: {word: one}\n---\n")
        let journal = try #require(try program.run("runs", "--json").objects().first?["id"] as? String)
        #expect(try program.run("accept", journal, "--reason", "it is so").status == 7)
        try Recording.change(program) { try $0.replace("\none", with: "\ntwo", in: 1) }
        #expect(try program.replay().answer.status == 3)
        #expect(try program.run("accept", "last", "--reason", " ").status == 64)
        #expect(try program.run("accept", "last", "--reason", "it is so").status == 0)
        #expect(try program.replay().answer.status == 0)
        let first = try program.run("log", "--run", journal, "--json").objects().first
        #expect((first?["output"] as? String)?.hasSuffix("two\n") == true)
    }

    @Test func twoRunsAreCompared() throws {
        let program = try record("```sh\necho {{word}}\n```\n", front: "---\nvariables: {word: one}\n---\n")
        #expect(try program.run("play", "x.lab.md").status == 0)
        let ids = try program.run("runs", "--json").objects().compactMap { $0["id"] as? String }
        let same = try program.run("diff", ids[0], ids[1])
        #expect(same.status == 0 && same.output.hasSuffix("1 same\n"))
        try program.write(try program.read("x.lab.md").replacing("echo", with: "echo more"), to: "x.lab.md")
        #expect(try program.run("play", "x.lab.md").status == 0)
        let other = try program.run("diff", ids[0], "last")
        #expect(other.status == 3 && other.output.contains("echo more"))
        #expect(try program.run("runs").output.split(separator: "\n").count == 4)
    }

    @Test func theVerdictsAreJUnitToo() throws {
        let program = try record("```sh\necho '<&\"'\n```\n")
        #expect(try program.run("replay", "--yes", "--junit", "replay.xml").status == 0)
        let xml = try XMLDocument(data: Data(program.read("replay.xml").utf8))
        let suite = try #require(xml.rootElement())
        #expect(suite.name == "testsuite" && suite.attribute(forName: "tests")?.stringValue == "1")
        #expect(suite.elements(forName: "testcase").count == 1)
    }
}

/// The same on clusters.
@Suite(.needsPostgreSQL)
struct ReplayClusterTests {
    private static let front =
        "---\nvariables: {pause: 0, die: no}\nclusters:\n  m: {port: auto}\n---\n\n```cluster\nstart m\n```\n\n"

    private func record(_ blocks: String) throws -> Program {
        let program = try Program()
        try program.write(Self.front + blocks, to: "x.lab.md")
        let answer = try program.run("play", "x.lab.md")
        try #require(answer.status == 0, "\(answer.errors)")
        return program
    }

    @Test func aQuestionIsAskedUntilItsAnswerIsTheRecordedOne() throws {
        let create = "psql -qh 127.0.0.1 -p {{m.port}} -U postgres -c 'CREATE TABLE t()'"
        let program = try record(
            """
            ```sh
            ( (sleep {{pause}}; \(create)) & )
            sleep 0.3
            ```

            ```sql {cluster=m}
            SELECT count(*) FROM pg_class WHERE relname = 't';
            ```

            """)
        let (answer, entries, _) = try program.replay("--set", "pause=2")
        #expect(answer.status == 0, "\(answer.output)")
        #expect((entries[3]?["asked"] as? Int ?? 0) > 1)
        #expect((entries[3]?["settledSeconds"] as? Double ?? 0) > 0.5)
        #expect(try program.run("report", "--style", "text", "--output", "r.md").status == 0)
        let report = try program.read("r.md")
        #expect(report.contains("settled after") && !report.contains("asked again"))
        let impatient = try program.replay("--set", "pause=5", "--settle", "0s")
        #expect(impatient.answer.status == 3)
    }

    /// "After a couple of queries the rows appeared": how often it was asked is chance, the last answer is not.
    @Test func aRepeatedQuestionIsOneWait() throws {
        let question = "```sql {cluster=m}\nSELECT count(*) AS rows FROM t;\n```\n\n"
        let twice = "```sql {cluster=m}\nSELECT count(*) AS n FROM t;\nSELECT count(*) AS n FROM t;\n```\n"
        let program = try record(
            "```sql {cluster=m}\nCREATE TABLE t AS SELECT 7 AS a;\n```\n\n" + question + question + question + twice)
        try Recording.change(program) { change in
            for position in [3, 4, 6] { try change.replace(" 1\r\n", with: " 0\r\n", in: position) }
        }
        let (answer, entries, _) = try program.replay("--settle", "0s")
        #expect(answer.status == 0, "\(answer.output)")
        let verdicts = (3...6).map { entries[$0]?["verdict"] as? String }
        #expect(verdicts == ["equivalent", "equivalent", "same", "same"])
        try Recording.change(program) { try $0.replace(" 1\r\n", with: " 0\r\n", in: 5) }
        #expect(try program.replay("last", "--settle", "0s").answer.status == 0)
        let first = try #require(try program.run("runs", "--json").objects().first?["id"] as? String)
        #expect(try program.replay(first, "--settle", "0s").answer.status == 3)
    }

    @Test func aServerThatDiesInTheMiddle() throws {
        let program = try record(
            """
            ```sh
            [ {{die}} = no ] || kill -9 $(head -1 {{m.data}}/postmaster.pid)
            ```

            ```sql {cluster=m}
            SELECT 1;
            ```

            ```sql {cluster=m always}
            SELECT 2;
            ```

            """)
        let (answer, entries, _) = try program.replay("--set", "die=yes", "--settle", "1s")
        #expect(answer.status == 4)
        #expect(entries[3]?["verdict"] as? String == "failed")
        #expect(try program.run("verify").status == 0)
        let port = try #require(
            (try program.run("runs", "--json").objects().last?["clusters"] as? [[String: Any]])?.first?["port"] as? Int)
        #expect(Program.processes(holding: "-p \(port)").isEmpty)
    }
}
