import Foundation
import Testing

extension InContainers {
    /// The contract of the official image, kept by the one that `labjournal image` builds.
    @Suite struct DockerImage {
        private let name = "test-\(UUID().uuidString.prefix(8).lowercased())"

        private func sql(_ words: String) throws -> String {
            try DockerEngine.ask("exec", name, "psql", "-U", "ann", "-d", "shop", "-Atc", words).output
        }

        private func waitUntilReady() throws {
            let port = "/dev/tcp/$(hostname -i)/5432"
            try waitUntil("the server") { try DockerEngine.ask("exec", name, "bash", "-c", ": <\(port)").status == 0 }
        }

        /// Starts a container with these scripts for its first start.
        private func start(_ scripts: [String: String], in program: Program, _ options: String...) throws {
            let path = program.directory.appendingPathComponent("first").path
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            for (file, text) in scripts { try program.write(text, to: "first/\(file)") }
            #expect(try program.script("[ ! -e first/3.sql ] || gzip first/3.sql; chmod -R a+rX .").status == 0)
            let mount = ["-v", "\(path):/docker-entrypoint-initdb.d:ro", DockerEngine.image]
            let words = ["run", "-d", "--name", name] + options + mount + ["postgres", "-c", "work_mem=8MB"]
            try #require(try DockerEngine.ask(words).status == 0)
        }

        @Test func theFirstStartDoesWhatTheVariablesAndScriptsSay() throws {
            let program = try Program()
            defer { _ = try? DockerEngine.ask("rm", "--force", "--volumes", name) }
            let scripts = [
                "1.sh": "psql -U $POSTGRES_USER -d $POSTGRES_DB -c 'CREATE TABLE t (n int)'\n",
                "2.sql": "INSERT INTO t VALUES (2);\n", "3.sql": "INSERT INTO t SELECT max(n) + 1 FROM t;\n",
                "4.txt": "not SQL\n",
            ]
            try start(
                scripts, in: program, "-e", "POSTGRES_DB=shop", "-e", "POSTGRES_USER=ann",
                "-e", "POSTGRES_HOST_AUTH_METHOD=trust", "-e", "POSTGRES_INITDB_ARGS=--data-checksums -E 'UTF8'",
                "-e", "PGDATA=/srv/cluster/data")
            try waitUntilReady()
            #expect(try sql("SELECT string_agg(n::text, ' ') FROM t") == "2 3\n")
            let settings = "current_setting('work_mem'), current_setting('data_checksums'), "
            #expect(try sql("SELECT \(settings) current_setting('data_directory')") == "8MB|on|/srv/cluster/data\n")
            let begun = Date()
            #expect(try DockerEngine.ask("stop", name).status == 0)
            #expect(Date().timeIntervalSince(begun) < 5)
            try DockerEngine.ask("start", name)
            try waitUntilReady()
            #expect(try sql("SELECT count(*) FROM t") == "2\n")
            let skips = "docker logs \(name) 2>&1 | grep -q 'Skipping initialization'"
            #expect(try program.script(skips).status == 0)
        }

        @Test func aFirstStartThatCannotSucceedEnds() throws {
            let program = try Program()
            #expect(try DockerEngine.ask("run", "--rm", "--name", name, DockerEngine.image).status == 1)
            defer { _ = try? DockerEngine.ask("rm", "--force", "--volumes", name) }
            try start(["1.sh": "false\n", "2.sh": "echo went on\n"], in: program, "-e", "POSTGRES_PASSWORD=x")
            #expect(try DockerEngine.ask("wait", name).output == "1\n")
            let log = try program.script("docker logs \(name) 2>&1").output
            #expect(log.contains("sourcing /docker-entrypoint-initdb.d/1.sh") && !log.contains("went on"))
        }
    }
}
