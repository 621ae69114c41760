import Foundation
import Testing

extension InContainers {
    /// The other built-in labs: recorded in containers, they replay on local servers.
    @Suite struct DockerLabs {
        @Test(arguments: ["logical-replication", "cascade", "failover", "slot-retention"])
        func recordedInContainersTheyReplayLocally(lab: String) throws {
            let program = try Program()
            let demo = try program.run("demo", lab, "--driver", "docker", "--directory", ".")
            try #require(demo.status == 0, "\(demo.errors)")
            let (answer, entries, summary) = try program.replay("--driver", "local")
            let bad = entries.filter { ["different", "failed"].contains($0.value["verdict"] as? String) }
            #expect(answer.status == 0, "\(bad)")
            #expect((summary["skipped"] ?? 0) == 0)
        }
    }
}
