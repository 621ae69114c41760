import Clusters
import Foundation
import Glibc
import LabModel
import Testing

extension Servers {
    @Suite struct Local {
        @Test func startStopRestartReload() throws {
            try Bench.with("master") { bench in
                let master = try bench["master"]
                #expect(master.observe().state == .stopped)
                let output = try bench.perform("start master")
                #expect(output.contains("server started"))
                let seen = master.observe()
                #expect(seen.state == .running)
                #expect(seen.role == .primary)
                #expect(seen.timeline == 1)
                #expect(seen.lsn != nil)
                #expect(seen.receivedLSN == nil)
                #expect(try master.serverVersion() == master.installation.version)
                #expect(
                    try master.systemIdentifier()
                        == bench.sql("master", "SELECT system_identifier FROM pg_control_system()"))

                try bench.perform("restart master")
                #expect(master.observe().state == .running, "the observer reconnects silently")
                var conf = ConfigurationFile(try master.read(file: "postgresql.conf"))
                conf.set("work_mem", to: "7MB")
                try master.write(file: "postgresql.conf", content: conf.content)
                try bench.perform("reload master")
                #expect(
                    try bench.eventually { try master.settings().contains(Variable(name: "work_mem", value: "7MB")) })
                let names = try master.settings().map(\.name)
                #expect(names == names.sorted())
                #expect(names.contains("TimeZone"))
                #expect(!names.contains("statement_timeout"))

                try bench.perform("stop master")
                #expect(master.observe().state == .stopped)
                #expect(!master.isRunning)
                #expect(bench.failure("reload master")?.code == .notRunning)
                try bench.perform("start master")
                #expect(bench.failure("start master")?.code == .alreadyRunning)
            }
        }

        @Test func commandsReadAsAPersonTypesThem() throws {
            try Bench.with("master") { bench in
                let master = try bench["master"]
                let start = try bench.clusters.commands(for: .start("master"))
                #expect(
                    start.map(\.text) == [
                        "initdb -D master -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync",
                        "pg_ctl -D master -l master.log -o '-p \(master.port) -k \(bench.directory.path)' -w start",
                    ])
                #expect(start.allSatisfy { $0.user == (geteuid() == 0 ? "postgres" : nil) })
                #expect(
                    master.psql(database: "eshop", user: "clerk").text
                        == "psql -h 127.0.0.1 -p \(master.port) -U clerk -d eshop")
                #expect(master.psql(database: nil, user: nil).executable == "\(master.installation.directory)/psql")
                #expect(bench.clusters.value("master.port") == "\(master.port)")
                #expect(bench.clusters.value("master.data") == "\(bench.directory.path)/master")
                #expect(bench.clusters.value("master.colour") == nil)
            }
        }

        @Test func networkAndLogs() throws {
            try Bench.with("master") { bench in
                try bench.perform("start master")
                #expect(try bench.perform("subnet").contains("127.0.0.0/8"))
                #expect(try bench.perform("gateway").contains("127.0.0.1 dev lo"))
                #expect(try bench.perform("address master") == "127.0.0.1\n")
                let log = try bench.perform("logs master lines=3")
                #expect(log.contains("ready to accept connections"))
                #expect(log.split(separator: "\n").count == 3)
                #expect(try bench["master"].logTail(lines: 3).map { $0 + "\n" } == log)
            }
        }

        @Test func slotsAndStandby() throws {
            try Bench.with("master", "replica") { bench in
                let (master, replica) = (try bench["master"], try bench["replica"])
                try bench.perform("start master")
                try bench.sql("master", "SELECT pg_create_physical_replication_slot('eshop')")
                let unused = try #require(master.observe().slots.first)
                #expect(unused.slotName == "eshop" && unused.slotType == "physical" && !unused.active)
                #expect(unused.restartLSN == nil)

                let backup = try bench.perform("basebackup master replica slot=eshop")
                #expect(backup.contains("base backup completed"))
                let reserved = try #require(master.observe().slots.first)
                #expect(reserved.restartLSN != nil && !reserved.active)
                #expect(bench.failure("basebackup master replica")?.code == .refused, "not empty")

                try bench.perform("start replica")
                #expect(try bench.eventually { master.observe().slots.first?.active == true })
                #expect(master.observe().slots.first?.activePID == master.observe().senders.first?.pid)
                #expect(try bench.eventually { replica.observe().receiver?.status == "streaming" })
                let standby = replica.observe()
                #expect(standby.role == .standby && standby.timeline == 1)
                #expect(standby.receiver?.slotName == "eshop")
                #expect(standby.receiver?.senderPort == Int64(master.port))
                #expect(try master.systemIdentifier() == replica.systemIdentifier())

                try bench.sql("master", "CREATE TABLE goods (id int)")
                let target = try #require(try master.writtenLSN())
                #expect(try bench.eventually { (try replica.replayedLSN()).map { $0 >= target } ?? false })
                #expect(try replica.writtenLSN() == replica.replayedLSN())

                try bench.perform("promote replica")
                let promoted = replica.observe()
                #expect(promoted.role == .primary && promoted.timeline == 2)
                #expect(promoted.replayedAt == nil && promoted.receiver == nil)
            }
        }

        @Test func backupNeedsARunningSource() throws {
            try Bench.with("master", "replica") { bench in
                #expect(bench.failure("basebackup master replica")?.code == .notRunning)
                #expect(bench.failure("basebackup other replica")?.code == .specification)
                #expect(bench.failure("basebackup replica replica")?.code == .specification)
                let elsewhere = bench.failure("basebackup master replica waldir=/nowhere/x")
                #expect(elsewhere?.code == .specification)
                let left = try FileManager.default.contentsOfDirectory(atPath: bench.directory.path)
                #expect(left.sorted() == [".labjournal", "home"])
            }
        }

        @Test func wipeAndStartAgain() throws {
            try Bench.with("master") { bench in
                let master = try bench["master"]
                #expect(bench.failure("wipe master")?.code == .file)
                try bench.perform("start master")
                let identifier = try master.systemIdentifier()
                #expect(bench.failure("wipe master")?.code == .refused)
                try bench.perform("stop master")
                try bench.perform("wipe master")
                #expect(try FileManager.default.contentsOfDirectory(atPath: master.dataDirectory).isEmpty)
                try bench.perform("start master")
                #expect(try master.systemIdentifier() != identifier)
            }
        }

        @Test func aServerThatDoesNotStartShowsItsLog() throws {
            try Bench.with("master") { bench in
                let master = try bench["master"]
                try bench.perform("start master")
                try bench.perform("stop master")
                var conf = ConfigurationFile(try master.read(file: "postgresql.conf"))
                conf.set("shared_buffers", to: "many")
                try master.write(file: "postgresql.conf", content: conf.content)
                let failure = try #require(bench.failure("start master"))
                #expect(failure.code == .command(exitStatus: 1))
                #expect(failure.description.contains("invalid value for parameter \"shared_buffers\""))
                #expect(!failure.description.contains("shut down"), "only what the failed start logged")
            }
        }

        @Test func smartStopWorksOnceTheObserverIsClosed() throws {
            try Bench.with("master") { bench in
                let master = try bench["master"]
                try bench.perform("start master")
                #expect(master.observe().state == .running)
                try bench.sql("master", "CREATE DATABASE eshop")
                try bench.sql("master", "DROP DATABASE eshop")
                master.close()
                let smart = try #require(try bench.clusters.commands(for: .stop("master")).first)
                let arguments = smart.arguments.map { $0 == "fast" ? "smart" : $0 }
                let (_, status) = try Bench.run(
                    CommandLine(
                        arguments, executable: smart.executable, directory: smart.directory, user: smart.user,
                        environment: smart.environment))
                #expect(status == 0)
            }
        }
    }
}
