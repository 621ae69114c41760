import Testing

@testable import Runner

@Suite struct TypedLineTests {
    private func line(_ prompt: String, _ echo: String..., columns: Int = 40) -> String {
        var line = TypedLine(columns: columns, rows: 24)
        line.feed(Array(prompt.utf8))
        line.promptEnds()
        for part in echo { line.feed(Array(part.utf8)) }
        return line.text
    }

    @Test func `what stands behind the prompt was typed`() {
        #expect(line("db=# ", "select 1;\r\n") == "select 1;")
        #expect(line("\u{1B}[1mdb\u{1B}[0m=# ", "ы, 日本;\r\n") == "ы, 日本;")
        #expect(line("db=# ", "selct\u{08}\u{08}\u{1B}[1@e\u{1B}[C\u{1B}[C 1;\r\n") == "select 1;")
        #expect(line("db=# ", "x\u{08}\u{1B}[K\r\n") == "")
    }

    @Test func `a line may wrap, scroll and be drawn again`() {
        let long = "select " + (1...60).map(String.init).joined(separator: ", ") + ";"
        #expect(line("db=# ", long, "\r\n") == long)
        var drawn = TypedLine(columns: 40, rows: 24)
        for _ in 0..<2 {
            drawn.feed(Array("db=# ".utf8))
            drawn.promptEnds()
            drawn.feed(Array("select\r\nlist of words\r\n".utf8))
        }
        drawn.feed(Array("db=# ".utf8))
        drawn.promptEnds()
        drawn.feed(Array("select now();\r\n".utf8))
        #expect(drawn.text == "select now();")
    }

    @Test func `the echo ends where bracketed paste is turned off, else with the line that was entered`() {
        var end = EchoEnd()
        let bytes = Array("\u{1B}[?2004hselect\r\n\u{1B}[?2004l\routput".utf8)
        #expect(end.take(bytes) == bytes.count - 6)
        var plain = EchoEnd()
        #expect(plain.take(Array("sel\n".utf8)) == nil)
        plain.enter()
        #expect(plain.take(Array("ect\r\nx".utf8)) == 5)
    }

    @Test(arguments: [
        ("psql -c 'select 1'", ["select 1;"], []),
        ("psql -h localhost -p 5433 -U me -d shop -Atc '\\dt'", ["\\dt"], ["-A", "-t"]),
        ("psql --command='select 1 \\gx' -f x.sql", ["select 1 \\gx", "\\i x.sql"], []),
    ])
    func `psql's command line is a block`(line: String, lines: [String], options: [String]) throws {
        let psql = try #require(ShellLine(line).psql)
        #expect(psql.lines == lines && psql.options == options && !psql.hasOthers)
    }

    @Test func `what is more than one psql stays a command`() {
        #expect(ShellLine("psql -c 'select 1' | cat").psql == nil)
        #expect(ShellLine("psql -c \"select $x\"").psql == nil)
        #expect(ShellLine("psql -1 -c 'select 1'").psql?.hasOthers == true)
        #expect(ShellLine("step 'x'").isAboutRecord && ShellLine("exit 3").isAboutRecord)
        #expect(!ShellLine("(exit 3)").isAboutRecord && !ShellLine("exit 3 | cat").isAboutRecord)
        #expect(ShellLine("labjournal log --json | jq '.[] | .id' | less").isAboutRecord)
        #expect(!ShellLine("labjournal log | xargs rm").isAboutRecord)
        #expect(!ShellLine("labjournal log; cat x").isAboutRecord && !ShellLine("cat x | less").isAboutRecord)
        #expect(!ShellLine("step 'x'; ls").isAboutRecord && ShellLine("sudo -E vim /etc/x").needsPerson)
    }

    @Test(arguments: [
        ("initdb -D main", "initdb -D @"), ("initdb -Dmain", "initdb -D@"), ("cat main/PG_VERSION", "cat @/PG_VERSION"),
        ("echo main", "echo main"), ("rm -rf ./main/*", "rm -rf @/*"), ("ls /srv/lab/main", "ls @"),
        ("ls /srv/lab/main-2 domain/main", "ls /srv/lab/main-2 domain/main"),
    ])
    func `a data directory is found in a command however it is written`(text: String, expected: String) {
        let forms = DataPath.forms(of: "/srv/lab/main", in: "/srv/lab")
        #expect(DataPath.replace(forms, by: "@", in: text) == expected)
    }

    @Test func `a changed file is the settings or rules that lead to it, else the whole file`() throws {
        func body(_ file: String, _ before: String, _ after: String) -> String? {
            ConfigurationChange(cluster: "c", file: file, before: Array(before.utf8), after: Array(after.utf8)).block?
                .body
        }
        #expect(body("postgresql.conf", "#a = 1\nb = 2\n", "a = 3 # why\nb = 2\n") == "a = 3\n")
        #expect(body("postgresql.conf", "a = 1\n", "a = 1\n# comment\n") == nil)
        #expect(body("postgresql.conf", "a = 1\nb = 2\n", "a = 1\n") == "a = 1\n")
        #expect(
            body("pg_hba.conf", "local all all trust\n", "host x y z trust\nlocal all all trust\n")
                == "host x y z trust\n")
        #expect(body("pg_hba.conf", "a b\nc d\n", "a b\nc e\n") == "a b\nc e\n")
    }
}
