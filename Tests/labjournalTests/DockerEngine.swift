import Foundation
import Testing

/// The Docker engine of the tests.
enum DockerEngine {
    static let image = "postgres:15"

    /// In CI, a machine without an engine is a failure rather than a reason to skip.
    static var isNeeded: Bool {
        if ProcessInfo.processInfo.environment["CI"] != nil { return true }
        return (try? ask("image", "inspect", image))?.status == 0
    }

    /// Whether images can be built here; in CI they can.
    static var canBuild: Bool {
        ProcessInfo.processInfo.environment["CI"] != nil
            || FileManager.default.isExecutableFile(atPath: "/usr/sbin/debootstrap")
    }

    @discardableResult
    static func ask(_ words: String..., host: String? = nil) throws -> (output: String, status: Int32) {
        try ask(words, host: host)
    }

    @discardableResult
    static func ask(_ words: [String], host: String? = nil) throws -> (output: String, status: Int32) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["docker"] + words
        if let host { process.environment = ProcessInfo.processInfo.environment.merging(["DOCKER_HOST": host]) { $1 } }
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (String(decoding: output, as: UTF8.self), process.terminationStatus)
    }

    /// The containers of labjournal's runs, and the run directories that are left.
    static func containers(of run: String) throws -> [String] {
        try ask("ps", "--all", "--quiet", "--filter", "label=labjournal=\(run)").output
            .split(separator: "\n").map(String.init)
    }
}

extension Trait where Self == ConditionTrait {
    static var needsDocker: Self {
        .enabled(if: DockerEngine.isNeeded, "no Docker engine with an image postgres:15 answers (make docker image)")
    }
}

/// Tests that play in containers: some have the names that everybody gives them, so that they go one at a time.
@Suite(.serialized, .needsDocker)
enum InContainers {}
