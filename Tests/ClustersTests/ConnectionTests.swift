import Clusters
import Foundation
import Glibc
import LabModel
import Testing

extension Servers {
    @Suite struct Connections {
        private func remote(_ conninfo: String) -> ClusterSpecification {
            ClusterSpecification(name: "far", driver: .remote, conninfo: conninfo)
        }

        @Test func aRemoteClusterIsOnlyAsked() throws {
            try Bench.with("master") { bench in
                try bench.perform("start master")
                let port = try bench["master"].port
                let specification = remote("postgresql://postgres:hush@127.0.0.1:\(port)/postgres")
                let clusters = try ClusterSet([specification], runDirectory: bench.directory)
                let far = try clusters.cluster(named: "far")
                #expect(far.observe().state == .running)
                #expect(try far.question("SELECT true").ask() == true)
                #expect(try far.serverVersion() == bench["master"].serverVersion())
                #expect(error { _ = try clusters.commands(for: .start("far")) }?.code == .unsupported)
                #expect(error { try far.write(file: "postgresql.conf", content: []) }?.code == .unsupported)
                let psql = far.psql(database: "other", user: nil)
                #expect(psql.text.contains("dbname=other") && !psql.text.contains("hush"))
                #expect(psql.environment.contains(Variable(name: "PGPASSWORD", value: "hush")))
                #expect(clusters.secrets == [Variable(name: "far.password", value: "hush")])
                #expect(!clusters.values.contains { $0.value.contains("hush") })
                clusters.close()
            }
        }

        @Test func aRemotePasswordIsInNoError() throws {
            try Bench.with { bench in
                for text in ["host=127.0.0.1 password hush", "postgresql://me:hush@[::", "hush"] {
                    let failure = error { _ = try ClusterSet([remote(text)], runDirectory: bench.directory) }
                    #expect(failure?.code == .specification)
                    #expect(failure?.description.contains("hush") == false)
                }
            }
        }

        @Test func questions() throws {
            try Bench.with("master") { bench in
                let master = try bench["master"]
                #expect(error { _ = try master.question("SELECT true").ask() }?.code == .notRunning)
                try bench.perform("start master")
                #expect(try master.question("SELECT 1 < 0").ask() == false)
                #expect(try master.question("SELECT NULL::boolean").ask() == nil)
                #expect(try master.question("SELECT true WHERE false").ask() == nil)
                let wrong = try #require(error { _ = try master.question("SELECT * FROM nothing").ask() })
                #expect(wrong.code == .query(sqlState: "42P01"))
                #expect(wrong.problem.contains("relation \"nothing\" does not exist"))
                for sql in ["SELECT 1", "SELECT true, true", "SELECT true FROM generate_series(1, 2)", "SELECT", ""] {
                    #expect(error { _ = try master.question(sql).ask() }?.code == .query(sqlState: nil), "\(sql)")
                }
                #expect(
                    error { _ = try master.question("COPY pg_class TO STDOUT").ask() }?.code
                        == .query(sqlState: "0A000"))
                let slow = error {
                    _ = try master.question("SELECT pg_sleep(9) IS NULL").ask(limit: .milliseconds(100))
                }
                #expect(slow?.code == .query(sqlState: "57014"))
                let question = master.question("DO $$BEGIN RAISE NOTICE 'quiet'; END$$; SELECT true")
                #expect(try question.ask() == true)
                try bench.perform("restart master")
                #expect(error { _ = try question.ask() } != nil, "the restart broke its connection")
                #expect(try question.ask() == true)
                #expect(error { _ = try master.question("SELECT true", database: "none").ask() }?.code == .connection)
            }
        }

        @Test func aSuspendedServerHoldsNobodyUp() throws {
            try Bench.with("master") { bench in
                let master = try bench["master"]
                try bench.perform("start master")
                #expect(master.observe().state == .running)
                let file = try String(contentsOfFile: "\(master.dataDirectory)/postmaster.pid", encoding: .utf8)
                let pid = try #require(file.split(separator: "\n").first.flatMap { pid_t($0) })
                master.close()
                #expect(kill(pid, SIGSTOP) == 0)
                defer { kill(pid, SIGCONT) }
                let start = ContinuousClock.now
                #expect(master.observe().state == .unreachable)
                #expect(.now - start < .seconds(3))
            }
        }

        @Test func aDeadServerIsUnreachableAtOnce() throws {
            try Bench.with { bench in
                // Nobody listens on port 1.
                let clusters = try ClusterSet(
                    [remote("host=127.0.0.1 port=1 password=hush")], runDirectory: bench.directory)
                let far = try clusters.cluster(named: "far")
                let start = ContinuousClock.now
                #expect(far.observe().state == .unreachable)
                #expect(.now - start < .seconds(1))
                let failure = try #require(error { _ = try far.settings() })
                #expect(failure.code == .connection && failure.cluster == "far")
                #expect(failure.problem.contains("Connection refused"))
            }
        }

        @Test func aBrokenConnectionIsMadeAnewSilently() throws {
            try Bench.with("master") { bench in
                let master = try bench["master"]
                try bench.perform("start master")
                #expect(master.observe().state == .running)
                let terminate =
                    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'labjournal'"
                #expect(try bench.sql("master", terminate) == "t")
                #expect(master.observe().state == .running)
            }
        }

        @Test func observationIsFast() throws {
            try Bench.with("master") { bench in
                let master = try bench["master"]
                try bench.perform("start master")
                _ = master.observe()
                let start = ContinuousClock.now
                for _ in 0..<100 { _ = master.observe() }
                let each = (.now - start) / 100
                #expect(each < .milliseconds(10), "\(each)")
            }
        }
    }
}
