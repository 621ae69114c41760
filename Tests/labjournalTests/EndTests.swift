import Foundation
import Testing

/// However a run ends: what happened is recorded, and no server is left.
@Suite(.needsPostgreSQL)
struct EndTests {
    private static let front = "---\nlab: 1\nclusters:\n  m: {port: auto}\n---\n\n```cluster\nstart m\n```\n\n"

    /// A play of a lab that has begun its second block and stays there.
    private func hanging(_ program: Program) throws -> Process {
        try program.write(Self.front + "```sh\necho begun; sleep 600\n```\n", to: "x.lab.md")
        let process = try program.start(["play", "x.lab.md"])
        try waitUntil("the second block") {
            (try? program.run("show", "last").output.contains("\nbegun\n")) == true
        }
        return process
    }

    /// The data directory that the run's server works in.
    private func port(_ program: Program) throws -> String {
        let entry = try #require(try program.run("log", "--json").objects().first)
        let text = try #require((entry["commands"] as? [[String: Any]])?.last?["text"] as? String)
        return String(try #require(text.firstMatch(of: /-p (\d+)/)).1)
    }

    @Test func anInterruptStopsTheServers() throws {
        let program = try Program()
        let process = try hanging(program)
        let port = try port(program)
        #expect(!Program.processes(holding: "-p \(port)").isEmpty)
        process.interrupt()
        let answer = try program.answer(of: process, name: "run")
        #expect(answer.status == 130)
        #expect(Program.processes(holding: "-p \(port)").isEmpty)
        let entries = try program.run("log", "--json").objects()
        #expect(entries.map { $0["status"] as? String } == ["ok", "interrupted"])
        #expect(try program.run("runs", "--json").objects().first?["status"] as? String == "interrupted")
    }

    @Test func aKilledRecorderLosesNothing() throws {
        let program = try Program()
        let process = try hanging(program)
        let port = try port(program)
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        #expect(try program.run("verify").status == 0)
        let entries = try program.run("log", "--json").objects()
        #expect(entries.map { $0["status"] as? String } == ["ok", "interrupted"])
        #expect((entries.last?["output"] as? String)?.hasSuffix("begun\n") == true)
        stopServer(holding: "-p \(port)")
    }

    /// Nobody but the killed recorder would have stopped it.
    private func stopServer(holding text: String) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        for pid in names.compactMap({ pid_t($0) }) {
            let line = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") ?? Data()
            let words = String(decoding: line.map { $0 == 0 ? 0x20 : $0 }, as: UTF8.self)
            if words.contains(text), words.contains("postgres") { kill(pid, SIGINT) }
        }
    }

    @Test func sqlThatFailsNamesTheStatement() throws {
        let program = try Program()
        try program.write(
            Self.front + "```sql {cluster=m}\nSELECT 1;\nSELECT * FROM nope;\n-- a comment\nSELECT 2;\n```\n",
            to: "x.lab.md")
        let answer = try program.run("play", "x.lab.md")
        #expect(answer.status == 4)
        #expect(answer.errors.contains("x.lab.md:11: step 1, sql on m: ERROR:  relation \"nope\" does not exist"))
        let last = try #require(try program.run("log", "--json").objects().last)
        let commands = try #require(last["commands"] as? [[String: Any]])
        #expect(commands.map { $0["exitStatus"] as? Int } == [0, 1, 0, 0])
        #expect(commands.map { $0["sqlstate"] as? String } == [nil, "42P01", nil, nil])
    }

    @Test func aServerThatDoesNotStartShowsItsLog() throws {
        let program = try Program()
        let lab =
            "```conf {cluster=m file=postgresql.conf}\nshared_buffers = banana\n```\n\n```cluster\nrestart m\n```\n"
        try program.write(Self.front + lab, to: "x.lab.md")
        let answer = try program.run("play", "x.lab.md")
        #expect(answer.status == 4)
        #expect(answer.errors.contains("invalid value for parameter \"shared_buffers\": \"banana\""))
    }

    @Test func waitsHaveALimitAndALaw() throws {
        let program = try Program()
        try program.write(Self.front + "```wait {cluster=m timeout=1s}\nSELECT false\n```\n", to: "x.lab.md")
        let answer = try program.run("play", "x.lab.md")
        #expect(answer.status == 5)
        #expect(answer.errors.contains("The last answer was: f") && answer.errors.contains("m: running, primary"))
        try program.write(Self.front + "```wait {cluster=m not-before=1s}\nSELECT true\n```\n", to: "x.lab.md")
        let early = try program.run("play", "x.lab.md")
        #expect(early.status == 4)
        #expect(early.errors.contains("not-before says 1.00 s"))
    }

    @Test func aTakenPortNamesItsOwner() throws {
        let program = try Program()
        let process = try hanging(program)
        let port = try port(program)
        try program.write(
            "---\nclusters:\n  m: {port: \(port)}\n---\n\n```cluster\nstart m\n```\n", to: "taken.lab.md")
        let name = "taken"
        let taken = try program.start(["play", "taken.lab.md", "--journal", "taken.sqlite"], name: name)
        let answer = try program.answer(of: taken, name: name)
        #expect(answer.status == 1)
        #expect(answer.errors.contains("port \(port) is taken by") && answer.errors.contains("postgres"))
        #expect(!program.exists("taken.sqlite"))
        process.interrupt()
        process.waitUntilExit()
    }

    @Test func keptClustersGoOn() throws {
        let program = try Program()
        try program.write(Self.front, to: "x.lab.md")
        let answer = try program.run("play", "x.lab.md", "--keep")
        #expect(answer.status == 0)
        let port = try port(program)
        #expect(!Program.processes(holding: "-p \(port)").isEmpty)
        let directory = try #require(answer.errors.firstMatch(of: /clusters' directory is (\S+)\.\n/)).1
        stopServer(holding: "-p \(port)")
        try waitUntil("the server's end") { Program.processes(holding: "-p \(port)").isEmpty }
        try FileManager.default.removeItem(atPath: String(directory))
    }
}
