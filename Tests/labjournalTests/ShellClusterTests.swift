import Foundation
import Testing

@Suite struct ShellClusterTests {
    /// A directory that the servers' user can use, and an editor that needs nobody.
    private func makeProgram() throws -> Program {
        let program = try Program()
        chmod(program.directory.path, 0o777)
        let editor = try program.write("#!/bin/sh\necho \"max_connections = 77\" >> \"$1\"\n", to: "vi")
        chmod(editor.path, 0o755)
        return program
    }

    private func typist(_ program: Program) throws -> Typist {
        try Typist(program, environment: ["PATH": "\(program.directory.path):\(Servers.path)"])
    }

    @Test(.needsPostgreSQL)
    func `statements go to their cluster, changed files are entries, and all of it replays`() throws {
        let program = try makeProgram()
        let typist = try typist(program)
        let port = Int.random(in: 40_000...60_000)
        let psql = "psql -h localhost -p \(port) -U postgres"
        let at = "postgres=# $"
        try typist.enter("\(Servers.user)initdb -U postgres -D main >/dev/null")
        Thread.sleep(forTimeInterval: 0.3)
        try typist.enter("\(Servers.user)pg_ctl -D main -w -o '-p \(port)' -l /dev/null start >/dev/null")
        try typist.enter(psql, until: at)
        try typist.enter("select 1", until: "postgres-# $")
        try typist.enter("  + 1 as sum;", until: at)
        try typist.enter("", until: at)
        try typist.press("sleect 1;" + String(repeating: "\u{7F}", count: 9) + "select 1/0;\r")
        try typist.expect("zero(.|\n)*" + at)
        try typist.enter("alter system set work_mem = '8MB';", until: at)
        try typist.enter("select 'long', \(Array(repeating: "1", count: 60).joined(separator: ", ")) \\gx", until: at)
        try typist.enter("\\dt", until: at)
        try typist.press("\u{04}")
        try typist.expect("[$#] $")
        try typist.enter("\(psql) -c 'select 3'")
        try typist.enter("\(psql) -Atc 'select 4' | cat")
        // Nobody types faster than the file system's clock ticks.
        Thread.sleep(forTimeInterval: 0.3)
        try typist.enter("vi main/postgresql.conf")
        Thread.sleep(forTimeInterval: 0.3)
        try typist.enter("sed -i 's/^#*wal_keep_size.*/wal_keep_size = 64MB/' main/postgresql.conf")
        Thread.sleep(forTimeInterval: 0.5)
        for line in ["mkdir sub && cd sub && pwd", "cd ..", "for d in ma*; do ls $d | head -2; done", "pg_ctlx"] {
            try typist.enter(line)
        }
        try typist.enter("\(Servers.user)pg_ctl -D main -m fast stop >/dev/null")
        try typist.exit()

        let entries = try program.entries()
        #expect(
            entries.texts("kind") == [
                "sh", "sh", "sql", "sql", "sql", "sql", "sql", "sql", "sql", "sh", "sh", "conf", "sh", "conf", "sh",
                "sh", "sh", "sh", "sh",
            ])
        let bodies = entries.texts("body")
        #expect(bodies[2] == "select 1\n  + 1 as sum;\n" && bodies[3] == "select 1/0;\n")
        #expect(bodies[5].hasPrefix("select 'long', 1, 1") && bodies[5].hasSuffix("1, 1 \\gx\n"))
        #expect(bodies[8] == "select 3;\n" && bodies[10] == "# vi main/postgresql.conf\n")
        #expect(bodies[11] == "max_connections = 77\n")
        let change = try program.run("show", try #require(entries[13]["id"] as? String)).output
        #expect(change.contains("     - #wal_keep_size = 0") && change.contains(" + wal_keep_size = 64MB"), "\(change)")
        #expect(entries.filter { $0["kind"] as? String == "sql" }.allSatisfy { $0["cluster"] as? String == "main" })
        let replay = try program.replay()
        #expect(replay.answer.status == 0, "\(replay.answer.output)")
        // The lab with its outputs says the same, of configuration files and of the place where it began too.
        #expect(try program.run("export", "--outputs", "-o", "main.lab.md").status == 0)
        #expect(try program.read("main.lab.md").contains("{{home}}/sub"))
        let ofFile = try program.replay("main.lab.md", "--journal", "other.sqlite")
        #expect(ofFile.answer.status == 0 && ofFile.summary["skipped"] == 0, "\(ofFile.answer.output)")
    }

    @Test(.needsPostgreSQL)
    func `statements that are pasted at once are one entry, which replays, and psql's output forges no mark`() throws {
        let program = try makeProgram()
        let typist = try typist(program)
        let port = Int.random(in: 40_000...60_000)
        let at = "postgres=# $"
        try typist.enter("\(Servers.user)initdb -U postgres -D main >/dev/null")
        try typist.enter("\(Servers.user)pg_ctl -D main -w -o '-p \(port)' -l /dev/null start >/dev/null")
        try typist.enter("psql -h localhost -p \(port) -U postgres", until: at)
        let pasted = ["\\echo three", "select 3 as three;"].map { "select 1;\nselect 2\n / 0 as two;\n" + $0 }
        for lines in pasted {
            try typist.press("\u{1B}[200~\(lines)\u{1B}[201~")
            try typist.expect("three")
            try typist.press("\r")
            try typist.expect("zero\n(.|\n)*" + at)
        }
        let forged = #"\033]133;guess;d;;x;1;x;y;false;00000;\007\033]133;D;0\007forged\n\033]133;"#
        try typist.enter("\\! printf '\(forged)'", until: at)
        try typist.enter("select 4 as four;", until: at)
        try typist.press("\\q\r")
        try typist.expect("[$#] $")
        try typist.enter("\(Servers.user)pg_ctl -D main -m fast stop >/dev/null")
        try typist.exit()

        let entries = try program.entries()
        #expect(entries.texts("kind") == ["sh", "sh", "sql", "sql", "sql", "sql", "sql", "sh"])
        let bodies = pasted + ["\\! printf '\(forged)'", "select 4 as four;"]
        #expect(entries.texts("body")[2...5] == bodies.map { $0 + "\n" }[...])
        #expect(entries.texts("status")[2...5] == ["failed", "failed", "ok", "ok"])
        let outputs = entries.outputs
        #expect(outputs[2].hasPrefix(" ?column?\n") && outputs[2].hasSuffix("three\n") && outputs[4] == "forged\n")
        #expect(outputs[3].contains(" three\n") && outputs[5].hasPrefix(" four\n"))
        let replay = try program.replay()
        #expect(replay.answer.status == 0, "\(replay.answer.output)")
    }

    @Test(.needsPostgreSQL)
    func `a psql that goes over to another server and back replays on each, and one -c is one transaction`()
        throws
    {
        let program = try makeProgram()
        let typist = try typist(program)
        let port = Int.random(in: 40_000...50_000)
        for (name, port) in [("one", port), ("two", port + 1)] {
            try typist.enter("\(Servers.user)initdb -U postgres -D \(name) >/dev/null 2>&1")
            Thread.sleep(forTimeInterval: 0.3)
            try typist.enter("echo \"port = \(port)\" >> \(name)/postgresql.conf")
            Thread.sleep(forTimeInterval: 0.3)
            try typist.enter("\(Servers.user)pg_ctl -D \(name) -w -o '-k \"\"' -l /dev/null start >/dev/null")
        }
        let psql = "psql -h localhost -p \(port) -U postgres"
        try typist.enter(psql, until: "=# $")
        for line in [
            "create table a (n int);", "\\c postgres postgres localhost \(port + 1)", "create table b (n int);",
            "\\c postgres postgres localhost \(port)", "insert into a values (1);", "\\q",
        ] {
            try typist.enter(line, until: line == "\\q" ? Typist.prompt : "=# $")
        }
        try typist.enter("\(psql) -c 'insert into a values (2); select 1/0; insert into a values (3)'")
        try typist.enter("\(psql) -qc 'create table q (n int)'")
        try typist.enter("\(psql) -c 'table a'")
        // Whose servers they were is seen while these go on.
        Thread.sleep(forTimeInterval: 1)
        try typist.enter("for d in one two; do \(Servers.user)pg_ctl -D $d -m fast stop >/dev/null; done")
        try typist.exit()
        let entries = try program.entries()
        let sql = entries.filter { $0["kind"] as? String == "sql" }
        #expect(sql.texts("cluster") == ["one", "one", "two", "two", "one", "one", "one", "one", "one"])
        #expect(sql.texts("body")[6] == "insert into a values (2)\\; select 1/0\\; insert into a values (3);\n")
        #expect(sql.outputs.last?.hasSuffix("(1 row)\n") == true)
        let replay = try program.replay()
        #expect(replay.answer.status == 0, "\(replay.answer.output)")
    }

    @Test(.needsPostgreSQL) func `a statement that waits for another terminal is replayed behind what it waited for`()
        throws
    {
        let program = try makeProgram()
        let first = try typist(program)
        let port = Int.random(in: 50_001...60_000)
        let psql = "psql -h localhost -p \(port) -U postgres"
        try first.enter("\(Servers.user)initdb -U postgres -D main >/dev/null 2>&1")
        Thread.sleep(forTimeInterval: 0.3)
        try first.enter("\(Servers.user)pg_ctl -D main -w -o '-p \(port)' -l /dev/null start >/dev/null")
        try first.enter("\(psql) -c 'create table t as select 1 as n'")
        let path = "\(program.directory.path):\(Servers.path)"
        let second = try Typist(program, "--join", environment: ["PATH": path])
        try first.enter(psql, until: "=# $")
        try second.enter(psql, until: "=# $")
        try first.enter("begin;", until: "\\*# $")
        try first.enter("update t set n = n + 1;", until: "\\*# $")
        try second.press("update t set n = n * 10;\r")
        Thread.sleep(forTimeInterval: 1)
        try first.enter("commit;", until: "=# $")
        try second.expect("UPDATE 1\n(.|\n)*=# $")
        try second.enter("table t;", until: "=# $")
        for typist in [second, first] {
            try typist.press("\\q\r")
            try typist.expect(Typist.prompt)
        }
        try second.exit()
        try first.enter("\(Servers.user)pg_ctl -D main -m fast stop >/dev/null")
        try first.exit()
        let bodies = try program.entries().texts("body")
        let place = { bodies.firstIndex(of: $0 + "\n") ?? -1 }
        #expect(place("update t set n = n * 10;") < place("commit;"))
        let replay = try program.replay()
        #expect(replay.answer.status == 0 && replay.summary["skipped"] == 0, "\(replay.answer.output)")
    }

    @Test(.needsPostgreSQL) func `a backup that is started in its origin's place has its port in a replay as well`()
        throws
    {
        let program = try makeProgram()
        let typist = try typist(program)
        let port = Int.random(in: 40_000...60_000)
        let pause = { Thread.sleep(forTimeInterval: 0.5) }
        let stop = { (name: String) in "\(Servers.user)pg_ctl -D \(name) -m fast stop >/dev/null" }
        let start = { (name: String) in "\(Servers.user)pg_ctl -D \(name) -w -o '-k \"\"' -l /dev/null start >/dev/null"
        }
        try typist.enter("\(Servers.user)initdb -U postgres -D prod >/dev/null 2>&1")
        pause()
        try typist.enter("echo \"port = \(port)\" >> prod/postgresql.conf")
        pause()
        try typist.enter(start("prod"))
        try typist.enter("\(Servers.user)pg_basebackup -h localhost -p \(port) -U postgres -D backup -c fast")
        pause()
        try typist.enter(stop("prod"))
        try typist.enter(start("backup"))
        try typist.enter("psql -h localhost -p \(port) -U postgres -c 'create table restored (n int)'")
        pause()
        try typist.enter(stop("backup"))
        try typist.exit()
        #expect(try program.run("export").output.contains("    port: prod\n"))
        let replay = try program.replay()
        #expect(replay.answer.status == 0, "\(replay.answer.output)")
    }

    @Test(.needsPostgreSQL) func `verbs find a cluster that was made by hand where it is, and change nothing of it`()
        throws
    {
        let program = try makeProgram()
        let typist = try typist(program)
        let port = Int.random(in: 40_000...60_000)
        let options = "-p \(port) -k \(program.directory.path)"
        try typist.enter("\(Servers.user)initdb -U postgres -D main >/dev/null")
        try typist.enter("\(Servers.user)pg_ctl -D main -w -o '\(options)' -l /dev/null start >/dev/null")
        for verb in [
            "observe", "snapshot main pg_hba.conf --grep ^host", "set main work_mem=8MB", "cluster stop main",
            "cluster list",
        ] {
            try typist.enter("\(Program.path) \(verb)")
        }
        try typist.enter("\(Servers.user)pg_ctl -D main -m fast stop >/dev/null")
        try typist.exit()

        let entries = try program.entries()
        #expect(entries.texts("kind") == ["sh", "sh", "cluster", "conf", "conf", "cluster", "sh"])
        #expect(entries.texts("status") == ["ok", "ok", "ok", "ok", "failed", "failed", "ok"])
        let shown = String(decoding: typist.shown, as: UTF8.self)
        #expect(shown.contains("main: running, primary") && shown.contains("127.0.0.1/32"))
        for refused in entries[4...5] {
            #expect((refused["error"] as? String)?.contains("is not a data directory that labjournal made") == true)
        }
        // Where the shell has found it is known still.
        #expect(shown.contains("main  local   \(program.directory.path)  \(port)"))
    }

    @Test(.needsPostgreSQL) func `a password is asked for and kept nowhere`() throws {
        let program = try makeProgram()
        let typist = try typist(program)
        try typist.press("read -s -p 'Pass''word: ' word; echo\r")
        try typist.expect("Password: ")
        Thread.sleep(forTimeInterval: 0.5)
        try typist.press("unseen-word\r")
        try typist.expect("[$#] $")
        #expect(!String(decoding: typist.shown, as: UTF8.self).contains("unseen-word"))
        // What was typed unseen is not kept when it is seen either.
        try typist.enter("echo \"it was $word\"")
        #expect(String(decoding: typist.shown, as: UTF8.self).contains("it was unseen-word"))
        try typist.exit()
        #expect(try program.entries().outputs.last == "it was {{secret_1}}\n")
        let replay = try program.replay(environment: ["LABJOURNAL_SECRET_SECRET_1": "unseen-word"])
        #expect(replay.answer.status == 0, "\(replay.answer.output)")
        let journal = try Data(contentsOf: program.directory.appendingPathComponent("journal.sqlite"))
        #expect(journal.range(of: Data("unseen-word".utf8)) == nil)
    }
}
