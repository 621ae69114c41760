import Foundation
import Testing

extension InContainers {
    /// The contract of the official image, kept by the one that `labjournal image` builds.
    @Suite struct DockerImage {
        private let name = "test-\(UUID().uuidString.prefix(8).lowercased())"

        /// The present one: an image that is there may have been built earlier.
        private static let entrypoint = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../Sources/labjournal/Image/docker-entrypoint.sh").standardizedFileURL.path

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
            let log = try program.script("docker logs \(name) 2>&1").output
            #expect(log.contains("Skipping initialization"))
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

        /// They would be left out, and the database that is made without them taken for a finished one.
        @Test(.enabled(if: geteuid() == 0, "others' directories are made by root"))
        func scriptsThatCannotBeReadAreFoundOutBeforeThereIsADatabase() throws {
            let program = try Program()
            let path = program.directory.path
            chmod(path, 0o755)
            let making = """
                mkdir -m 700 first
                echo 'SELECT 1;' > first/1.sql
                mkdir -m 777 data
                install -m 755 '\(Self.entrypoint)' entrypoint
                """
            #expect(try program.script(making).status == 0)
            defer { _ = try? DockerEngine.ask("rm", "--force", "--volumes", name) }
            let mounts = ["\(path)/entrypoint:/usr/local/bin/docker-entrypoint.sh:ro", "\(path)/data:/srv/data"]
            let scripts = "\(path)/first:/docker-entrypoint-initdb.d:ro"
            let options = (mounts + [scripts]).flatMap { ["-v", $0] } + ["-e", "PGDATA=/srv/data/db"]
            try DockerEngine.ask(
                ["run", "-d", "--name", name] + options + ["-e", "POSTGRES_PASSWORD=x", DockerEngine.image])
            try waitUntil("the refusal") {
                try DockerEngine.ask("inspect", "--format", "{{.State.Running}}", name).output == "false\n"
            }
            #expect(try DockerEngine.ask("inspect", "--format", "{{.State.ExitCode}}", name).output != "0\n")
            #expect(try program.script("docker logs \(name) 2>&1").output.contains("ermission denied"))
            #expect(!program.exists("data/db/PG_VERSION"))
        }

        @Test func programsThatAreNotThereAreRefused() throws {
            let program = try Program()
            let answer = try program.run("image", "17", "--from", program.directory.path, "--tag", name)
            #expect(answer.status == (geteuid() == 0 ? 1 : 7))
            #expect(geteuid() != 0 || answer.errors.contains("there is no bin/postgres in \(program.directory.path)"))
            #expect(try DockerEngine.ask("image", "inspect", name).status != 0)
        }

        /// It is made by root, of packages that are fetched.
        @Test(
            .enabled(if: geteuid() == 0 && DockerEngine.canBuild, "debootstrap is not installed"),
            .enabled(if: Versions.areNeeded, "PostgreSQL 14 to 18 are not there (make versions)"))
        func anImageOfOtherProgramsPlays() throws {
            let program = try Program()
            defer { _ = try? DockerEngine.ask("rmi", "--force", name) }
            let programs = try Versions.reachable.get().appendingPathComponent("17").path
            let built = try program.run("image", "17", "--from", programs, "--tag", name)
            try #require(built.status == 0, "\(built.errors)")
            let lab = "```cluster\nstart main\n```\n```sql {cluster=main}\nSHOW server_version;\n```\n"
            try program.write(
                "---\nlab: 1\nclusters:\n  main: {docker: {name: \(name), image: \(name)}}\n---\n" + lab, to: "x.lab.md"
            )
            let play = try program.run("play", "x.lab.md", "--driver", "docker")
            #expect(play.status == 0, "\(play.errors)")
            #expect((try program.entries().last?["output"] as? String)?.contains(" 17.") == true)
        }
    }
}
