import Foundation
import Testing

/// Playing labs of shell blocks: no server is needed.
struct PlayTests {
    private func play(_ blocks: String, _ program: Program, _ arguments: String...) throws -> Program.Answer {
        try program.write("# Lab\n\n" + blocks, to: "x.lab.md")
        return try program.answer(of: program.start(["play", "x.lab.md"] + arguments))
    }

    private func log(_ program: Program) throws -> [[String: Any]] { try program.run("log", "--json").objects() }

    @Test func recordsEachCommandByItself() throws {
        let program = try Program()
        let lab = "```sh\nx=5; cd /tmp\nfor i in 1 2; do\n  echo $i\ndone\n```\n\n```sh\necho привет $x $PWD\n```\n"
        #expect(try play(lab, program).status == 0)
        let entries = try log(program)
        let commands = try #require(entries[0]["commands"] as? [[String: Any]])
        #expect(commands.map { $0["text"] as? String } == ["x=5; cd /tmp", "for i in 1 2; do\n  echo $i\ndone"])
        #expect(commands[1]["output"] as? String == "1\n2\n")
        #expect((entries[1]["output"] as? String)?.hasSuffix("привет 5 /tmp\n") == true)
    }

    @Test func failureSkipsTheRestButNotAlways() throws {
        let program = try Program()
        let lab = "```sh\n(exit 3)\n```\n\n```sh\necho no\n```\n\n```sh {always}\necho yes\n```\n"
        let answer = try play(lab, program)
        #expect(answer.status == 4)
        #expect(answer.errors.contains("x.lab.md:3: step 1, sh: exit status 3"))
        #expect(try log(program).map { $0["status"] as? String } == ["failed", "skipped", "ok"])
    }

    @Test(arguments: [("fails", 0), ("fails=3", 0), ("fails=4", 4)])
    func expectedFailures(attribute: String, status: Int32) throws {
        let program = try Program()
        #expect(try play("```sh {\(attribute)}\n(exit 3)\n```\n", program).status == status)
    }

    @Test func aBlockThatDoesNotFailAsExpectedFails() throws {
        let program = try Program()
        #expect(try play("```sh {fails}\ntrue\n```\n", program).status == 4)
    }

    @Test func theTimeLimitEndsWhatRuns() throws {
        let program = try Program()
        let lab = "```sh {timeout=1s}\nbash -c 'trap \"\" INT; while :; do sleep 98765; done'\n```\n"
        let answer = try play(lab, program)
        #expect(answer.status == 4)
        #expect(answer.errors.contains("had not ended after 1.00 s"))
        #expect(try log(program).first?["status"] as? String == "timed-out")
        #expect(Program.processes(holding: "sleep 98765").isEmpty)
    }

    @Test func hiddenBlocksStayOutOfTheReport() throws {
        let program = try Program()
        #expect(try play("```sh {hidden}\necho secretly\n```\n\n```sh\necho openly\n```\n", program).status == 0)
        #expect(try program.run("report", "--style", "text", "--output", "r.md").status == 0)
        let report = try program.read("r.md")
        #expect(report.contains("openly") && !report.contains("secretly"))
        #expect(try log(program).count == 2)
    }

    @Test func stepsCanBeChosen() throws {
        let program = try Program()
        let lab = "```sh\necho 1\n```\ntwo\n```sh\necho 2\n```\nthree\n```sh\necho 3\n```\n"
        #expect(try play(lab, program, "--from", "2", "--to", "2").status == 0)
        #expect(try log(program).map { $0["body"] as? String } == ["echo 2\n"])
    }

    @Test func nothingRunsInADryRun() throws {
        let program = try Program()
        let answer = try play("```sh\ntouch \(program.directory.path)/touched\n```\n", program, "--dry-run")
        #expect(answer.status == 0)
        #expect(answer.output.contains("touch "))
        #expect(!program.exists("touched") && !program.exists("journal.sqlite"))
    }

    @Test func noSecretIsStored() throws {
        let program = try Program()
        try program.write(
            "---\nsecrets: [admin]\n---\n\n```sh\necho {{admin}}; printf 'hun'; sleep 0.2; printf 'ter2x\\n'\n```\n",
            to: "x.lab.md")
        #expect(try program.run("play", "x.lab.md").status == 1)
        let environment = ["LABJOURNAL_SECRET_ADMIN": "hunter2x"]
        #expect(try program.run("play", "x.lab.md", environment: environment).status == 0)
        let journal = try Data(contentsOf: program.directory.appendingPathComponent("journal.sqlite"))
        #expect(journal.range(of: Data("hunter2x".utf8)) == nil)
        #expect(journal.range(of: Data("{{admin}}".utf8)) != nil)
    }

    @Test func sixPlaysAtOnceIntoOneJournal() throws {
        let program = try Program()
        try program.write("# Lab\n\n```sh\nfor i in $(seq 500); do echo $i; done\n```\n", to: "x.lab.md")
        let names = (1...6).map { "play\($0)" }
        let processes = try names.map { try program.start(["play", "x.lab.md"], name: $0) }
        for (name, process) in zip(names, processes) {
            let answer = try program.answer(of: process, name: name)
            #expect(answer.status == 0, "\(answer.errors)")
        }
        let runs = try program.run("runs", "--json").objects()
        #expect(runs.count == 6)
        for run in runs {
            let id = try #require(run["id"] as? String)
            let output = try program.run("log", "--run", id, "--json").objects().first?["output"] as? String
            #expect(output?.hasSuffix("\n499\n500\n") == true)
        }
        #expect(try program.run("verify").status == 0)
    }
}
