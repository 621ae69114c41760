import Foundation
import Testing

/// Somebody does the whole homework by hand in a recorded shell: two servers, vim, psql on both, a delayed standby.
struct Hands {
    let typist: Typist
    /// The editor that there is.
    let vim = ["vim", "vim.tiny"].first { FileManager.default.isExecutableFile(atPath: "/usr/bin/\($0)") } ?? "vi"

    func enter(_ line: String) throws {
        try typist.enter(line)
        // Nobody types faster than the file system's clock ticks.
        Thread.sleep(forTimeInterval: 0.2)
    }

    /// Enters a command that asks for a password.
    func enter(_ line: String, password: String, until prompt: String = Typist.prompt) throws {
        try typist.press(line + "\r")
        try typist.expect("Password[^\n]*: $")
        // The terminal's echo is off a moment after the question.
        Thread.sleep(forTimeInterval: 0.2)
        try typist.press(password + "\r")
        try typist.expect(prompt)
    }

    /// Enters statements into an interactive psql, and leaves it.
    func psql(_ command: String, password: String? = nil, _ lines: String...) throws {
        let prompt = "[a-z]+=# $"
        if let password {
            try enter(command, password: password, until: prompt)
        } else {
            try typist.enter(command, until: prompt)
        }
        for line in lines {
            try typist.enter(line, until: prompt)
            Thread.sleep(forTimeInterval: 0.1)
        }
        try enter(#"\q"#)
    }

    /// Adds lines to a file above one of its lines, `$` for the last.
    func edit(_ file: String, above line: String = "$", _ lines: String...) throws {
        try typist.press("\(vim) \(file)\r")
        try typist.expect("\\[\\?1049h")
        try typist.expect("[0-9]L, [0-9]+B")
        for keys in [":set paste\r", ":\(line)\r", "O", lines.joined(separator: "\r"), "\u{1B}", ":wq\r"] {
            Thread.sleep(forTimeInterval: 0.15)
            try typist.press(keys)
        }
        try typist.expect("\\[\\?1049l")
        try typist.expect(Typist.prompt)
    }
}

extension Program {
    /// Whether all that was recorded by hand is in the report, and comes out again: replayed, and exported, played and
    /// compared.
    func expectAgain(_ environment: [String: String] = [:]) throws {
        let recorded = try run("runs", "--json").objects()
        let id = try #require(recorded.last?["id"] as? String)
        let written = try run("report")
        #expect(written.status == 0, "\(written.errors)")
        let links = try read("recording.report.md").split(separator: "](images/").count - 1
        #expect(try links == entries().count { $0["hidden"] as? Bool != true })
        let exported = try run("export", "-o", "again.lab.md")
        #expect(exported.status == 0, "\(exported.errors)")
        let replay = try replay(environment: environment)
        #expect(replay.answer.status == 0, "\(replay.entries.values.filter { places($0) != [] })")
        #expect(replay.summary["skipped"] == 0)
        let play = try answer(of: start(["play", "again.lab.md"], environment: environment))
        #expect(play.status == 0, "\(play.errors)")
        let diff = try run("diff", id, "last")
        #expect(diff.status == 0, "\(diff.output)")
    }
}

@Suite struct WholeLabTests {
    private static let needsEditor = ConditionTrait.enabled(
        if: Program.isCI || FileManager.default.isExecutableFile(atPath: "/usr/bin/vi"), "vim is not installed")

    @Test(.needsPostgreSQL, needsEditor)
    func `the whole lab by hand on this machine's servers`() throws {
        let program = try Program()
        chmod(program.directory.path, 0o777)
        let hands = Hands(typist: try Typist(program, "--title", "By hand", environment: ["PATH": Servers.path]))
        let ports = [0, 1].map { [port = Int.random(in: 20_000...29_000)] in port + $0 }
        let (main, replica) = (
            "psql -h localhost -p \(ports[0]) -U postgres", "psql -h localhost -p \(ports[1]) -U postgres"
        )
        let start = "-w -l /dev/null start >/dev/null"
        try hands.enter("step '# Two servers'")
        for (name, port) in zip(["main", "replica"], ports) {
            try hands.enter("\(Servers.user)initdb -U postgres -A trust -D \(name) >/dev/null")
            try hands.enter("\(Servers.user)pg_ctl -D \(name) -o '-p \(port)' \(start)")
        }
        try hands.enter("\(main) -c \"SELECT pg_create_physical_replication_slot('eshop');\"")
        try hands.edit("main/postgresql.conf", "wal_keep_size = 64MB")
        try hands.edit("main/pg_hba.conf", "host replication all 127.0.0.2/32 trust", "host all all 127.0.0.2/32 trust")
        try hands.enter("\(main) -c 'SELECT pg_reload_conf();'")
        try hands.psql(main, "select pg_is_in_recovery();", #"select * from pg_replication_slots \gx"#)
        try hands.enter("step '# The copy'")
        try hands.enter("\(Servers.user)pg_ctl -D replica -m fast stop >/dev/null")
        try hands.enter("rm -rf replica/*")
        try hands.enter(
            "\(Servers.user)pg_basebackup -h localhost -p \(ports[0]) -U postgres -D replica -R --slot=eshop -v")
        try hands.edit("replica/postgresql.conf", "recovery_min_apply_delay = 2s")
        try hands.enter("cat replica/postgresql.auto.conf")
        try hands.enter("\(Servers.user)pg_ctl -D replica -o '-p \(ports[1])' \(start)")
        try hands.psql(replica, "select pg_is_in_recovery();")
        try hands.enter("step '# What comes over'")
        try Self.fill(hands, main, replica, password: nil)
        try hands.enter(
            "\(Servers.user)pg_ctl -D replica stop >/dev/null; \(Servers.user)pg_ctl -D main stop >/dev/null")
        try hands.typist.exit()
        #expect(try program.entries().compactMap { $0["cluster"] as? String }.allSatisfy(["main", "replica"].contains))
        try program.expectAgain()
    }

    /// Makes a database on the one server and watches it arrive on the other.
    static func fill(_ hands: Hands, _ main: String, _ replica: String, password: String?) throws {
        try hands.psql(
            main, password: password, "create database eshop;", #"\c eshop"#,
            "create table countrys (country_id smallserial primary key, symbols varchar(2) not null);", #"\dt"#,
            "insert into countrys (symbols) values ('RU');", "select * from countrys;")
        Thread.sleep(forTimeInterval: 3)
        try hands.psql(
            replica, password: password, #"\l"#, #"\c eshop"#, #"\dt"#, #"select * from countrys \gx"#)
        try hands.psql(main, password: password, #"select * from pg_replication_slots \gx"#)
    }
}

extension InContainers {
    @Suite(.enabled(if: geteuid() == 0, "an ordinary user may not write into a container's volume"))
    struct WholeLab {
        @Test func `the whole lab by hand in containers`() throws {
            let program = try Program()
            let hands = Hands(typist: try Typist(program, environment: ["PATH": Servers.path]))
            let word = "hand-\(UUID().uuidString.prefix(8).lowercased())"
            let names = ["\(word)-master", "\(word)-replica"]
            defer { _ = try? DockerEngine.ask(["rm", "--force"] + names) }
            let ports = [0, 1].map { [port = Int.random(in: 10_000..<19_000)] in port + $0 }
            let psql = ports.map { "psql -h localhost -p \($0) -U postgres" }
            func run(_ index: Int) -> String {
                "docker run --rm --name \(names[index]) -e POSTGRES_PASSWORD=docker -d -p \(ports[index]):5432 "
                    + "-v $HOME/volume/\(index):/var/lib/postgresql/data \(DockerEngine.image)"
            }
            for index in [0, 1] {
                try hands.enter(run(index))
                try Self.awaitServer(names[index])
            }
            let addresses = try names.map { name in
                let format = "{{range .NetworkSettings.Networks}}{{.IPAddress}}|{{.Gateway}}{{end}}"
                try hands.enter("docker inspect -f '\(format)' \(name)")
                return try DockerEngine.ask("inspect", "-f", format, name).output.split { "|\n".contains($0) }
            }
            try hands.enter(
                "\(psql[0]) -c \"SELECT pg_create_physical_replication_slot('eshop');\"", password: "docker")
            try hands.edit("volume/0/postgresql.conf", "wal_keep_size = 64MB")
            try hands.edit(
                "volume/0/pg_hba.conf", "host replication all \(addresses[1][0])/32 trust",
                "host replication all \(addresses[0][1])/32 trust")
            try hands.enter("\(psql[0]) -c 'SELECT pg_reload_conf();'", password: "docker")
            try hands.psql(psql[0], password: "docker", #"select * from pg_replication_slots \gx"#)
            try hands.enter("docker stop \(names[1])")
            try hands.enter("rm -rf volume/1/*")
            try hands.enter("pg_basebackup -h localhost -p \(ports[0]) -U postgres -D volume/1 -R --slot=eshop -v")
            try hands.edit("volume/1/postgresql.conf", "recovery_min_apply_delay = 2s")
            try hands.edit(
                "volume/1/postgresql.auto.conf", "primary_conninfo = 'host=\(addresses[0][0]) user=postgres'")
            try hands.enter(run(1))
            try Self.awaitServer(names[1])
            try hands.psql(psql[1], password: "docker", "select pg_is_in_recovery();")
            try WholeLabTests.fill(hands, psql[0], psql[1], password: "docker")
            try hands.psql("docker exec -it \(names[0]) psql -U postgres", "select pg_is_in_recovery();")
            try hands.enter("docker stop \(names[0]) \(names[1])")
            try hands.typist.exit()
            let clusters = try program.entries().compactMap { $0["cluster"] as? String }
            #expect(Set(clusters) == Set(names))
            try program.expectAgain(["LABJOURNAL_SECRET_SECRET_1": "docker"])
            #expect(try DockerEngine.ask(["inspect"] + names).status != 0)
        }

        /// Somebody waits until a server has started before going on.
        private static func awaitServer(_ name: String) throws {
            try waitUntil("the server in \(name)") {
                // The server that makes the data listens on its socket alone.
                try DockerEngine.ask("exec", name, "pg_isready", "-h", "127.0.0.1").status == 0
            }
            Thread.sleep(forTimeInterval: 0.3)
        }
    }
}
