public import Capture
internal import Clusters
internal import Foundation
public import Journal
public import LabModel

/// A recording by hand as one command sees it: its clusters were made by earlier commands, and live on after it.
public final class Recording {
    /// The only writer.
    public let recorder: Recorder
    /// Is told what happens in the blocks that are carried out.
    public var listener: (CaptureEvent) throws -> Void = { _ in }
    private let store: JournalStore
    private let interrupt: Interrupt
    private let progress: (Progress) -> Void

    /// Makes a recording of what a recorder writes into a journal.
    public init(
        _ recorder: Recorder, in store: JournalStore, interrupt: Interrupt,
        progress: @escaping (Progress) -> Void = { _ in }
    ) {
        self.recorder = recorder
        self.store = store
        self.interrupt = interrupt
        self.progress = progress
    }

    /// What is recorded of the clusters, in their order.
    public func clusters() throws -> [ClusterRecord] { try store.clusters(of: run()) }

    private func run() throws -> RunRecord { try store.run(named: recorder.run) }

    /// Names a cluster; nothing is made or started.
    ///
    /// - Throws: `RunnerError` when the name is taken, `ClusterError` for what cannot be.
    public func add(_ specification: ClusterSpecification) throws {
        let directory = try self.directory()
        let lock = try self.lock(directory)
        defer { withExtendedLifetime(lock) {} }
        guard try append(specification, in: directory) else {
            throw RunnerError(
                .refused, "the recording has a cluster \(specification.name) already", remedy: "Take another name.")
        }
    }

    /// Carries a block out on the recording's clusters. A cluster that is started or copied into is made if need be.
    ///
    /// - Parameters:
    ///   - block: the block; its templates are escaped.
    ///   - directory: where the command was entered.
    /// - Throws: `RunnerError` when the block failed, or names a cluster that there is not.
    public func carryOut(_ block: Block, enteredIn directory: String) throws {
        let task = try task(of: block)
        var lock: RunLock?
        defer { withExtendedLifetime(lock) {} }
        if case .operations(let operations) = task.action {
            let runDirectory = try self.directory()
            lock = try self.lock(runDirectory)
            for name in operations.compactMap(\.made) { _ = try append(.init(name: name), in: runDirectory) }
        }
        try refuseUnknown(task.clusters)
        let runner = try runner()
        defer { runner.close() }
        try runner.record(block, task, enteredIn: directory)
    }

    private func task(of block: Block) throws -> BlockTask {
        do {
            return try BlockTask(block) { _ in nil }
        } catch {
            throw RunnerError(.invalidLab, error.problem, remedy: error.remedy)
        }
    }

    /// Asks every cluster how it is, for the entry that is open.
    public func observe() throws {
        if try clusters().isEmpty { return }
        let runner = try runner()
        defer { runner.close() }
        try runner.observe()
    }

    /// A psql on a cluster, with the present environment and the user's own settings.
    ///
    /// - Throws: `RunnerError` for a cluster that there is not.
    public func psql(on cluster: String, database: String?, user: String?, options: [String]) throws -> PsqlStart {
        try refuseUnknown([cluster])
        let runner = try runner()
        defer { runner.close() }
        let command = try runner.clusters.cluster(named: cluster).psql(database: database, user: user).adding(options)
        var environment = ProcessInfo.processInfo.environment
        for variable in command.environment { environment[variable.name] = variable.value }
        let program = PostgresInstallation.interactive(psql: command.executable)
        return PsqlStart(
            launch: Launch(
                arguments: [program] + command.arguments.dropFirst(), environment: environment,
                directory: FileManager.default.currentDirectoryPath),
            cluster: cluster, connection: PsqlConnection(["", "", "", user ?? "postgres", database ?? "postgres"]),
            options: options, shown: TranscriptStyle.prompt(user: NSUserName()) + command.text)
    }

    /// Stops and removes the clusters that this recording made, and its directory.
    ///
    /// - Returns: the names of those that were removed.
    public func removeClusters() throws -> [String] {
        guard try run().directory != nil else { return [] }
        let runner = try runner()
        let lock = try self.lock(runner.directory)
        defer { withExtendedLifetime(lock) {} }
        runner.close()
        let made = runner.clusters.clusters.filter(\.isMadeByRun)
        for cluster in made.reversed() {
            runner.stop(cluster)
            try cluster.remove()
        }
        try runner.directory.remove()
        try recorder.forgetDirectory()
        return made.map(\.name)
    }

    private func runner() throws -> LabRunner {
        let runner = LabRunner(
            plan: Plan(lab: Lab(), file: "recording", variables: []), recorder: recorder,
            clusters: try clusterSet(in: directory()), directory: try directory(), interrupt: interrupt,
            progress: progress)
        runner.listener = listener
        runner.given = try Dictionary(clusters().map { ($0.name, $0) }) { $1 }
        runner.lastBlock = try lastBlocks()
        return runner
    }

    private func clusterSet(in directory: RunDirectory) throws -> ClusterSet {
        try ClusterSet(
            clusters().map { ClusterSpecification(reopening: $0, in: directory) }, runDirectory: directory,
            isReopened: true)
    }

    /// When the last block on each cluster began, by what is recorded.
    private func lastBlocks() throws -> [String: ContinuousClock.Instant] {
        let now = Timestamp.now
        let began = try store.entries(of: run()).compactMap { entry in
            entry.cluster.map { ($0, ContinuousClock.now - now.since(entry.startedAt)) }
        }
        return Dictionary(began) { $1 }
    }
}

extension Recording {
    /// The recording's directory, which the first that needs it makes.
    private func directory() throws -> RunDirectory {
        if let path = try run().directory {
            if access(path, F_OK) == 0 { return try RunDirectory(reopening: path, runID: recorder.run) }
            try recorder.forgetDirectory()
        }
        let made = try RunDirectory(runID: recorder.run)
        let kept = try recorder.keep(directory: made.path)
        if kept == made.path { return made }
        try made.remove()
        return try RunDirectory(reopening: kept, runID: recorder.run)
    }

    private func lock(_ directory: RunDirectory) throws -> RunLock {
        let lock = try directory.lock { [interrupt] in
            interrupt.sleep(.milliseconds(50))
            return !interrupt.isRaised
        }
        if let lock { return lock }
        throw RunnerError(
            .interrupted, "another command still works on the recording's clusters", remedy: "Nothing was done.")
    }

    /// Adds a cluster, its port chosen; false when there is one of the name.
    private func append(_ specification: ClusterSpecification, in directory: RunDirectory) throws -> Bool {
        let recorded = try clusters()
        if recorded.contains(where: { $0.name == specification.name }) { return false }
        if let container = specification.docker?.name { return try append(container: container, specification.name) }
        let others = recorded.map { ClusterSpecification(reopening: $0, in: directory) }
        let clusters = try ClusterSet(others, runDirectory: directory, isReopened: true)
            .adding(specification, runDirectory: directory)
        guard let cluster = clusters.clusters.last else { return false }
        guard cluster.secrets.isEmpty else {
            throw RunnerError(
                .refused, "the connection string of \(specification.name) holds a password, which is not kept",
                remedy: "Leave it out, and put it into ~/.pgpass or PGPASSWORD.")
        }
        if let local = cluster as? LocalCluster { try recorder.psqlVersion(local.installation.version) }
        return try recorder.add(cluster.record())
    }

    /// Adds somebody's container: its server is asked at the published port.
    private func append(container: String, _ name: String) throws -> Bool {
        var record = ClusterRecord(
            name: name, driver: ClusterSpecification.Driver.docker.rawValue, host: "127.0.0.1",
            port: try DockerEngine.publishedPort(of: container), address: "127.0.0.1", data: nil)
        record.container = container
        return try recorder.add(record)
    }

    private func refuseUnknown(_ names: [String]) throws {
        let known = try clusters().map(\.name)
        guard let unknown = names.first(where: { !known.contains($0) }) else { return }
        throw RunnerError(
            .other, "the recording has no cluster \"\(unknown)\"",
            remedy: known.isEmpty
                ? "Make one: labjournal cluster start NAME; or name one that runs: labjournal cluster add NAME."
                : LabError.remedy(for: unknown, among: known, what: "cluster"))
    }
}

extension LabRunner {
    /// Carries one block out and records it behind what the run has.
    fileprivate func record(_ block: Block, _ task: BlockTask, enteredIn directory: String) throws {
        let position = BlockPosition(
            number: 1, count: 1, address: BlockAddress(step: 1, index: 0), block: block, cluster: task.clusters.first)
        let begun = ContinuousClock.now
        try recorder.begin(
            EntryDescription(
                block: block, task: task, step: nil, prose: "", columns: plan.columns, directory: directory))
        let outcome = try attempt(task, at: position, begun: begun)
        try recorder.end(outcome.status, error: outcome.problem)
        if outcome == .interrupted {
            throw RunnerError(.interrupted, "it was interrupted", remedy: "What happened until then is recorded.")
        }
        guard let problem = outcome.problem else { return }
        let place = position.cluster.map { " on \($0)" } ?? ""
        throw RunnerError(outcome.code(in: block), "\(block.kind.rawValue)\(place): \(problem)", remedy: "")
    }
}

extension ClusterOperation {
    /// The cluster that the operation makes when there is none of the name.
    fileprivate var made: String? {
        switch self {
        case .start(let name): name
        case .baseBackup(let backup): backup.target
        default: nil
        }
    }
}

extension ClusterSpecification {
    /// The cluster as earlier commands have left it: with its port, its programs and its data directory. A container is
    /// its owner's, and only connected to.
    fileprivate init(reopening cluster: ClusterRecord, in directory: RunDirectory) {
        if cluster.container != nil {
            self.init(
                name: cluster.name, driver: .remote,
                conninfo: "host=\(cluster.host) port=\(cluster.port) user=postgres dbname=postgres")
            return
        }
        self.init(
            name: cluster.name, driver: Driver(rawValue: cluster.driver),
            port: .automatic, binaries: cluster.binaries,
            dataDirectory: cluster.givenData ?? cluster.foundData(outside: directory), conninfo: cluster.conninfo)
        if driver != .remote, let kept = UInt16(exactly: cluster.port) { port = .fixed(kept) }
    }
}

extension ClusterRecord {
    /// The data directory of a cluster that a recorded shell has found: nobody asked for it, and it is not the run's.
    fileprivate func foundData(outside directory: RunDirectory) -> String? {
        guard let data, !data.hasPrefix(directory.path + "/") else { return nil }
        return FoundData(path: data)?.path
    }
}
