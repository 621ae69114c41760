import Foundation
import Testing

@Suite(.needsPostgreSQL, .serialized) struct PsqlVerbTests {
    private static let prompt = "postgres=[*!]?# $"

    /// A recording with a running cluster `main`, whose clients find the server's programs.
    private func recording() throws -> Program {
        let program = try Program()
        try #require(program.run("cluster", "start", "main").status == 0)
        return program
    }

    private func psql(_ program: Program, _ arguments: String..., environment: [String: String] = [:]) throws -> Typist
    {
        let typist = try Typist(program, verb: ["psql", "main"] + arguments, environment: environment)
        try typist.expect(Self.prompt)
        return typist
    }

    private func replay(_ program: Program) throws {
        #expect(try program.run("finish").status == 0)
        let replay = try program.replay()
        #expect(replay.answer.status == 0, "\(replay.answer.output)\(replay.answer.errors)")
    }

    @Test func `at a terminal each statement is an entry, and they replay`() throws {
        let program = try recording()
        try program.write("\\set PROMPT1 'own:%/%R%x%# '\n", to: ".psqlrc")
        let editor = try program.write(
            "#!/bin/sh\nlast=; for last; do :; done\necho 'SELECT 7;' > \"$last\"\n", to: "ed.sh")
        chmod(editor.path, 0o755)
        let typist = try psql(program, environment: ["EDITOR": editor.path])
        try typist.enter("create table t (n int);", until: Self.prompt)
        try typist.enter("begin;", until: Self.prompt)
        try typist.enter("insert into t values (1),", until: "postgres-\\*# $")
        try typist.enter("  (2);", until: Self.prompt)
        try typist.enter("select * from t;", until: Self.prompt)
        try typist.enter("commit;", until: Self.prompt)
        try typist.enter("sleect 1;", until: Self.prompt)
        try typist.press("select 1;" + String(repeating: "\u{7F}", count: 1) + "2;\r")
        try typist.expect("12" + "(.|\n)*" + Self.prompt)
        try typist.press("\u{1B}[A\r")
        try typist.expect("12" + "(.|\n)*row(.|\n)*" + Self.prompt)
        try typist.enter("\\e", until: "row(.|\n)*" + Self.prompt)
        try typist.press("do $$ begin raise notice 'begun'; perform pg_sleep(100); end $$;\r")
        try typist.expect("NOTICE:  begun")
        try typist.press("\u{03}")
        try typist.expect("canceling(.|\n)*" + Self.prompt)
        try typist.enter("\\dt", until: Self.prompt)
        try typist.press("\\q\r")
        #expect(try typist.end() == 0)
        #expect(String(decoding: typist.shown, as: UTF8.self).contains("own:postgres=# "))
        let entries = try program.entries().filter { $0["kind"] as? String == "sql" && $0["hidden"] as? Bool != true }
        #expect(
            entries.texts("body") == [
                "create table t (n int);\n", "begin;\n", "insert into t values (1),\n  (2);\n", "select * from t;\n",
                "commit;\n", "sleect 1;\n", "select 12;\n", "select 12;\n", "SELECT 7;\n",
                "-- do $$ begin raise notice 'begun'; perform pg_sleep(100); end $$;\n",
                "\\dt\n",
            ])
        #expect(
            entries.texts("status")
                == ["ok", "ok", "ok", "ok", "ok", "failed", "ok", "ok", "ok", "interrupted", "ok"])
        #expect(entries.allSatisfy { $0["cluster"] as? String == "main" })
        try replay(program)
    }

    @Test func `what is given up is not carried out again`() throws {
        let program = try recording()
        let typist = try psql(program)
        try typist.press("never entered")
        try typist.expect("entered$")
        try typist.press("\u{03}")
        try typist.expect(Self.prompt)
        try typist.enter("select 1,", until: "postgres-# $")
        try typist.press("2,")
        try typist.expect("2,$")
        try typist.press("\u{03}")
        try typist.expect(Self.prompt)
        try typist.press("\u{1A}")
        try typist.press("select 3;\r")
        try typist.expect("1 row(.|\n)*" + Self.prompt)
        try typist.press("\u{04}")
        #expect(try typist.end() == 0)
        let entries = try program.entries().filter { $0["kind"] as? String == "sql" }
        #expect(entries.texts("body") == ["-- select 1,\n-- 2,^C\n", "select 3;\n", "\\q\n"])
        #expect(entries.map { $0["hidden"] as? Bool } == [true, false, true])
        try replay(program)
    }

    @Test func `what ran before Ctrl-C is kept, and only the rest of the line is given up`() throws {
        let program = try recording()
        let typist = try psql(program)
        func giveUp() throws {
            try typist.expect("postgres-# $")
            Thread.sleep(forTimeInterval: 0.2)
            try typist.press("\u{03}")
            try typist.expect(Self.prompt)
        }
        try typist.press("create table q (i int); select 2\r")
        try giveUp()
        try typist.press("from x; select 3\r")
        try giveUp()
        try typist.press("select 4; select\r")
        try typist.expect("postgres-# $")
        try typist.press("5,\r")
        try giveUp()
        try typist.press("insert into q values (1); select pg_sleep(100);\r")
        try typist.expect("INSERT 0 1\n")
        try typist.press("\u{03}")
        try typist.expect(Self.prompt)
        try typist.press("select pg_sleep(100); insert into q values (2);\r")
        Thread.sleep(forTimeInterval: 0.5)
        try typist.press("\u{03}")
        try typist.expect("INSERT 0 1(.|\n)*" + Self.prompt)
        try typist.enter("table q;", until: Self.prompt)
        try typist.press("\\q\r")
        #expect(try typist.end() == 0)
        let entries = try program.entries().filter { $0["kind"] as? String == "sql" }
        #expect(
            entries.texts("body") == [
                "create table q (i int);\n", "from x;\n", "select 4;\n",
                "insert into q values (1);\n-- select pg_sleep(100);\n",
                "-- select pg_sleep(100);\ninsert into q values (2);\n", "table q;\n", "\\q\n",
            ])
        #expect(entries.texts("status") == ["ok", "failed", "ok", "ok", "ok", "ok", "ok"])
        #expect(entries.outputs.prefix(3) == ["CREATE TABLE\n", Self.syntaxError, Self.four])
        #expect(entries.map { $0["hidden"] as? Bool } == [false, false, false, false, false, false, true])
        try replay(program)
    }

    private static let syntaxError = "ERROR:  syntax error at or near \"from\"\nLINE 1: from x;\n        ^\n"
    private static let four = " ?column?\n----------\n        4\n(1 row)\n"

    @Test func `a server that is not there is told as psql tells it`() throws {
        let program = try recording()
        #expect(try program.run("cluster", "stop", "main").status == 0)
        let typist = try Typist(program, verb: ["psql", "main"])
        #expect(try typist.end() == 2)
        #expect(String(decoding: typist.shown, as: UTF8.self).contains("Connection refused"))
        let last = try #require(program.entries().last)
        #expect(last["status"] as? String == "failed")
        #expect((last["error"] as? String)?.hasPrefix("psql ended with status 2: psql: error: ") == true)
        try replay(program)
    }

    @Test func `several at once have sessions of their own`() throws {
        let program = try recording()
        let first = try psql(program)
        try first.enter("begin;", until: Self.prompt)
        let second = try psql(program, "-x")
        try second.enter("select txid_current_if_assigned() is null as outside;", until: Self.prompt)
        try second.press("\\q\r")
        try second.end()
        try first.enter("rollback;", until: Self.prompt)
        try first.press("\\q\r")
        try first.end()
        let blocks = try program.run("export").output.split(separator: "\n").filter { $0.hasPrefix("```sql") }
        #expect(blocks.map { $0.contains("session=psql-") } == [false, true, true, false, false], "\(blocks)")
        try replay(program)
    }

    @Test func `inside of a recorded shell it records itself`() throws {
        let program = try Program()
        let typist = try Typist(program)
        try typist.enter("'\(Program.path)' cluster start main >/dev/null")
        try typist.enter("'\(Program.path)' psql main", until: Self.prompt)
        try typist.enter("select 1;", until: Self.prompt)
        try typist.press("\\q\r")
        try typist.expect(Typist.prompt)
        try typist.enter("echo done")
        let data = try #require(program.run("cluster", "list", "--json").objects().first?["data"] as? String)
        try typist.exit()
        let shown = String(decoding: typist.shown, as: UTF8.self)
        #expect(shown.contains("clusters are still there: main. Stop and remove them: labjournal finish"))
        #expect(try program.entries().texts("body") == ["start main\n", "select 1;\n", "\\q\n", "echo done\n"])
        let ended = try program.run("runs", "--json").output
        let finish = try program.run("finish")
        #expect(finish.status == 0 && finish.errors.contains("Stopped and removed: main."))
        #expect(!FileManager.default.fileExists(atPath: data))
        #expect(try program.run("runs", "--json").output == ended)
        #expect(try program.run("finish").status == 1)
        #expect(try program.replay().answer.status == 0)
    }

    @Test func `SQL of a file and of a pipe is one entry that needs neither`() throws {
        let program = try recording()
        try program.write(
            "create table t (n int);\ncopy t from stdin;\n1\n2\n\\.\nselect count(*) from t;\n", to: "t.sql")
        let answer = try program.run("psql", "main", "-At", "-f", "t.sql")
        #expect(answer.status == 0 && answer.output.hasSuffix("COPY 2\n2\n"))
        let piped = try program.script("echo 'select 1; select 1/0' | labjournal psql main -t || echo status $?")
        #expect(piped.output.hasSuffix("status 1\n") && piped.errors.contains("division by zero"))
        #expect(try program.run("psql", "main", "-f", "none.sql").status == 66)
        #expect(try program.run("psql", "main", "-f", "t.sql", "-c", "select 1").status == 64)
        try FileManager.default.removeItem(at: program.directory.appendingPathComponent("t.sql"))
        try replay(program)
    }
}
