import Clusters
import Foundation
import Glibc
import LabModel
import Testing

extension Containers {
    @Suite struct Lives {
        @Test func startStopRestart() throws {
            try Bench.with(Docker.specifications("master")) { bench in
                let master = try bench.docker("master")
                #expect(master.observe().state == .stopped)
                #expect(bench.failure("stop master")?.code == .notRunning)
                #expect(bench.failure("reload master")?.code == .notRunning)

                let begun = ContinuousClock.now
                let printed = try bench.perform("start master")
                #expect(printed.trimmingCharacters(in: .newlines).count == 64, "the container's id alone")
                #expect(ContinuousClock.now - begun < .seconds(30))
                #expect(master.observe().state == .running, "ready means that the final server answers")
                #expect(try bench.sql("master", "SELECT inet_server_port()") == "5432")
                #expect(bench.failure("start master")?.code == .alreadyRunning)
                #expect(bench.failure("wipe master")?.code == .refused)

                try bench.perform("restart master")
                #expect(master.observe().state == .running)
                var conf = ConfigurationFile(try master.read(file: "postgresql.conf"))
                conf.set("work_mem", to: "7MB")
                try master.write(file: "postgresql.conf", content: conf.content)
                try bench.perform("reload master")
                let setting = Variable(name: "work_mem", value: "7MB")
                #expect(try bench.eventually { try master.settings().contains(setting) })

                try bench.perform("stop master")
                #expect(
                    try Docker.ask("inspect", master.containerName).status != 0, "it is gone, so that its name is free")
                #expect(master.observe().state == .stopped)
                try bench.perform("start master")
                try bench.perform("stop master")
                try bench.perform("wipe master")
                #expect(try FileManager.default.contentsOfDirectory(atPath: bench.directory.path + "/master").isEmpty)
            }
        }

        @Test func commandsReadAsAPersonTypesThem() throws {
            try Bench.with(Docker.specifications("master")) { bench in
                let (master, path) = (try bench.docker("master"), bench.directory.path)
                let start = try bench.clusters.commands(for: .start("master"))
                #expect(
                    start.map(\.text) == [
                        "docker run --rm --name \(master.containerName) --label labjournal=test -e POSTGRES_PASSWORD=docker "
                            + "-e POSTGRES_INITDB_ARGS=--locale=C.UTF-8 -d -p \(master.port):5432 "
                            + "-v \(path)/master:/var/lib/postgresql/data postgres:15"
                    ])
                #expect(
                    master.psql(database: "eshop", user: "clerk").text
                        == "psql -h 127.0.0.1 -p \(master.port) -U clerk -d eshop")
                #expect(bench.clusters.value("master.port") == "\(master.port)")
                #expect(bench.clusters.value("master.address") == nil, "no container has run yet")
            }
        }

        @Test func networkAndLogs() throws {
            try Bench.with(Docker.specifications("one", "two")) { bench in
                try bench.perform("start one")
                try bench.perform("start two")
                let subnet = try bench.perform("subnet")
                #expect(subnet.wholeMatch(of: /\d+\.\d+\.\d+\.\d+\/\d+\n/) != nil, "\(subnet)")
                let prefix = subnet.split(separator: ".").prefix(2).joined(separator: ".") + "."
                let addresses = try ["gateway", "address one", "address two"].map { try bench.perform($0) }
                #expect(addresses.allSatisfy { $0.hasPrefix(prefix) })
                #expect(Set(addresses).count == 3)
                #expect(bench.clusters.value("one.address").map { $0 + "\n" } == addresses[1])
                let log = try bench.perform("logs one lines=3")
                #expect(log.contains("ready to accept connections"))
                #expect(log.split(separator: "\n").count == 3)
                #expect(try bench.docker("one").logTail(lines: 3).map { $0 + "\n" } == log)
            }
        }

        @Test func slotsAndStandby() throws {
            try Bench.with(Docker.specifications("master", "replica")) { bench in
                let (master, replica) = (try bench.docker("master"), try bench.docker("replica"))
                try bench.perform("start master")
                #expect(bench.failure("basebackup replica master")?.code == .refused)
                try bench.sql("master", "SELECT pg_create_physical_replication_slot('eshop')")
                var rules = ConfigurationFile(try master.read(file: "pg_hba.conf"))
                rules.insert(rules: ["host replication all samenet trust"], atEnd: false)
                try master.write(file: "pg_hba.conf", content: rules.content)
                try bench.perform("reload master")
                let backup = try bench.perform("basebackup master replica slot=eshop")
                #expect(backup.contains("base backup completed"))
                let text = String(decoding: try replica.read(file: "postgresql.auto.conf"), as: UTF8.self)
                #expect(text.contains("host=\(bench.clusters.value("master.address") ?? "?") port=5432"))
                #expect(bench.failure("basebackup master replica")?.code == .refused, "not empty")

                try bench.perform("start replica")
                #expect(try bench.eventually { master.observe().slots.first?.active == true })
                #expect(try bench.eventually { replica.observe().receiver?.status == "streaming" })
                #expect(replica.observe().role == .standby)
                try bench.sql("master", "CREATE TABLE goods (id int)")
                let target = try #require(try master.writtenLSN())
                #expect(try bench.eventually { (try replica.replayedLSN()).map { $0 >= target } ?? false })
                try bench.perform("promote replica")
                #expect(replica.observe().role == .primary)
            }
        }

        /// What a lab names is used as it is, through the engine: the files of a volume are nobody's on this machine.
        @Test func aNamedVolume() throws {
            var specifications = Docker.specifications("master")
            let volume = specifications[0].docker?.name ?? ""
            specifications[0].docker?.volume = volume
            try Bench.with(specifications) { bench in
                let master = try bench.docker("master")
                #expect(error { _ = try master.read(file: "postgresql.conf") }?.code == .file)
                try bench.perform("start master")
                var conf = ConfigurationFile(try master.read(file: "postgresql.conf"))
                conf.set("work_mem", to: "7MB")
                try bench.perform("stop master")
                try master.write(file: "postgresql.conf", content: conf.content)
                #expect(try master.read(file: "postgresql.conf") == conf.content)
                #expect(error { _ = try master.read(file: "../passwd") }?.code == .file)
                try bench.perform("start master")
                #expect(try bench.sql("master", "SHOW work_mem") == "7MB")
                #expect(try bench.sql("master", "SELECT pg_read_file('PG_VERSION')").hasPrefix("15"))
                try bench.perform("stop master")
                try bench.perform("wipe master")
                #expect(error { _ = try master.read(file: "postgresql.conf") }?.code == .file)
            }
            #expect(try Docker.ask("volume", "inspect", volume).status != 0, "it went with the run that made it")
        }

        @Test func somebodysVolumeIsLeftAlone() throws {
            var specifications = Docker.specifications("master")
            let volume = specifications[0].docker?.name ?? ""
            specifications[0].docker?.volume = volume
            try Docker.ask("volume", "create", volume)
            defer { _ = try? Docker.ask("volume", "rm", volume) }
            try Bench.with(specifications) { bench in
                #expect(bench.failure("start master")?.code == .refused)
                #expect(bench.failure("wipe master")?.code == .refused)
            }
            #expect(try Docker.ask("volume", "inspect", volume).status == 0)
        }

        @Test func aContainerThatDiesShowsItsLog() throws {
            try Bench.with(Docker.specifications("master")) { bench in
                let master = try bench.docker("master")
                try bench.perform("start master")
                try Docker.ask("exec", master.containerName, "sh", "-c", "kill -ABRT $(pidof -s postgres)")
                try Docker.ask("kill", master.containerName)
                let failure = error { _ = try master.question("SELECT true").ask() }
                #expect(failure?.code == .ended)
                #expect(failure?.remedy.contains("ready to accept connections") == true)
                #expect(master.observe().state == .stopped)
                // The name is free a moment later.
                let again = try bench.eventually { bench.failure("start master") == nil }
                #expect(again)

                try bench.perform("stop master")
                var conf = ConfigurationFile(try master.read(file: "postgresql.conf"))
                conf.set("shared_buffers", to: "many")
                try master.write(file: "postgresql.conf", content: conf.content)
                let start = try #require(bench.failure("start master"))
                #expect(start.code == .ended)
                #expect(start.description.contains("shared_buffers") || start.description.contains("-d"), "\(start)")
            }
        }
    }
}
