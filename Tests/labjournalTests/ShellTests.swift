import Foundation
import Testing

@Suite struct ShellTests {
    @Test func `every command is an entry with its output, status and directory`() throws {
        let program = try Program()
        let typist = try Typist(program, "--title", "By hand")
        try typist.enter("echo hello")
        try typist.enter("")
        try typist.enter("step '## Second'")
        try typist.enter("cd /tmp; false")
        try typist.enter(" echo not in the history")
        try typist.enter("for i in 1 2; do", until: "> $")
        try typist.enter("echo $i", until: "> $")
        try typist.enter("done")
        try typist.enter("picture loop")
        try typist.enter("echo mistake")
        try typist.enter("undo")
        try typist.enter("note 'That was all.'")
        try typist.press("exit 5\r")
        #expect(try typist.end() == 5)

        let entries = try program.entries()
        #expect(entries.texts("kind") == Array(repeating: "sh", count: 4))
        #expect(
            entries.texts("body")
                == [
                    "echo hello\n", "cd /tmp; false\n", "echo not in the history\n", "for i in 1 2; do echo $i; done\n",
                ])
        #expect(entries.texts("status") == ["ok", "failed", "ok", "ok"])
        #expect(entries.map { $0["step"] as? Int } == [1, 2, 2, 2])
        #expect(entries.outputs == ["hello\n", "", "not in the history\n", "1\n2\n"])
        #expect(entries[3]["picture"] as? String == "loop")
        #expect(try program.run("report", "--style", "text").status == 0)
        #expect(try program.read("recording.report.md").contains("## Second\n"))
        #expect(try program.run("verify").status == 0)
    }

    @Test(arguments: ["/usr/bin/zsh", "/usr/bin/fish"])
    func `other shells are recorded as well`(shell: String) throws {
        guard FileManager.default.isExecutableFile(atPath: shell) || ProcessInfo.processInfo.environment["CI"] != nil
        else { return }
        let program = try Program()
        try program.write("", to: ".zshrc")
        let typist = try Typist(program, shell: shell)
        try typist.enter("echo 'one; two'")
        try typist.enter("ls /nowhere")
        try typist.enter("step Prose")
        try typist.enter("echo three")
        try typist.exit()
        let entries = try program.entries()
        #expect(entries.texts("body") == ["echo 'one; two'\n", "ls /nowhere\n", "echo three\n"])
        #expect(entries.texts("status") == ["ok", "failed", "ok"])
        #expect(entries.outputs.first?.hasPrefix("one; two\n") == true)
    }

    @Test func `jobs are stopped and go on, and keys interrupt`() throws {
        let program = try Program()
        let typist = try Typist(program)
        try typist.press("sleep 100\r")
        try typist.expect("sleep 100\n")
        Thread.sleep(forTimeInterval: 0.3)
        try typist.press("\u{1A}")
        try typist.expect("Stopped(.|\n)*[$#] $")
        try typist.press("fg\r")
        try typist.expect("fg\n")
        Thread.sleep(forTimeInterval: 0.3)
        try typist.press("\u{03}")
        try typist.expect("[$#] $")
        try typist.enter("stty size")
        try typist.press("\u{04}")
        #expect(try typist.end() == 0)
        let entries = try program.entries()
        #expect(entries.texts("status") == ["failed", "failed", "ok"])
        #expect((entries[2]["output"] as? String)?.contains("40 120") == true)
        // Nobody is there to press the keys again.
        #expect(entries.texts("body").prefix(2) == ["# sleep 100\n", "# fg\n"])
        #expect(try program.replay().answer.status == 0)
    }

    @Test func `a second shell joins under a name of its own, and none begins inside of another`() throws {
        let program = try Program()
        let first = try Typist(program)
        try first.enter("echo first")
        let second = try Typist(program, "--join")
        try second.enter("echo second")
        try second.enter("'\(Program.path)' shell")
        #expect(String(decoding: second.shown, as: UTF8.self).contains("recorded in"))
        try second.exit()
        try first.exit()
        let runs = try program.run("runs", "--json").objects()
        #expect(runs.count == 1 && runs[0]["status"] as? String == "ok")
        #expect(try program.entries().texts("body") == ["echo first\n", "echo second\n"])
        #expect(try program.run("replay", "--yes").status == 0)
    }

    @Test func `a killed recorder leaves a whole journal, and the terminal as it was`() throws {
        let program = try Program()
        let typist = try Typist(program)
        try typist.enter("echo before")
        try typist.press("echo part; sleep 100\r")
        try typist.expect("part\n")
        Thread.sleep(forTimeInterval: 0.5)
        kill(try typist.recorder(), SIGKILL)
        try typist.expect("\\[\\?1049l")
        try typist.press("\r")
        #expect(try typist.end() == 137 && typist.isAsFound)
        #expect(try program.run("verify").status == 0)
        let entries = try program.entries()
        #expect(entries.texts("status") == ["ok", "interrupted"])
        #expect((entries[1]["output"] as? String)?.contains("part") == true)
    }
}
