import Foundation
import Testing

/// Runs written as lab files, which are then played, and compared with what they were made of.
@Suite(.needsPostgreSQL)
struct ExportTests {
    @Test func outputsOfAPlayAreWhatAReplayOfTheFileExpects() throws {
        let program = try Recording.demo.get().program()
        #expect(try program.run("export", "--outputs", "-o", "x.lab.md").status == 0)
        #expect(try program.run("lint", "x.lab.md").status == 0)
        let text = try program.read("x.lab.md")
        #expect(text.contains("  delay: 1s") && text.contains("{{master.port}}") && !text.contains("\u{1B}"))
        let (answer, _, summary) = try program.replay("x.lab.md")
        #expect(answer.status == 0, "\(answer.output)")
        #expect((summary["same"] ?? 0) + (summary["equivalent"] ?? 0) == 27)
        try program.write(text.replacingOccurrences(of: "| Russia", with: "| Prussia"), to: "y.lab.md")
        let (other, entries, _) = try program.replay("y.lab.md", "--journal", "y.sqlite")
        #expect(other.status == 3)
        #expect(
            entries.values.filter { $0["verdict"] as? String == "different" }.compactMap { $0["position"] as? Int }
                .sorted() == [20, 26])
    }

    @Test func aFileThatIsThereIsNotOverwritten() throws {
        let program = try Recording.demo.get().program()
        try program.write("mine", to: "mine.md")
        #expect(try program.run("export", "-o", "mine.md").status == 7)
        #expect(try program.read("mine.md") == "mine")
        #expect(try program.run("export", "-o", "mine.md", "--force").status == 0)
        #expect(try program.run("export", "-o", "mine.md").status == 0)
    }

    @Test func aRecordingByHandPlaysOnOtherPortsAndInOtherDirectories() throws {
        let program = try Program()
        for words in [
            ["step", "--", "---\n\nA cluster, by hand:"], ["cluster", "start", "main"],
            ["psql", "main", "-c", "CREATE TABLE t AS SELECT 1 AS a, '{{x}}' AS b"], ["step", "The shell:"],
        ] {
            #expect(try program.answer(of: program.start(words)).status == 0)
        }
        let cluster = try #require(
            (try program.run("runs", "--json").objects()[0]["clusters"] as? [[String: Any]])?.first)
        let (port, data) = (cluster["port"] as? Int ?? 0, cluster["data"] as? String ?? "")
        // Elsewhere than where the recording begins.
        let elsewhere = try Program()
        let shared = elsewhere.directory.path + "/shared"
        for words in [
            ["psql", "-h", "127.0.0.1", "-p", "\(port)", "-U", "postgres", "-Atc", "SELECT count(*) FROM t"],
            ["sh", "-c", "cat \(data)/PG_VERSION; echo '{{x}}' > \(shared)"], ["cat", shared],
        ] {
            #expect(try program.answer(of: program.start(["run", "--"] + words)).status == 0)
        }
        #expect(try program.run("finish").status == 0)
        let id = try #require(try program.run("runs", "--json").objects().first?["id"] as? String)
        #expect(try program.run("export", "--outputs", "-o", "hand.lab.md").status == 0)
        let text = try program.read("hand.lab.md")
        #expect(text.contains("-p {{main.port}}") && text.contains("{{main.data}}/PG_VERSION"))
        #expect(text.contains("shared_path: \(shared)") && text.contains("cat {{shared_path}}"))
        #expect(text.contains("\\{{x}}"))
        let played = try program.run("play", "hand.lab.md")
        #expect(played.status == 0, "\(played.errors)")
        let diff = try program.run("diff", id, "last")
        #expect(diff.status == 0, "\(diff.output)")
        #expect(try program.run("replay", "hand.lab.md", "--yes").status == 0)
        let replay = try program.replay(id)
        #expect(replay.answer.status == 0, "\(replay.answer.output)")
        #expect(replay.summary["skipped"] == 0)
    }
}

/// What was done in Docker, or with pg_ctl, as operations of clusters.
@Suite(.needsPostgreSQL)
struct PortableTests {
    /// Takes a write-up, exports it for any driver, and gives the lab's blocks.
    private func portable(_ writeUp: String, in program: Program) throws -> String {
        try program.write(writeUp, to: "w.md")
        let imported = try program.run("import", "w.md")
        #expect(imported.status == 0, "\(imported.errors)")
        #expect(try program.run("export", "--portable", "-o", "p.lab.md").status == 0)
        let played = try program.run("play", "p.lab.md")
        #expect(played.status == 0, "\(played.errors)")
        let lab = try program.read("p.lab.md")
        let lines = lab.split(separator: "\n").drop { !$0.hasPrefix("#") }.dropFirst()
        return lines.filter { !$0.hasPrefix("```") || $0.contains("{") }.joined(separator: "\n")
    }

    @Test func whatWasDoneInDockerPlaysOnLocalClusters() throws {
        let lab = try portable(
            """
            # In Docker

            ```console
            $ docker run --rm --name master -d -p 5432:5432 -v $HOME/lab/m:/var/lib/postgresql/data postgres:15
            c0ffee
            $ docker run --rm --name replica -d -p 5433:5432 -v $HOME/lab/r:/var/lib/postgresql/data postgres:15
            $ docker network inspect -f '{{range .IPAM.Config}}{{.Gateway}}{{end}}' bridge
            172.17.0.1
            $ docker inspect -f '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' \\master
            172.17.0.2
            $ psql -h localhost -U postgres -c "SELECT pg_create_physical_replication_slot('eshop');"
            (eshop,)
            $ docker exec -it replica psql -U postgres
            psql (15)
            postgres=# SELECT pg_is_in_recovery();
            f
            $ docker exec -u postgres master pg_ctl reload
            $ docker stop replica
            $ sudo rm -rf lab/r/*
            $ sudo pg_basebackup -h localhost -U postgres --pgdata lab/r -R --slot=eshop -v
            $ docker start replica
            $ echo done
            ```
            """, in: Program())
        #expect(
            lab == """
                start master
                start replica
                gateway
                address master
                ```sql {cluster=master}
                SELECT pg_create_physical_replication_slot('eshop');
                ```sql {cluster=replica}
                SELECT pg_is_in_recovery();
                reload master
                stop replica
                wipe replica
                basebackup master replica slot=eshop
                start replica
                echo done
                """)
    }

    @Test func whatWasDoneWithPgCtlDoesToo() throws {
        let lab = try portable(
            """
            # By pg_ctl

            ```
            me@box:~$ sudo -u postgres initdb -D /srv/lab/main -U postgres
            Success.
            me@box:~$ su postgres -c "pg_ctl -D /srv/lab/main -o '-p 5544' -w start"
            me@box:~$ psql -h 127.0.0.1 -p 5544 -U postgres
            postgres=# SELECT 1;
            me@box:~$ psql -p 5544 -U postgres -d postgres -c 'SELECT 2'
            me@box:~$ createdb -h /var/run/postgresql -p 5544 -U postgres shop
            me@box:~$ su postgres -c "pg_ctl -D /srv/lab/main stop"
            ```
            """, in: Program())
        #expect(
            lab == """
                ```sh {hidden compare=none}
                # sudo -u postgres initdb -D main -U postgres
                start main
                ```sql {cluster=main}
                SELECT 1;
                ```sql {cluster=main database=postgres}
                SELECT 2;
                createdb -h {{main.host}} -p {{main.port}} -U postgres shop
                stop main
                """)
    }

    /// A server that goes on must hold none of the test's descriptors, or the test waits for its end.
    private static let closing = """
        for file in /proc/self/fd/*; do number=${file##*/}; ((number < 3)) || eval "exec $number>&-"; done
        exec "$@"
        """

    /// The servers' programs, as the user that they run as.
    private static func server(_ words: [String]) throws -> [String] {
        let versions = try FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql").sorted()
        let program = "/usr/lib/postgresql/\(try #require(versions.last))/bin/\(words[0])"
        guard getuid() == 0 else { return [program] + words.dropFirst() }
        // The user that the servers run as may not enter the directory of the replay's shells.
        let line = ([program] + words.dropFirst()).map { "'\($0)'" }.joined(separator: " ")
        return ["sh", "-c", "cd /; exec runuser -u postgres -- \(line)"]
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/usr/lib/postgresql"), "needs Debian's PostgreSQL"))
    func whatWasStartedByHandIsReplayedInAnotherDirectoryAndOnAnotherPort() throws {
        let program = try Program()
        let directory = "/tmp/lj-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
        try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: directory)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let data = directory + "/main"
        let port = "\(Int.random(in: 23000..<28000))"
        func record(_ words: [String]) throws {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/bin/bash")
            process.arguments = ["-c", Self.closing, "bash", Program.executable.path] + words
            process.currentDirectoryURL = program.directory
            (process.standardInput, process.standardOutput) = (FileHandle.nullDevice, FileHandle.nullDevice)
            try process.run()
            process.waitUntilExit()
            #expect(process.terminationStatus == 0, "\(words)")
        }
        try record(["run", "--"] + Self.server(["initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-sync"]))
        try record(
            ["run", "--"]
                + Self.server(["pg_ctl", "-D", data, "-o", "-p \(port) -k /tmp", "-l", data + ".log", "-w", "start"]))
        try record(["cluster", "add", "main", "--port", port])
        try record(["psql", "main", "-c", "CREATE TABLE t AS SELECT 1 AS a"])
        try record(["run", "--", "psql", "-h", "127.0.0.1", "-p", port, "-U", "postgres", "-Atc", "SELECT a FROM t"])
        try record(["run", "--"] + Self.server(["pg_ctl", "-D", data, "-m", "fast", "stop"]))
        try record(["finish"])
        let lab = try program.run("export").output
        #expect(lab.contains("{{main.data}}") && lab.contains("-p {{main.port}} -k /tmp") && !lab.contains(port))
        let replay = try program.replay()
        #expect(replay.answer.status == 0, "\(lab) \(replay.answer.output) \(replay.answer.errors)")
        #expect(replay.entries.count == 5)
    }
}
