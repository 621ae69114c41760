import Foundation
import Testing

@Suite struct ShellEditorTests {
    /// A program in whose directory `vi` is an editor that needs nobody: it appends a line to each file.
    private func program() throws -> Program {
        let program = try Program()
        let editor = try program.write(
            "#!/bin/sh\nsleep 0.3\nfor file; do echo \"echo written  by hand\" >> \"$file\"; done\n", to: "vi")
        chmod(editor.path, 0o755)
        chmod(try program.write("#!/bin/sh\nsleep 0.3\necho more >> \"$1\"\n", to: "less").path, 0o755)
        return program
    }

    private func typist(_ program: Program) throws -> Typist {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        return try Typist(program, environment: ["PATH": "\(program.directory.path):\(path)"])
    }

    /// Replays where none of the recording's files are, and takes them away.
    private func replay(_ program: Program, removing files: String...) throws {
        for name in files { try FileManager.default.removeItem(at: program.directory.appendingPathComponent(name)) }
        let replay = try program.replay()
        #expect(replay.answer.status == 0, "\(replay.answer.output)\(replay.answer.errors)")
    }

    @Test func `a file that an editor has made is there in a replay`() throws {
        let program = try program()
        let typist = try typist(program)
        try typist.enter("vi 'a file.sh'")
        try typist.enter("sh 'a file.sh'")
        try typist.exit()
        let entries = try program.entries()
        #expect(
            entries.texts("body") == [
                "# vi 'a file.sh'\n", "cat > 'a file.sh' <<'EOF'\necho written  by hand\nEOF\n", "sh 'a file.sh'\n",
            ])
        #expect(entries.allSatisfy { $0["hidden"] as? Bool == false })
        #expect(try program.run("report", "--style", "text").status == 0)
        let report = try program.read("recording.report.md")
        #expect(report.contains(" vi 'a file.sh'\n") && report.contains("1 + echo written  by hand\n"))
        try replay(program, removing: "a file.sh")
    }

    @Test func `a file that was typed at the terminal is there in a replay`() throws {
        let program = try program()
        let typist = try typist(program)
        try typist.press("cat > notes.txt\r")
        try typist.expect("\n")
        Thread.sleep(forTimeInterval: 0.3)
        try typist.press("it's {{end}}\r$HOME\r\u{04}")
        try typist.expect(Typist.prompt)
        try typist.enter("cat notes.txt")
        try typist.exit()
        let entries = try program.entries()
        #expect(
            entries.texts("body") == [
                "cat > notes.txt <<'EOF'\nit's \\{{end}}\n$HOME\nEOF\n", "cat notes.txt\n",
            ])
        #expect(entries.outputs.last == "it's {{end}}\n$HOME\n")
        try replay(program, removing: "notes.txt")
    }

    @Test func `what was written by its whole path is not overwritten by a replay, and what was there is still read`()
        throws
    {
        let program = try program()
        let directory = program.directory.path
        let given = try program.write("given\n", to: "given.txt")
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 1e9)], ofItemAtPath: given.path)
        let typist = try typist(program)
        try typist.enter("cat \(directory)/given.txt > \(directory)/made.txt")
        try typist.enter("cat \(directory)/made.txt")
        try typist.enter(#"printf 'one\ttwo\n'"#)
        try typist.exit()
        try program.write("mine\n", to: "made.txt")
        try replay(program)
        #expect(try program.read("made.txt") == "mine\n")
        #expect(try program.run("export", "--outputs", "-o", "x.lab.md").status == 0)
        #expect(try program.read("x.lab.md").contains("cat \(directory)/given.txt > {{home}}/made.txt"))
        #expect(try program.replay("x.lab.md", "--journal", "other.sqlite").answer.status == 0)
    }

    @Test func `a file that was there before is there as it was left, at home and in directories as well`() throws {
        let program = try program()
        try program.write("echo before {{end}} \\\\ é\n\techo EOF\nEOF() { :; }\nEOF\n", to: "b.sh")
        let typist = try typist(program)
        try typist.enter("mkdir sub; cd sub")
        try typist.enter("vi ../b.sh c.sh ~/d.sh")
        try typist.enter("cd ..")
        try typist.enter("sh b.sh; sh sub/c.sh")
        try typist.enter("vi sub/c.sh b.sh")
        try typist.enter("sh b.sh; sh sub/c.sh")
        try typist.exit()
        let bodies = try program.entries().texts("body")
        try #require(bodies.count == 11, "\(bodies)")
        #expect(
            bodies[2].hasPrefix("cat > ../b.sh <<'EOF_'\necho before \\{{end}} \\\\ é\n\techo EOF\n"))
        #expect(bodies[3...4] == ["c.sh", "~/d.sh"].map { "cat > \($0) <<'EOF'\necho written  by hand\nEOF\n" }[...])
        #expect(bodies[8].hasPrefix("mkdir -p sub && cat > sub/c.sh <<'EOF'\n"))
        try replay(program, removing: "b.sh", "d.sh", "sub")
    }

    @Test func `files of this machine are not written, nor those that were only looked at`() throws {
        let program = try program()
        let elsewhere = try Program()
        try elsewhere.write("echo theirs\n", to: "d.sh")
        let path = elsewhere.directory.path
        let typist = try typist(program)
        try typist.enter("vi \(path)/d.sh")
        try typist.enter("touch log; less log")
        try typist.enter("man no-such-page-of-the-manual")
        try typist.enter("cd \(path)")
        try typist.enter("vi d.sh")
        try typist.enter("cd")
        try typist.enter("vi e.sh")
        try typist.exit()
        let bodies = try program.entries().texts("body").filter { $0.contains("cat >") }
        #expect(bodies == ["cat > e.sh <<'EOF'\necho written  by hand\nEOF\n"])
        try elsewhere.write("echo changed since\n", to: "d.sh")
        try replay(program, removing: "e.sh", "log")
        #expect(try elsewhere.read("d.sh") == "echo changed since\n")
    }

    @Test(.needsPostgreSQL) func `SQL that was written in an editor is loaded in a replay too`() throws {
        let program = try program()
        chmod(try program.write("#!/bin/sh\necho 'SELECT 1 + 1 AS two;' > \"$1\"\n", to: "nano").path, 0o755)
        #expect(try program.run("cluster", "start", "main").status == 0)
        let port = try #require(program.run("cluster", "list", "--json").objects().first?["port"] as? Int)
        let typist = try Typist(
            program, "--join", environment: ["PATH": "\(program.directory.path):/usr/local/bin:/usr/bin:/bin"])
        try typist.enter("mkdir sql; cd sql")
        try typist.enter("nano init.sql")
        try typist.enter("psql -h 127.0.0.1 -p \(port) -U postgres -d postgres -f init.sql")
        try typist.exit()
        #expect(try program.run("finish").status == 0)
        let entries = try program.entries()
        #expect(entries.texts("kind") == ["cluster", "sh", "sh", "sh", "sql"])
        #expect(entries.texts("body").last == "\\i sql/init.sql\n")
        #expect((entries.last?["output"] as? String)?.contains("2\n") == true)
        try replay(program, removing: "sql")
    }

    @Test func `a secret in a file is asked for, and kept nowhere`() throws {
        let program = try program()
        try program.write("export PGPASSWORD=verysecret77\n", to: "env.sh")
        let typist = try typist(program)
        try typist.enter("vi env.sh")
        try typist.enter(". ./env.sh")
        try typist.exit()
        let journal = try Data(contentsOf: program.directory.appendingPathComponent("journal.sqlite"))
        #expect(journal.range(of: Data("verysecret77".utf8)) == nil)
        #expect(try program.entries().texts("body")[1].contains("PGPASSWORD={{secret_1}}\n"))
        let replay = try program.replay(environment: ["LABJOURNAL_SECRET_SECRET_1": "another88"])
        #expect(replay.answer.status == 0, "\(replay.answer.output)\(replay.answer.errors)")
    }
}
