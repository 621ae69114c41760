import Clusters
import Foundation
import Glibc
import LabModel
import Testing

/// Tests on real servers, one at a time: two cores are soon taken.
@Suite(
    .serialized,
    .enabled(if: Bench.isPossible, "PostgreSQL's server is not installed (apt-get install postgresql)"))
enum Servers {}

/// A run directory with clusters, and something that runs their command lines.
final class Bench {
    let directory: RunDirectory
    let clusters: ClusterSet

    /// In CI, a machine without PostgreSQL is a failure rather than a reason to skip.
    static var isPossible: Bool {
        ProcessInfo.processInfo.environment["CI"] != nil || (try? PostgresInstallation.find()) != nil
    }

    /// Lends a bench with local clusters of these names; servers are stopped and files removed whatever happens.
    static func with(_ names: String..., body: (Bench) throws -> Void) throws {
        try with(names.map { ClusterSpecification(name: $0) }, body: body)
    }

    static func with(_ specifications: [ClusterSpecification], body: (Bench) throws -> Void) throws {
        let directory = try RunDirectory(runID: "test")
        do {
            let bench = Bench(directory, try ClusterSet(specifications, runDirectory: directory))
            defer { bench.stopAll() }
            try body(bench)
        } catch {
            try? directory.remove()
            throw error
        }
        try directory.remove()
    }

    private init(_ directory: RunDirectory, _ clusters: ClusterSet) {
        self.directory = directory
        self.clusters = clusters
    }

    /// A cluster in a container.
    func docker(_ name: String) throws -> DockerCluster {
        try #require(clusters.cluster(named: name) as? DockerCluster)
    }

    subscript(name: String) -> LocalCluster {
        get throws { try #require(clusters.cluster(named: name) as? LocalCluster) }
    }

    private func stopAll() {
        clusters.close()
        for cluster in clusters.clusters {
            for command in cluster.shutdownCommands() where cluster.isRunning { _ = try? Self.run(command) }
            try? cluster.remove()
        }
    }

    /// Carries an operation out as a lab writes it; the output of all its commands.
    @discardableResult
    func perform(_ line: String) throws -> String {
        let operation = try ClusterOperation(line: line)
        return try clusters.cluster(for: operation).parts(of: operation).map(carryOut).joined()
    }

    private func carryOut(_ operation: ClusterOperation) throws -> String {
        var output = ""
        let cluster = try clusters.cluster(for: operation)
        for command in try clusters.commands(for: operation) {
            let (text, status) = try Self.run(command)
            output += text
            guard status == 0 else { throw cluster.failure(of: operation, exitStatus: status) }
        }
        #expect(try eventually { try cluster.hasSettled(operation) })
        return output
    }

    /// The error of an operation that is expected to fail.
    func failure(_ line: String) -> ClusterError? { error { try perform(line) } }

    /// Types a statement into psql.
    @discardableResult
    func sql(_ name: String, _ statement: String) throws -> String {
        let psql = try clusters.cluster(named: name).psql(database: nil, user: nil)
        let command = CommandLine(
            psql.arguments + ["-XAtc", statement], executable: psql.executable, directory: psql.directory,
            environment: psql.environment)
        let (output, status) = try Self.run(command)
        #expect(status == 0, "\(output)")
        return output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Polls until something holds, for 20 s at most.
    func eventually(_ condition: () throws -> Bool) throws -> Bool {
        for _ in 0..<1000 {
            if try condition() { return true }
            usleep(20_000)
        }
        return false
    }

    /// Runs a command line to its end, with standard output and error in a file: a server started by it would keep a
    /// pipe open, and a descriptor of Foundation's `Process` as well.
    static func run(_ command: Clusters.CommandLine) throws -> (output: String, status: Int32) {
        let user = command.user.map { ["runuser", "-u", $0, "--"] } ?? []
        let variables = command.environment.map { "\($0.name)=\($0.value)" }
        let change = ["env", "--chdir=\(command.directory)"] + user + ["env"] + variables
        let output = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        defer { unlink(output) }
        let status = try spawn(change + [command.executable] + command.arguments.dropFirst(), output: output)
        return (try String(contentsOfFile: output, encoding: .utf8), status)
    }

    private static func spawn(_ words: [String], output: String) throws -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        let arguments = words.map { strdup($0) } + [nil]
        defer { arguments.forEach { free($0) } }
        var pid: pid_t = 0
        #expect(posix_spawnp(&pid, words[0], &actions, nil, arguments, environ) == 0)
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        return status & 0x7F == 0 ? status >> 8 & 0xFF : 128
    }
}

/// The error that a body throws.
func error(_ body: () throws -> Void) -> ClusterError? {
    do {
        try body()
        return nil
    } catch { return error as? ClusterError }
}
