import Foundation
import Testing

@Suite struct RunVerbTests {
    private func entries(_ program: Program) throws -> [[String: Any]] { try program.run("log", "--json").objects() }

    @Test func `a command's output, errors and exit status are its own`() throws {
        let program = try Program()
        let answer = try program.script(
            #"""
            labjournal run -- sh -c 'echo out; echo err >&2; exit 3' > out.txt 2> err.txt || test $? = 3
            labjournal run -- no-such-command 2> /dev/null || test $? = 127
            labjournal run -- /etc/hostname 2> /dev/null || test $? = 126
            labjournal run -- sh -c 'kill -TERM $$' || test $? = 143
            head -c 300000 /dev/urandom > bytes
            labjournal run -- cat bytes | cmp - bytes
            labjournal run -- cat < bytes | cmp - bytes
            env --default-signal=PIPE labjournal run -- yes | head -1 > /dev/null || test $? = 141
            labjournal run -- sh -c 'echo "$1"' 0 $'tab\tand\xff' > odd
            """#)
        #expect(answer.status == 0, "\(answer.errors)")
        #expect(try program.read("out.txt") == "out\n")
        #expect(try program.read("err.txt").hasSuffix("err\n"))
        #expect(
            try Data(contentsOf: program.directory.appendingPathComponent("odd")) == Data("tab\tand".utf8) + [0xFF, 10])
        let entries = try entries(program)
        #expect(entries.count == 8)
        #expect(
            entries.map { $0["status"] as? String } == [
                "failed", "failed", "failed", "failed", "ok", "ok", "failed", "ok",
            ])
        let bodies = entries.compactMap { $0["body"] as? String }
        #expect(bodies[4] == "cat bytes\n" && bodies[5].hasPrefix("cat < /") && bodies[5].hasSuffix("/bytes\n"))
        #expect(bodies[7] == #"sh -c 'echo "$1"' 0 $'tab\tand\377'"# + "\n")
        #expect(try program.run("verify").status == 0)
    }

    @Test func `every byte of the output is recorded`() throws {
        let program = try Program()
        let answer = try program.script("head -c 300000 /dev/urandom > bytes; labjournal run -- cat bytes > /dev/null")
        #expect(answer.status == 0, "\(answer.errors)")
        let raw = try program.script("labjournal show last --raw | tail -c 300000 | cmp - bytes", name: "raw")
        #expect(raw.status == 0, "\(raw.output)\(raw.errors)")
    }

    @Test func `what was typed between braces stays, and replays`() throws {
        let program = try Program()
        try program.run("run", "--picture", "braces", "--", "echo", "a {{name}} and {{master.port}}")
        #expect(try program.run("show", "last").output.contains("a {{name}} and {{master.port}}\n"))
        try program.run("finish")
        let replay = try program.replay()
        #expect(replay.answer.status == 0 && replay.summary["same"] == 1, "\(replay.answer.errors)")
    }

    /// A lab's shell is an interactive one on a terminal, so that it can stop a command and fetch it back.
    @Test func `on a terminal the command has the terminal, and can be stopped`() throws {
        let program = try Program()
        let run = "\(Program.executable.path) run --journal \(program.directory.path)/inner.sqlite --"
        try program.write(
            """
            ```sh {picture=terminal}
            \(run) sh -c 'test -t 0 && test -t 1 && test -t 2 && stty size'
            \(run) sh -c 'kill -TSTP $$; echo went on' || echo stopped with $?
            fg
            echo word | \(run) sh -c 'cat; test -t 1 && echo on a terminal'
            (stty cols 90; \(run) stty size)
            stty -a | grep -o ' icanon'
            ```
            """, to: "terminal.lab.md")
        let answer = try program.run("play", "terminal.lab.md", "--journal", "outer.sqlite")
        #expect(answer.status == 0, "\(answer.errors)")
        let shown = try program.run("show", "last", "--journal", "outer.sqlite").output
        for text in [
            "\n40 120\n", "stopped with 148\n", "\nwent on\n", "\nword\non a terminal\n", "\n40 90\n", "\n icanon\n",
        ] {
            #expect(shown.contains(text), "\(text): \(shown)")
        }
        let inner = try program.run("log", "--journal", "inner.sqlite", "--json").objects()
        #expect(inner.map { $0["status"] as? String } == ["ok", "ok", "ok", "ok"])
    }

    @Test func `a recorder that is killed leaves a whole journal, and the next command goes on`() throws {
        let program = try Program()
        let process = try program.start(["run", "--", "sh", "-c", "echo begun; exec sleep 4"])
        try waitUntil("the first output") { try program.read("run.out") == "begun\n" }
        Thread.sleep(forTimeInterval: 0.2)
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        #expect(try program.run("verify").status == 0)
        #expect(try program.run("show", "last").output.contains("begun\n"))
        #expect(try program.run("run", "--", "true").status == 0)
        #expect(try entries(program).map { $0["status"] as? String } == ["interrupted", "ok"])
    }

    @Test func `a signal to the program reaches the command`() throws {
        let program = try Program()
        let process = try program.start([
            "run", "--", "sh", "-c", "trap 'echo caught; exit 9' TERM; echo begun; sleep 4 & wait",
        ])
        try waitUntil("the first output") { try program.read("run.out") == "begun\n" }
        kill(process.processIdentifier, SIGTERM)
        let answer = try program.answer(of: process)
        #expect(answer.status == 9 && answer.output == "begun\ncaught\n")
    }

    @Test func `several record into one run at once, and nothing is lost`() throws {
        let program = try Program()
        try program.run("step", "Together:")
        let processes = try (1...4).map { number in
            try program.startScript(
                "for i in $(seq 10); do labjournal run -- echo \(number).$i; done", name: "script\(number)")
        }
        for (index, process) in processes.enumerated() {
            #expect(try program.answer(of: process, name: "script\(index + 1)").status == 0)
        }
        let bodies = try entries(program).compactMap { $0["body"] as? String }
        #expect(Set(bodies).count == 40)
        #expect(try program.run("runs", "--json").objects().count == 1)
        #expect(try program.run("verify").status == 0)
    }

    @Test func `a journal that cannot be written stops the command before it begins`() throws {
        let program = try Program()
        try program.write(
            "no journal, but a text that is longer than a hundred bytes, so that it has room for a header.\n\n\n\n",
            to: "journal.sqlite")
        let answer = try program.run("run", "--", "touch", "made")
        #expect(answer.status == 6, "\(answer.errors)")
        #expect(!program.exists("made"))
        #expect(try program.run("run").status == 64)
    }

    @Test func `the recording may be named, with or without options`() throws {
        let program = try Program()
        try program.run("step", "First:")
        let first = try #require(program.run("runs", "--json").objects().first?["id"] as? String)
        try program.run("finish")
        try program.run("step", "Second:")
        let named = ["LABJOURNAL_RUN": first]
        #expect(try program.run("run", "--", "true", environment: named).status == 0)
        #expect(try program.run("run", "--run", String(first.dropLast()), "--hidden", "--", "true").status == 0)
        #expect(try program.run("run", "--", "true", environment: ["LABJOURNAL_RUN": ""]).status == 0)
        #expect(try program.run("log", "--run", first, "--json").objects().count == 2)
        #expect(try program.run("log", "--run", "last", "--json").objects().count == 1)
    }

    @Test func `only a recording that is there is gone on with`() throws {
        let program = try Program()
        let missing = try program.run("run", "--run", "0", "--", "touch", "made")
        #expect(missing.status == 66 && missing.errors.contains("there is no journal"), "\(missing.errors)")
        #expect(!program.exists("journal.sqlite"))
        try program.write("```sh\ntrue\n```\n", to: "a.lab.md")
        try program.run("play", "a.lab.md")
        let played = try program.run("run", "--", "touch", "made", environment: ["LABJOURNAL_RUN": "last"])
        #expect(played.status == 7 && played.errors.contains("is not a recording by hand"), "\(played.errors)")
        let unknown = try program.run("run", "--run", "ffff", "--", "touch", "made")
        #expect(unknown.status == 1 && unknown.errors.contains("has no run \"ffff\""), "\(unknown.errors)")
        #expect(!program.exists("made"))
    }
}
