import Clusters
import Foundation
import LabModel
import Testing

extension Servers {
    /// What is done to a stopped cluster's data so that it follows another.
    @Suite struct Standby {
        private static let settings = ["wal_log_hints": "on", "wal_keep_size": "64MB", "wal_level": "logical"]

        private func withStandby(_ body: (Bench) throws -> Void) throws {
            try Bench.with("first", "second") { bench in
                try bench.perform("start first")
                var conf = ConfigurationFile(try bench["first"].read(file: "postgresql.conf"))
                for (name, value) in Self.settings { conf.set(name, to: value) }
                try bench["first"].write(file: "postgresql.conf", content: conf.content)
                try bench.perform("restart first")
                try bench.sql("first", "CREATE TABLE kept (id integer PRIMARY KEY)")
                try bench.perform("basebackup first second")
                try bench.perform("start second")
                try body(bench)
            }
        }

        @Test func aDivergedPrimaryIsRewoundAndFollows() throws {
            try withStandby { bench in
                try bench.perform("promote second")
                try bench.sql("first", "CREATE TABLE lost (id integer)")
                #expect(bench.failure("rewind first source=second")?.code == .refused, "it still runs")
                try bench.perform("stop first")
                #expect(bench.failure("rewind first source=first")?.problem.contains("two different clusters") == true)
                try bench.sql("second", "CHECKPOINT")
                let output = try bench.perform("rewind first source=second")
                #expect(output.contains("servers diverged") && output.contains("Done!"), "\(output)")
                try bench.perform("start first")
                #expect(try bench["first"].observe().role == .standby)
                #expect(
                    try bench.sql("first", "SELECT to_regclass('lost') IS NULL AND to_regclass('kept') IS NOT NULL")
                        == "t")
            }
        }

        @Test func whatCannotBeRewoundIsNamed() throws {
            try Bench.with("first", "second") { bench in
                #expect(bench.failure("rewind first source=second")?.problem == "it has no data that could be rewound")
                #expect(bench.failure("rewind first source=third")?.problem == "the lab has no such cluster")
                try bench.perform("start first")
                try bench.perform("stop first")
                #expect(bench.failure("rewind first source=second")?.code == .notRunning)
            }
        }

        @Test func aStandbyBecomesASubscriber() throws {
            try withStandby { bench in
                try bench.perform("stop second")
                let operation = "createsubscriber second source=first database=postgres"
                guard try bench["second"].installation.major >= 17 else {
                    let error = try #require(bench.failure(operation))
                    #expect(error.code == .unsupported && error.problem.contains("came with PostgreSQL 17"))
                    return
                }
                try bench.perform(operation)
                try bench.perform("start second")
                #expect(try bench["second"].observe().role == .primary)
                #expect(try bench.sql("second", "SELECT count(*) FROM pg_subscription") == "1")
            }
        }
    }
}
