import Foundation
import Testing

extension InContainers {
    /// Containers that reach each other by their names in a network of their own, and publish no port to this machine.
    @Suite struct Network {
        @Test func `a master and a replica without published ports are recorded, replayed and played elsewhere`() throws
        {
            let program = try Program()
            let word = "net-\(UUID().uuidString.prefix(8).lowercased())"
            let (master, replica) = ("\(word)-master", "\(word)-replica")
            defer {
                _ = try? DockerEngine.ask("rm", "--force", master, replica)
                _ = try? DockerEngine.ask("network", "rm", word)
                _ = try? DockerEngine.ask("volume", "rm", word)
            }
            let typist = try Typist(program, environment: ["PATH": Servers.path])
            let (image, data) = (DockerEngine.image, "/var/lib/postgresql/data")
            let run = "docker run --rm --network \(word)"
            try typist.enter("docker network create \(word)")
            try typist.enter("\(run) --name \(master) -e POSTGRES_PASSWORD=docker -d \(image)")
            try awaitServer(master)
            try typist.enter("docker exec -it \(master) psql -U postgres", until: "postgres=# $")
            try typist.enter("create table t as select 1 as a;", until: "postgres=# $")
            try typist.press("\\q\r")
            try typist.expect(Typist.prompt)
            // Nobody types faster than the file system's clock ticks.
            Thread.sleep(forTimeInterval: 0.5)
            let rule = "echo 'host replication all all trust' >> \(data)/pg_hba.conf"
            try typist.enter("docker exec \(master) bash -c \"\(rule)\"")
            Thread.sleep(forTimeInterval: 0.5)
            try typist.enter("docker exec -u postgres \(master) psql -c 'select pg_reload_conf()'")
            try typist.enter(
                "\(run) -u postgres -v \(word):\(data) \(image) pg_basebackup -h \(master) -U postgres -D \(data) -R")
            try typist.enter(
                "\(run) --name \(replica) -e POSTGRES_PASSWORD=docker -v \(word):\(data) -d \(image)")
            try awaitServer(replica)
            try typist.enter("docker exec -it \(replica) psql -U postgres", until: "postgres=# $")
            try typist.enter("select pg_is_in_recovery(), * from t;", until: "postgres=# $")
            try typist.press("\u{04}")
            try typist.expect(Typist.prompt)
            for line in ["docker stop \(replica) \(master)", "docker network rm \(word)", "docker volume rm \(word)"] {
                try typist.enter(line)
            }
            try typist.exit()

            let clusters = try program.entries().filter { $0["kind"] as? String == "sql" }.texts("cluster")
            #expect(clusters == [master, master, replica, replica])
            let replay = try program.replay(environment: ["LABJOURNAL_SECRET_SECRET_1": "docker"])
            #expect(replay.answer.status == 0 && replay.summary["skipped"] == 0, "\(replay.answer.output)")
            let recording = try #require(try program.run("runs", "--json").objects().first?["id"] as? String)
            #expect(try program.run("export", "--portable", "--run", recording, "-o", "p.lab.md").status == 0)
            let lab = try program.read("p.lab.md")
            #expect(
                lab.contains("basebackup \(master) \(replica)\n") && lab.contains("host replication all all trust\n"))
            let played = try program.run("play", "p.lab.md", "--driver", "local")
            #expect(played.status == 0, "\(played.errors)")
        }

        /// Somebody waits until a server has started before going on.
        private func awaitServer(_ name: String) throws {
            try waitUntil("the server in \(name)") {
                try DockerEngine.ask("exec", name, "pg_isready", "-h", "127.0.0.1").status == 0
            }
            Thread.sleep(forTimeInterval: 1)
        }
    }
}
