import Foundation
import Journal
import LabModel
import Testing

@Suite struct KillTests {
    /// Kills a recorder in the middle of its entry; returns the last line that it said it had recorded.
    private func recordAndKill(_ path: String, lines: Int, reap: Bool = true) throws -> (Process, last: Int) {
        let pipe = Pipe()
        let process = try OtherProcess.start([path], output: pipe)
        var said = Data()
        while said.split(separator: 0x0A).count <= lines {
            let more = pipe.fileHandleForReading.availableData
            try #require(!more.isEmpty, "the recorder ended by itself")
            said += more
        }
        kill(process.processIdentifier, SIGKILL)
        if reap { process.waitUntilExit() }
        said += try pipe.fileHandleForReading.readToEnd() ?? Data()
        let text = String(decoding: said, as: UTF8.self)
        let last = try #require(text.split(separator: "\n").last.flatMap { Int($0) })
        return (process, last)
    }

    @Test(arguments: [0, 5, 60, 200]) func `a killed run stands as interrupted with what was committed`(lines: Int)
        throws
    {
        let scratch = try Scratch()
        let (_, last) = try recordAndKill(scratch.journal, lines: lines)
        let store = try JournalStore(path: scratch.journal)
        #expect(try store.problems() == [])
        let run = try store.run(named: "last")
        #expect(run.status == .interrupted && run.endedAt == nil)
        #expect(try store.entries(of: run).map(\.status) == [.interrupted])
        let entry = try store.entry(named: "last")
        #expect(entry.status == .interrupted)
        let output = try String(decoding: store.output(of: entry), as: UTF8.self)
        let count = output.split(separator: "\n").count
        #expect(output == (0..<count).map { "line \($0)\n" }.joined())
        // A line comes each 5 ms at the earliest, so that at most a dozen wait for 50 ms to pass.
        #expect(count >= last - 12)
    }

    @Test func `the next recorder writes on into the journal of a killed one`() throws {
        let scratch = try Scratch()
        _ = try recordAndKill(scratch.journal, lines: 30)
        try recordEntry(scratch.journal)
        let store = try JournalStore(path: scratch.journal)
        #expect(try store.runs().map(\.status) == [.interrupted, .ok])
        #expect(try store.problems() == [])
        #expect(try store.search("hi").map(\.entry.status) == [.ok])
    }

    @Test func `a recorder that nobody has reaped yet is dead as well`() throws {
        let scratch = try Scratch()
        let path = scratch.journal
        // The shell becomes the parent that never waits; it ends when its standard input does.
        let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        let helper = tests.appendingPathComponent("RecordForever").path
        let parent = Process()
        let (input, output) = (Pipe(), Pipe())
        parent.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        parent.arguments = [
            "bash", "-c", "\"$1\" \"$2\" >/dev/null & echo $!; exec cat", "bash", helper, path,
        ]
        parent.standardInput = input
        parent.standardOutput = output
        try parent.run()
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        let pid = try #require(pid_t(line.trimmingCharacters(in: .whitespacesAndNewlines)))
        let hasBegun = eventually { (try? JournalStore(path: path).entry(named: "last").status) == .running }
        #expect(hasBegun)
        kill(pid, SIGKILL)
        let isZombie = eventually {
            (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8))?.contains(") Z ") == true
        }
        #expect(isZombie)
        #expect(try JournalStore(path: path).run(named: "last").status == .interrupted)
        try input.fileHandleForWriting.close()
        parent.waitUntilExit()
    }
}
