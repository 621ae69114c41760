import Foundation
import Testing

/// Recordings of other programs, and write-ups, taken into a journal.
@Suite struct ImportTests {
    private static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("CastsTests/Fixtures").path

    private func entries(_ program: Program) throws -> [[String: Any]] { try program.run("log", "--json").objects() }

    private func outputs(_ entries: [[String: Any]]) -> [String] {
        entries.compactMap { ($0["commands"] as? [[String: Any]])?.first?["output"] as? String }
    }

    @Test func takesRealRecordingsWithTheirTimes() throws {
        let files = [
            ["bash.cast"], ["marks.cast"], ["classic.typescript", "--timing", "\(Self.fixtures)/classic.timing"],
            ["advanced.log", "--timing", "\(Self.fixtures)/advanced.timing"],
        ]
        for words in files {
            let program = try Program()
            let answer = try program.answer(
                of: program.start(["import", "\(Self.fixtures)/\(words[0])"] + words.dropFirst()))
            #expect(answer.status == 0, "\(answer.errors)")
            let entries = try entries(program)
            #expect(entries.map { $0["kind"] as? String ?? "" } == ["sh", "sh", "sh", "sh", "sql", "sql", "sql", "sh"])
            #expect(entries[5]["status"] as? String == "failed")
            #expect(outputs(entries)[0].hasPrefix("hello\n/etc/host.conf"))
            let run = try program.run("runs", "--json").objects()[0]
            #expect((run["startedAt"] as? String)?.hasPrefix("2026-11-25T10:32:4") == true)
            #expect(run["kind"] as? String == "recording" && run["status"] as? String == "ok")
            #expect(entries[2]["durationSeconds"] as? Double ?? 0 > 1.5)
            #expect(try program.run("verify").status == 0)
            #expect(try program.run("report", "--output", "r.md").status == 0)
            let lab = try program.run("export", "-o", "x.lab.md")
            #expect(lab.status == 0)
            #expect(try program.run("lint", "x.lab.md").status == 0)
        }
    }

    @Test(arguments: ["v2", "v3"])
    func whatWasExportedAsACastIsTakenBack(version: String) throws {
        let program = try Program()
        try program.run("import", "\(Self.fixtures)/marks.cast", "--title", "Tour")
        let before = try entries(program)
        #expect(try program.run("export", "--asciicast", version, "-o", "x.cast").status == 0)
        #expect(try program.run("import", "x.cast", "--journal", "y.sqlite").status == 0)
        let after = try program.run("log", "--json", "--journal", "y.sqlite").objects()
        #expect(after.map { $0["body"] as? String } == before.map { $0["body"] as? String })
        #expect(outputs(after) == outputs(before))
        #expect(try program.run("runs", "--json", "--journal", "y.sqlite").objects()[0]["title"] as? String == "Tour")
        #expect(try program.run("export", "--asciicast", version, "-o", "x.cast").status == 7)
        #expect(try program.run("export", "--asciicast", "v9").status == 64)
    }

    @Test func takesAWriteUp() throws {
        let program = try Program()
        try program.write(
            """
            # Replication

            The *master*:

            ```console
            $ docker run --name master -d postgres:15
            7f3a
            $ docker exec -it master psql -U postgres
            psql (15.3)
            Type "help" for help.

            postgres=# SELECT pg_is_in_recovery();
             pg_is_in_recovery
            -------------------
             f
            (1 row)
            ```

            Its file says:

            ```conf
            # no prompt
            port = 5432
            ```

            ```sql
            SELECT 'nothing was run';
            ```

            And the end:

            ```
            postgres=# \\q
            ```

            Done.

            """, to: "w.md")
        let answer = try program.run("import", "w.md")
        #expect(answer.status == 0, "\(answer.errors)")
        let entries = try entries(program)
        #expect(
            entries.map { $0["body"] as? String } == [
                "docker run --name master -d postgres:15\n", "SELECT pg_is_in_recovery();\n", "\\q\n",
            ])
        #expect(entries[1]["cluster"] as? String == "master" && entries[2]["cluster"] as? String == "master")
        #expect(try program.run("runs", "--json").objects()[0]["title"] as? String == "Replication")
        #expect(try program.run("report", "--style", "text", "--output", "r.md").status == 0)
        let report = try program.read("r.md")
        #expect(
            report.contains("The *master*:\n") && report.contains("```CONF\n# no prompt") && report.hasSuffix("Done.\n")
        )
        let lab = try program.run("export").output
        #expect(lab.contains("```SQL\nSELECT 'nothing was run';") && lab.contains("```sql {cluster=master}\n\\q"))
    }

    @Test func refusesWhatIsBrokenAndLeavesNothing() throws {
        let program = try Program()
        for (name, content, place) in [
            (
                "a.cast", "{\"version\": 2, \"width\": 80, \"height\": 24}\n[0, \"o\", \"x\"]\n[1, \"o\"\n",
                "a.cast:3:1:"
            ),
            ("b.cast", "{\"version\": 9}\n", "b.cast:1:1:"), ("c.md", "\u{0}", "c.md:1:1:"),
            ("d.md", "Only prose.\n", "d.md"),
            ("e.bin", "what is it\n", "e.bin"), ("f.cast", "", "f.cast:1:1:"),
        ] {
            try program.write(content, to: name)
            let answer = try program.run("import", name)
            #expect(answer.status == 65 && answer.errors.contains(place), "\(name) \(answer.status) \(answer.errors)")
        }
        try program.write("Script started on 2026-01-01\nabc", to: "g")
        try program.write("0.1 2\n0.1 900\n", to: "g.timing")
        let answer = try program.run("import", "g", "--timing", "g.timing")
        #expect(answer.status == 65 && answer.errors.contains("g.timing:2:1:"))
        #expect(try program.run("import", "missing.cast").status == 66)
        #expect(!program.exists("journal.sqlite"))
    }

    @Test(.needsPostgreSQL) func anExportedLabIsTakenBack() throws {
        let program = try Recording.demo.get().program()
        #expect(try program.run("export", "--outputs", "-o", "x.lab.md").status == 0)
        let answer = try program.run("import", "x.lab.md")
        #expect(answer.status == 0, "\(answer.errors)")
        #expect(try entries(program).count == 27)
        #expect(try program.run("export", "--outputs", "-o", "y.lab.md").status == 0)
        let parts = try ["x.lab.md", "y.lab.md"].map { try program.read($0).components(separatedBy: "\n# Physical") }
        #expect(parts[0].last == parts[1].last)
        #expect(parts[1][0].contains("delay: 1s") && parts[1][0].contains("master:"))
    }
}
