import Clusters
import Foundation
import LabModel
import Testing

/// Tests in real containers, one at a time.
@Suite(
    .serialized,
    .enabled(if: Docker.isNeeded, "no Docker engine with an image postgres:15 answers (make docker image)"))
enum Containers {}

/// The engine of the tests.
enum Docker {
    /// In CI, a machine without an engine is a failure rather than a reason to skip.
    static var isNeeded: Bool {
        if ProcessInfo.processInfo.environment["CI"] != nil { return true }
        return (try? ask("image", "inspect", DockerCluster.defaultImage))?.status == 0
    }

    @discardableResult
    static func ask(_ words: String...) throws -> (output: String, status: Int32) {
        try Bench.run(CommandLine(["docker"] + words, directory: "/"))
    }

    /// Containers whose names no other test has, for clusters of these names.
    static func specifications(_ names: String...) -> [ClusterSpecification] {
        let word = UUID().uuidString.prefix(8).lowercased()
        return names.map { name in
            ClusterSpecification(name: name, driver: .docker, docker: .init(name: "test-\(word)-\(name)"))
        }
    }
}
