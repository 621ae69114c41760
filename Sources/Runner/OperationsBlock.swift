internal import Capture
internal import Clusters
internal import Foundation
internal import LabModel

// `cluster` blocks: each operation's command lines run one after another on a pseudo-terminal.

extension BlockExecution {
    func operate(_ operations: [ClusterOperation]) throws -> Outcome {
        for operation in operations {
            if case .observe(let names) = operation {
                try observe(names)
                continue
            }
            if operation.endsConnections { operation.clusters.forEach { runner.sessions.close(cluster: $0) } }
            for part in try runner.clusters.cluster(for: operation).parts(of: operation) {
                let outcome = try carryOut(part)
                if outcome != .ok { return outcome }
            }
        }
        return .ok
    }

    private func carryOut(_ operation: ClusterOperation) throws -> Outcome {
        for command in try runner.clusters.commands(for: operation) {
            let outcome = try run(command, of: operation)
            if outcome != .ok { return outcome }
        }
        return try settle(operation)
    }

    /// Waits until servers that the lab's own commands have started answer: `docker run -d` does not wait for them.
    func settleStarted() throws -> Outcome {
        for case let cluster as DockerCluster in runner.clusters.clusters where cluster.awaitsServer {
            let outcome = try settle(.start(cluster.name))
            if outcome != .ok { return outcome }
        }
        return .ok
    }

    /// Waits for what the operation set off.
    private func settle(_ operation: ClusterOperation) throws -> Outcome {
        let cluster = try runner.clusters.cluster(for: operation)
        while try !cluster.hasSettled(operation) {
            if runner.interrupt.isRaised { return .interrupted }
            if ContinuousClock.now - begun > task.limit { return outcome(of: .timedOut) }
            tick(remaining: nil)
            runner.interrupt.sleep(.milliseconds(10))
        }
        return .ok
    }

    /// Prints what the clusters say of themselves.
    private func observe(_ names: [String]) throws {
        let observations =
            try names.isEmpty
            ? runner.clusters.observe() : names.map { try runner.clusters.cluster(named: $0).observe() }
        try record(.commandBegan((["observe"] + names).joined(separator: " ")))
        try record(.outputBegan)
        try print(observations.map { Self.describe($0) + "\n" }.joined())
        try record(.commandEnded(exitStatus: 0, sqlState: nil))
    }

    private func run(_ command: CommandLine, of operation: ClusterOperation) throws -> Outcome {
        let user = command.user ?? NSUserName()
        try record(.output(Array(TranscriptStyle.prompt(user: user).utf8)))
        try record(.commandBegan(command.text))
        try print(command.text + "\n")
        try record(.outputBegan)
        let limit = task.limit - (ContinuousClock.now - begun)
        let end = try OneCommand.run(
            runner.launch(for: command), limit: limit, interrupt: runner.interrupt, event: record)
        guard case .sessionEnded(let status) = end else {
            try record(.commandEnded(exitStatus: 130, sqlState: nil))
            return outcome(of: end)
        }
        try record(.commandEnded(exitStatus: status, sqlState: nil))
        if status == 0 { return .ok }
        let failure = try runner.clusters.cluster(for: operation)
            .failure(of: operation, exitStatus: Int32(clamping: status))
        return .failed("\(failure)", codes: ["\(status)"])
    }
}

extension ClusterOperation {
    fileprivate var endsConnections: Bool {
        switch self {
        case .stop, .restart, .wipe: true
        default: false
        }
    }
}

extension LabRunner {
    /// How a driver's command line is started: as the server's user where it asks for one.
    func launch(for command: CommandLine) -> Launch {
        var arguments = [command.executable] + command.arguments.dropFirst()
        if let user = command.user, user != NSUserName() { arguments = ["runuser", "-u", user, "--"] + arguments }
        let environment = SessionEnvironment.make(home: command.directory, adding: command.environment)
        return Launch(
            arguments: arguments, environment: environment, directory: command.directory, columns: plan.columns,
            rows: plan.rows)
    }
}
