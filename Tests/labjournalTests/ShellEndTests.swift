import Foundation
import GRDB
import Testing

@Suite struct ShellEndTests {
    @Test func `a shell that is killed ends its entry as interrupted, and leaves the terminal as it was`() throws {
        let program = try Program()
        let typist = try Typist(program)
        try typist.enter("echo before")
        try typist.press("echo last; kill -9 $$\r")
        try typist.expect("Recorded as run")
        try typist.press("\r")
        #expect(try typist.end() == 137 && typist.isAsFound)
        let entries = try program.entries()
        #expect(entries.texts("status") == ["ok", "interrupted"])
        #expect((entries[1]["commands"] as? [[String: Any]])?.texts("output") == ["last\n"])
        #expect(try program.run("verify").status == 0)
    }

    @Test func `a closed window ends what runs in it, and all of it is recorded`() throws {
        let program = try Program()
        let typist = try Typist(program)
        let sleep = "sleep 987.\(Int.random(in: 100_000...999_999))"
        try typist.press("echo begun; \(sleep)\r")
        try typist.expect("begun\n")
        try waitUntil("what runs in it") { !Program.processes(holding: sleep).isEmpty }
        typist.closeWindow()
        try waitUntil("the recorder's end") { try typist.recorders().isEmpty }
        // It dies of the signal a moment later.
        try waitUntil("the end of what ran in it") { Program.processes(holding: sleep).isEmpty }
        let entries = try program.entries()
        // The shell is hung up as well; it may have seen the end of its command before.
        let ends = [["interrupted", "begun\n"], ["failed", "begun\nHangup\n"]]
        let output = (entries[0]["commands"] as? [[String: Any]])?.texts("output") ?? []
        #expect(entries.count == 1 && ends.contains(entries.texts("status") + output))
        #expect(try program.run("verify").status == 0)
        #expect(try program.run("runs", "--json").objects().texts("status") == ["ok"])
    }

    @Test func `a shell goes on when nothing can be recorded any more, and says so`() throws {
        let program = try Program()
        let typist = try Typist(program)
        try typist.enter("echo before")
        Thread.sleep(forTimeInterval: 0.5)
        let journal = try DatabaseQueue(path: program.directory.appendingPathComponent("journal.sqlite").path)
        try journal.write { try $0.execute(sql: "ALTER TABLE chunk RENAME TO gone") }
        try typist.press("head -c 12000000 /dev/zero | tr '\\0' x | fold -w 100; echo; echo end\r")
        try typist.expect("\nend\n(.|\n)*[$#] $")
        try typist.enter("echo after")
        let taken = try ContinuousClock().measure { try typist.enter("step 'Not waited for'") }
        #expect(taken < .seconds(10))
        #expect(String(decoding: typist.shown, as: UTF8.self).contains("nothing is recorded any more"))
        try typist.press("exit\r")
        #expect(try typist.end() == 1)
        #expect(typist.isAsFound)
        try journal.write { try $0.execute(sql: "ALTER TABLE gone RENAME TO chunk") }
        try journal.close()
        #expect(try program.entries().texts("body").first == "echo before\n")
    }

    /// A library that stands in for the system's clock, which goes back by an hour while a file is there.
    private static let clock = #"""
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <time.h>
        #include <unistd.h>
        int clock_gettime(clockid_t clock, struct timespec *time) {
            int (*real)(clockid_t, struct timespec *) = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
            int result = real(clock, time);
            if (clock == CLOCK_REALTIME && access("set-back", F_OK) == 0) time->tv_sec -= 3600;
            return result;
        }
        """#

    @Test func `entries stay in order, and take the time that they took, when the clock is set back`() throws {
        let program = try Program()
        try program.write(Self.clock, to: "clock.c")
        #expect(try program.script("clang -shared -fPIC -o clock.so clock.c", name: "clang").status == 0)
        let library = program.directory.appendingPathComponent("clock.so").path
        let typist = try Typist(program, environment: ["LD_PRELOAD": library])
        let lines = ["echo before", "sleep 0.3; touch set-back; sleep 0.3", "echo after", "sleep 0.5"]
        for line in lines { try typist.enter(line) }
        try typist.exit()
        let entries = try program.entries()
        #expect(entries.texts("body") == lines.map { $0 + "\n" })
        let began = entries.texts("startedAt")
        #expect(began[2] < began[1] && began[0] < began[1])
        #expect(entries.texts("id") == entries.texts("id").sorted())
        let durations = entries.compactMap { $0["durationSeconds"] as? Double }
        #expect(durations.allSatisfy { $0 >= 0 } && (0.6..<10).contains(durations[1]) && durations[3] >= 0.5)
        let run = try program.run("runs", "--json").objects()[0]["durationSeconds"] as? Double ?? -1
        #expect(run >= 0 && run < 60)
        #expect(try program.run("verify").status == 0)
    }
}
