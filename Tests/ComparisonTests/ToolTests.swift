import Comparison
import LabModel
import Testing

/// What tools print, and what terminals do with it.
@Suite struct ToolTests {
    private static let containers = """
        CONTAINER ID   IMAGE         COMMAND                  CREATED         STATUS         PORTS                    NAMES
        4f66ad9a0b2e   postgres:15   "docker-entrypoint.s…"   3 minutes ago   Up 3 minutes   0.0.0.0:5433->5432/tcp   master
        """
    private static let processes = """
            PID    PPID %CPU   RSS STAT TIME     COMMAND
          12345       1  0.1 30000 Ss   00:00:01 postgres: walsender postgres streaming 0/3000060
        """
    private static let otherProcesses = """
            PID    PPID %CPU   RSS STAT TIME     COMMAND
            745     700  1.1 30012 S    00:00:09 postgres: walsender postgres streaming 0/5000060
        """

    private func verdict(_ recorded: String, _ replayed: String, _ command: String = "cat") throws -> Verdict {
        try Sample.compare(recorded, replayed, command: command).verdict
    }

    @Test func `docker's containers are compared by column`() throws {
        let other = Self.containers.replacing("4f66ad9a0b2e", with: "aa66ad9a0b21").replacing("5433", with: "6001")
            .replacing("3 minutes ago", with: "5 seconds ago").replacing("Up 3 minutes", with: "Up 5 seconds")
        #expect(try verdict(Self.containers, other, "docker ps -a") == .equivalent)
        let exited = other.replacing("Up 5 seconds", with: "Exited (1) 5").replacing("->", with: "->")
        #expect(try verdict(Self.containers, exited, "docker ps -a") == .different)
        #expect(try verdict(Self.containers, other.replacing("master", with: "mister"), "docker ps") == .different)
    }

    @Test func `processes are compared by column`() throws {
        #expect(try verdict(Self.processes, Self.otherProcesses, "sudo ps -ef | grep postgres") == .equivalent)
        let gone = Self.otherProcesses.replacing("streaming", with: "catchup")
        #expect(try verdict(Self.processes, gone, "ps -ef") == .different)
    }

    @Test func `clusters keep their state`() throws {
        let text = "Ver Cluster Port Status Owner\n15  main    5433 online postgres\n"
        #expect(try verdict(text, text.replacing("5433", with: "61234"), "pg_lsclusters") == .equivalent)
        #expect(try verdict(text, text.replacing("online", with: "down"), "pg_lsclusters") == .different)
    }

    @Test func `a server that starts may take its time`() throws {
        let (first, second) = ("waiting for server to start.... done\r\n", "waiting for server to start.. done\r\n")
        #expect(try verdict(first, second, "/usr/lib/postgresql/15/bin/pg_ctl start") == .equivalent)
        #expect(try verdict(first, "waiting for server to start.... stopped waiting\r\n", "pg_ctl start") == .different)
    }

    @Test func `progress is what stands there in the end`() throws {
        let (first, second) = (
            "0/23456 kB (0%), 0/1 tablespace\r23456/23456 kB (100%), 1/1 tablespace\r\n",
            "\u{1B}[K23999/23999 kB (100%), 1/1 tablespace\n"
        )
        #expect(try verdict(first, second, "pg_basebackup -P") == .equivalent)
        #expect(try verdict(first, second.replacing("1/1", with: "0/1"), "pg_basebackup -P") == .different)
    }

    @Test func `escape sequences are not printed`() throws {
        #expect(try verdict("\u{1B}[1;31mred\u{1B}[0m\r\nab\u{8}c\n", "red\nac\n") != .different)
        #expect(try verdict("\u{1B}]0;title\u{7}x\n", "x\n") != .different)
        #expect(try verdict("a\tb\n", "a b\n") == .different)
    }

    @Test func `long outputs are compared as they come`() throws {
        let line = { (number: Int, add: Int) in
            "record \(number) at 0/\(String(0x3000000 + number * 64 + add, radix: 16, uppercase: true))\n"
        }
        let text = { (add: Int) in (1...60_000).map { line($0, add) }.joined() }
        #expect(try verdict(text(0), text(256)) == .equivalent)
        #expect(try verdict(text(0), text(0)) == .same)
        let other = text(256).replacing("record 50000 ", with: "record ")
        let found = try Sample.compare(text(0), other)
        #expect(found.differences.map(\.place) == ["line 50000"])
        #expect(try Sample.compare(text(0), "x\n" + text(256)).differences.map(\.place) == ["line 1"])
    }

    @Test func `outputs with nothing in common say so shortly`() throws {
        let text = { (word: String) in (1...5000).map { "\(word) \($0)\n" }.joined() }
        #expect(try Sample.compare(text("a"), text("b")).differences.count == 1)
        #expect(
            try Sample.compare(text("a"), text("b") + "c\n").differences.map(\.place) == ["line 1", "number of lines"])
    }
}
