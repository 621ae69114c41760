import Comparison
import LabModel
import Testing

/// Verdicts on whole entries.
@Suite struct EntryTests {
    private func compare(
        _ recorded: EntryFacts, _ replayed: EntryFacts, versions: (String, String) = ("15.18", "15.18")
    ) throws -> EntryComparison {
        let facts = [versions.0, versions.1].map { version in
            let cluster = ClusterFacts(
                name: "master", host: "127.0.0.1", port: 5433, address: "127.0.0.1", data: nil, serverVersion: version,
                systemIdentifier: nil)
            return RunFacts(host: "a", variables: [], clusters: [cluster])
        }
        var comparison = RunComparison(recorded: facts[0], replayed: facts[1])
        return try comparison.compare(recorded, replayed)
    }

    private func entry(_ status: EntryStatus, error: String? = nil) -> EntryFacts {
        EntryFacts(kind: .shell, status: status, error: error)
    }

    @Test(
        arguments: [
            (EntryStatus.ok, EntryStatus.skipped, Verdict.skipped), (.ok, .failed, .failed), (.ok, .timedOut, .failed),
            (.failed, .ok, .different), (.failed, .failed, .same), (.ok, .interrupted, .failed),
            (.interrupted, .ok, .skipped), (.running, .ok, .skipped), (.skipped, .skipped, .skipped),
            (.failed, .timedOut, .different),
        ])
    func `the statuses decide first`(recorded: EntryStatus, replayed: EntryStatus, verdict: Verdict) throws {
        #expect(try compare(entry(recorded), entry(replayed)).verdict == verdict)
    }

    @Test func `a failure says why`() throws {
        let found = try compare(entry(.ok), entry(.failed, error: "No."))
        #expect(found.differences == [Difference(place: "status", recorded: "ok", replayed: "No.")])
    }

    @Test(
        arguments: [
            (BlockTask.ComparisonMode.exact, Verdict.different), (.volatile, .equivalent), (.none, .same),
        ])
    func `the mode decides how much counts`(mode: BlockTask.ComparisonMode, verdict: Verdict) throws {
        let found = try compare(.printing("pid 1234", mode: mode), .printing("pid 1235", mode: mode))
        #expect(found.verdict == verdict)
    }

    private func failing(_ text: String, _ state: String = "42P01", exit: Int? = nil) -> EntryFacts {
        let command = CommandFacts(
            text: "SELECT 1", output: Output(Array(text.utf8)), exitStatus: exit, sqlState: state)
        return EntryFacts(kind: .sql, cluster: "master", commands: [command])
    }

    @Test func `errors are the same by their message or their code`() throws {
        let error = "ERROR:  relation \"t\" does not exist\nLINE 1: SELECT * FROM t;\n                      ^\n"
        let moved = "ERROR:  relation \"t\" does not exist\nLINE 1: SELECT  * FROM t;\n                       ^\n"
        #expect(try compare(failing(error), failing(moved)).verdict != .different)
        let other = "ERROR:  there is no relation \"t\"\n"
        #expect(try compare(failing(error), failing(other)).verdict == .different)
        let newer = try compare(failing(error), failing(other), versions: ("15.18", "17.2"))
        #expect(newer.verdict == .equivalent && newer.differences.map(\.place) == ["error message"])
        let russian = try compare(failing(error), failing("ОШИБКА:  отношение \"t\" не существует\n"))
        #expect(russian.verdict == .equivalent && russian.differences.map(\.matters) == [false])
        #expect(try compare(failing(error), failing(error, "42703")).differences.map(\.place) == ["SQLSTATE"])
        let warned = "WARNING:  careful\n" + error
        #expect(try compare(failing(warned), failing(error), versions: ("15.18", "17.2")).verdict == .different)
    }

    @Test func `exit statuses and the number of commands count`() throws {
        #expect(
            try compare(failing("", "", exit: 0), failing("", "", exit: 1)).differences
                == [Difference(command: "SELECT 1", place: "exit status", recorded: "0", replayed: "1")])
        var more = failing("")
        more.commands += more.commands
        #expect(try compare(failing(""), more).differences.map(\.place) == ["number of commands"])
    }

    @Test func `statements that were pasted at once are those that are typed one by one`() throws {
        func entry(_ commands: (String, String)...) -> EntryFacts {
            EntryFacts(
                kind: .sql, cluster: "master",
                commands: commands.map { CommandFacts(text: $0, output: Output(Array($1.utf8)), exitStatus: 0) })
        }
        let pasted = entry(("SELECT\n1;\n\\echo a\n\\echo b", "1\na\nb\n"), ("\\echo c", "c\n"))
        let typed = entry(("SELECT\n1;", "1\n"), ("\\echo a", "a\n"), ("\\echo b", "b\n"), ("\\echo c", "c\n"))
        #expect(try compare(pasted, typed).verdict == .same)
        let other = entry(("SELECT\n1;", "1\n"), ("\\echo a", "x\n"), ("\\echo b", "b\n"), ("\\echo c", "c\n"))
        #expect(try compare(pasted, other).verdict == .different)
        let fewer = entry(("SELECT\n1;", "1\n"), ("\\echo a", "a\n"))
        #expect(try compare(pasted, fewer).verdict == .different)
    }

    @Test func `another command is a difference by itself`() throws {
        let found = try compare(.printing("a", command: "ls a"), .printing("b", command: "ls b"))
        #expect(
            found.differences == [Difference(command: "ls a", place: "command", recorded: "ls a", replayed: "ls b")])
        let cluster = try compare(
            .printing("ok", command: "pg_ctl -D /a", kind: .cluster),
            .printing("ok", command: "pg_ctl -D /b", kind: .cluster))
        #expect(cluster.verdict == .same)
    }
}
