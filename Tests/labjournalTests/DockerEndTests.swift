import Foundation
import Testing

extension InContainers {
    /// However a run in containers ends: it is said clearly, it is recorded, and no container is left.
    @Suite struct DockerEnds {
        private let name = "test-\(UUID().uuidString.prefix(8).lowercased())"

        private var front: String {
            "---\nlab: 1\nclusters:\n  main: {driver: docker, docker: {name: \(name)}}\n---\n\n"
                + "```cluster\nstart main\n```\n\n"
        }

        /// A play of a lab that has begun its second block.
        private func playing(_ block: String, _ program: Program, environment: [String: String] = [:]) throws -> Process
        {
            try program.write(front + block, to: "x.lab.md")
            let process = try program.start(["play", "x.lab.md"], environment: environment)
            try waitUntil("the second block") {
                (try? program.run("log", "--json").objects().count) == 2
            }
            return process
        }

        /// Waits until the server carries the long statement out.
        private func waitForStatement() throws {
            let question = "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND wait_event = 'PgSleep'"
            try waitUntil("the statement") {
                try DockerEngine.ask("exec", name, "psql", "-U", "postgres", "-Atc", question).output == "1\n"
            }
        }

        /// The statuses of the run's entries, once nothing of it is left.
        private func statuses(_ program: Program) throws -> [String?] {
            let run = try #require(try program.run("runs", "--json").objects().first?["id"] as? String)
            #expect(try DockerEngine.containers(of: run) == [])
            #expect(try program.run("verify").status == 0)
            return try program.run("log", "--json").objects().map { $0["status"] as? String }
        }

        @Test func anInterruptRemovesTheContainers() throws {
            let program = try Program()
            let process = try playing("```sh\necho begun; sleep 600\n```\n", program)
            #expect(try DockerEngine.ask("inspect", name).status == 0)
            process.interrupt()
            #expect(try program.answer(of: process).status == 130)
            #expect(try statuses(program) == ["ok", "interrupted"])
        }

        @Test func aKilledContainerFailsTheBlockWithItsLog() throws {
            let program = try Program()
            let process = try playing("```sql {cluster=main}\nSELECT pg_sleep(600);\n```\n", program)
            try waitForStatement()
            try DockerEngine.ask("kill", name)
            let answer = try program.answer(of: process)
            #expect(answer.status == 4)
            #expect(answer.errors.contains("The server of main has ended meanwhile; its log ends:"))
            #expect(answer.errors.contains("ready to accept connections"))
            #expect(try statuses(program) == ["ok", "failed"])
        }

        @Test func aWaitDoesNotOutliveItsContainer() throws {
            let program = try Program()
            let process = try playing("```wait {cluster=main}\nSELECT false\n```\n", program)
            try DockerEngine.ask("kill", name)
            let killed = Date()
            let answer = try program.answer(of: process)
            #expect(answer.status == 4)
            #expect(Date().timeIntervalSince(killed) < 20)
            #expect(answer.errors.contains("container \(name) has ended"))
            #expect(answer.errors.contains("Its log ends:"))
            #expect(try statuses(program) == ["ok", "failed"])
        }

        @Test func aContainerWithoutItsNetworkIsNoted() throws {
            let program = try Program()
            let process = try playing("```wait {cluster=main}\nSELECT false\n```\n", program)
            try DockerEngine.ask("network", "disconnect", "bridge", name)
            let answer = try program.answer(of: process)
            #expect(answer.status == 4)
            #expect(answer.errors.contains("no network leads to it"), "\(answer.errors)")
            #expect(try statuses(program) == ["ok", "failed"])
        }

        /// Its socket is taken away: for the program, the engine is gone. Its command to clean up is tried afterwards.
        @Test(.enabled(if: geteuid() == 0, "the command to clean up may ask for sudo's password"))
        func anEngineThatGoesAwayIsNamedAndWhatIsLeftCanBeRemoved() throws {
            let program = try Program()
            let given = ProcessInfo.processInfo.environment["DOCKER_HOST"] ?? "unix:///var/run/docker.sock"
            try #require(given.hasPrefix("unix://"))
            let socket = program.directory.appendingPathComponent("s").path
            try FileManager.default.createSymbolicLink(
                atPath: socket, withDestinationPath: String(given.dropFirst("unix://".count)))
            let process = try playing(
                "```sql {cluster=main}\nSELECT pg_sleep(600);\n```\n", program,
                environment: ["DOCKER_HOST": "unix://\(socket)"])
            try waitForStatement()
            try FileManager.default.removeItem(atPath: socket)
            try DockerEngine.ask("kill", name)
            let answer = try program.answer(of: process)
            #expect(answer.status == 4)
            #expect(answer.errors.contains("No Docker engine answers any more; it ran the servers of: main."))
            let match = try #require(answer.errors.firstMatch(of: /answers again: (docker ps .*; rm -rf (\S+))/))
            #expect(try program.script(String(match.1)).status == 0)
            #expect(!FileManager.default.fileExists(atPath: String(match.2)))
            #expect(try statuses(program) == ["ok", "failed"])
        }

        @Test func noEngineIsFoundOutBeforeAnythingIsRecorded() throws {
            let program = try Program()
            try program.write(front, to: "x.lab.md")
            let environment = ["DOCKER_HOST": "unix:///nowhere/docker.sock"]
            let answer = try program.run("play", "x.lab.md", environment: environment)
            #expect(answer.status == 1)
            #expect(answer.errors.contains("no Docker engine answers"))
            #expect(!program.exists("journal.sqlite"))
            #expect(try program.run("image", environment: environment).errors.contains("no Docker engine answers"))
        }

        @Test func aTakenNameIsFoundOutBeforeAnythingIsRecorded() throws {
            let program = try Program()
            try program.write(front, to: "x.lab.md")
            try DockerEngine.ask("create", "--name", name, DockerEngine.image)
            defer { _ = try? DockerEngine.ask("rm", "--force", "--volumes", name) }
            let answer = try program.run("play", "x.lab.md")
            #expect(answer.status == 1)
            #expect(answer.errors.contains("there is a container \(name) already"))
            #expect(!program.exists("journal.sqlite"))
            #expect(try DockerEngine.ask("inspect", name).status == 0)
        }
    }
}
