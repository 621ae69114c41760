import Capture
import Foundation
import Testing

@Suite struct OneCommandTests {
    @Test func `output and exit status`() throws {
        let told = try runOnce(launch(["sh", "-c", "echo out; echo err >&2; exit 5"]))
        #expect(told.end == .sessionEnded(5) && told.text == "out\nerr\n")
    }

    @Test(arguments: [("TERM", 143), ("KILL", 137), ("SEGV", 139)])
    func `a signal is 128 and its number`(signal: String, status: Int) throws {
        #expect(try runOnce(launch(["sh", "-c", "kill -\(signal) $$"])).end == .sessionEnded(status))
    }

    @Test func `arguments, environment and directory arrive as they are`() throws {
        let scratch = try Scratch()
        let script = "printf '%s|' \"$@\" \"$X\" \"$PWD\""
        let told = try runOnce(
            launch(["sh", "-c", script, "sh", "a b", "", "'\"", "ё"], in: scratch.path, environment: ["X": "1=2"]))
        #expect(told.text == "a b||'\"|ё|1=2|\(scratch.path)|")
    }

    @Test func `signals are as a new process expects them`() throws {
        let told = try runOnce(launch(["sed", "-nE", "s/^Sig(Blk|Ign):.//p", "/proc/self/status"]))
        let masks = told.text.split(separator: "\n").compactMap { UInt64($0, radix: 16) }
        // 32 and 33 are the C library's own.
        #expect(masks.map { $0 & ~0x1_8000_0000 } == [0, 0])
    }

    @Test func `a program is looked up in the PATH that it gets`() throws {
        let scratch = try Scratch()
        let program = scratch.path + "/only-here"
        try Data("#!/bin/sh\necho found\n".utf8).write(to: URL(fileURLWithPath: program))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
        let found = try runOnce(launch(["only-here"], environment: ["PATH": "/nowhere:" + scratch.path]))
        #expect(found.text == "found\n")
        #expect(throws: CaptureError.self) { try runOnce(launch(["ls"], environment: ["PATH": scratch.path])) }
    }

    @Test(arguments: ["no-such-program", "/no/such/program", "/etc/passwd", "/"])
    func `a program that cannot be started is named`(name: String) throws {
        let error = try #require(throws: CaptureError.self) { try runOnce(launch([name])) }
        #expect(error.problem.contains(name) && !error.remedy.isEmpty)
    }

    @Test func `a directory that is missing is named`() throws {
        let error = try #require(throws: CaptureError.self) { try runOnce(launch(["true"], in: "/no/such/place")) }
        #expect(error.problem.contains("/no/such/place"))
    }

    @Test func `a limit ends a program, also one that has closed its terminal`() throws {
        for script in ["sleep 1000", "trap '' INT HUP TERM; sleep 1000", "exec <&- >&- 2>&-; sleep 1000"] {
            let number = "\(Int.random(in: 100_000_000..<999_999_999))"
            let arguments = ["bash", "-c", script.replacing("1000", with: number)]
            #expect(try runOnce(launch(arguments), limit: .milliseconds(400)).end == .timedOut)
            #expect(eventually { processes(with: number).isEmpty })
        }
    }

    @Test func `the terminals of other sessions stay here`() throws {
        let bash = try Bash()
        try bash.type("true")
        let told = try runOnce(launch(["sh", "-c", "ls -l /proc/self/fd"]))
        #expect(told.text.contains("/dev/pts/") && !told.text.contains("ptmx"))
        #expect(try bash.isUsable())
    }
}
