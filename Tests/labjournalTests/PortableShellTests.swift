import Foundation
import Testing

/// What was done with initdb and pg_ctl in a recorded shell.
private enum PgCtlSession {
    private static let binaries: String = {
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []
        return versions.sorted().last.map { "/usr/lib/postgresql/\($0)/bin:" } ?? ""
    }()
    private static let server = geteuid() == 0 ? "runuser -u postgres -- " : ""

    /// Records it; returns the run.
    static func record(_ program: Program) throws -> String {
        chmod(program.directory.path, 0o777)
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        let typist = try Typist(program, environment: ["PATH": "\(Self.binaries)\(path)"])
        let (port, other) = (Int.random(in: 40_000..<50_000), Int.random(in: 50_000..<60_000))
        for line in [
            "\(Self.server)initdb -U postgres -A trust -D master", "echo 'port = \(port)' >> master/postgresql.conf",
            "echo 'host replication all all trust' >> master/pg_hba.conf",
            "sed -i 's/^#max_wal_senders.*/max_wal_senders = 7/' master/postgresql.conf",
            "\(Self.server)pg_ctl -D master -l /dev/null -w start",
            "psql -h localhost -p \(port) -U postgres -c 'create table t as select 1 as n'",
            "\(Self.server)pg_basebackup -h localhost -p \(port) -U postgres -D replica -R",
            "sed -i 's/^port = .*/port = \(other)/' replica/postgresql.conf",
            "\(Self.server)pg_ctl -D replica -l /dev/null -w start",
            "psql -h localhost -p \(other) -U postgres -c 'select pg_is_in_recovery(), n from t'",
            "\(Self.server)pg_ctl -D replica -m fast stop", "\(Self.server)pg_ctl -D master -m fast stop",
        ] {
            // Nobody types faster than the file system's clock ticks.
            Thread.sleep(forTimeInterval: 0.3)
            try typist.enter(line)
        }
        try typist.exit()
        return try #require(program.run("runs", "--json").objects().last?["id"] as? String)
    }

    /// Plays a portable lab and compares it with the recording.
    static func play(_ program: Program, _ run: String, on driver: String) throws {
        #expect(try program.run("export", "--portable", "--run", run, "-o", "p.lab.md").status == 0)
        let play = try program.run("play", "p.lab.md", "--driver", driver)
        #expect(play.status == 0, "\(play.errors)")
        let diff = try program.run("diff", run, "last")
        #expect(diff.status == 0, "\(diff.output)")
    }
}

@Suite(.needsPostgreSQL) struct PortableShellTests {
    @Test func `a session with pg_ctl replays, and plays on a driver's clusters as it was recorded`() throws {
        let program = try Program()
        let run = try PgCtlSession.record(program)
        let replay = try program.replay()
        #expect(replay.answer.status == 0, "\(replay.answer.output)")
        try PgCtlSession.play(program, run, on: "local")
        let lab = try program.read("p.lab.md")
        #expect(lab.contains("```cluster\nstart master\nstop master\n```"))
        #expect(lab.contains("```conf {cluster=master file=postgresql.conf}\nmax_wal_senders = 7\n```"))
        #expect(lab.contains("```cluster\nbasebackup master replica\n```") && !lab.contains(".data}}"))
    }
}

extension InContainers {
    @Suite(.needsPostgreSQL) struct PortableShell {
        @Test func `a session with pg_ctl plays in containers`() throws {
            let program = try Program()
            try PgCtlSession.play(program, PgCtlSession.record(program), on: "docker")
        }
    }
}
