public import Capture
public import Clusters
internal import Foundation
public import Journal
internal import LabModel

/// Carries a plan out on clusters and records it.
///
/// One runner carries out one plan, in one thread.
public final class LabRunner {
    let plan: Plan
    let recorder: Recorder
    let clusters: ClusterSet
    let directory: RunDirectory
    let interrupt: Interrupt
    let replay: Replay?
    let progress: (Progress) -> Void
    /// Is told what happens in blocks, as the recorder is.
    var listener: (CaptureEvent) throws -> Void = { _ in }
    var sessions: SessionSet
    /// When the last block on each cluster began: `since` counts from there.
    var lastBlock: [String: ContinuousClock.Instant] = [:]
    /// What is recorded of the clusters whose server has answered once.
    private var known: [String: ClusterRecord] = [:]
    /// What is recorded already of clusters that others have made or found: all but what their servers say stays.
    var given: [String: ClusterRecord] = [:]
    /// The clusters that ran when they were last looked at.
    private(set) var running: Set<String> = []
    private var firstFailure: RunnerError?

    /// Makes a runner.
    ///
    /// - Parameters:
    ///   - plan: what to carry out.
    ///   - recorder: where it is recorded; the run has begun.
    ///   - clusters: the clusters, none of them started.
    ///   - directory: the run's directory.
    ///   - interrupt: ends the run when it is raised.
    ///   - replay: what each entry is compared with; nil when it is compared with nothing.
    ///   - sandbox: where the sessions' programs run; nil runs them as they are.
    ///   - progress: is told how far the run is.
    public init(
        plan: Plan, recorder: Recorder, clusters: ClusterSet, directory: RunDirectory, interrupt: Interrupt,
        replay: Replay? = nil, sandbox: Sandbox? = nil, progress: @escaping (Progress) -> Void
    ) {
        self.plan = plan
        self.recorder = recorder
        self.clusters = clusters
        self.directory = directory
        self.interrupt = interrupt
        self.replay = replay
        self.progress = progress
        sessions = SessionSet(plan: plan, clusters: clusters, home: directory.home, sandbox: sandbox)
    }

    /// Carries the plan out; whatever happens, the clusters are stopped and removed at the end, unless they are kept.
    ///
    /// - Throws: `RunnerError` when a block failed or the run was interrupted, `JournalError` when it could not be
    ///   recorded.
    public func run() throws {
        defer { cleanUp() }
        do {
            try recordPlan()
            try carryOut()
        } catch {
            try? recorder.finish(.failed, error: "\(error)")
            throw error
        }
        if interrupt.isRaised {
            try recorder.finish(.interrupted)
            throw RunnerError(.interrupted, "the run was interrupted", remedy: "What happened until then is recorded.")
        }
        try recorder.finish(firstFailure == nil ? .ok : .failed, error: firstFailure?.problem)
        if let firstFailure { throw firstFailure }
    }

    private func recordPlan() throws {
        for (index, step) in plan.lab.steps.enumerated() where plan.steps.contains(index + 1) {
            try recorder.step(index + 1, prose: step.prose)
        }
        for (index, cluster) in clusters.clusters.enumerated() {
            try recorder.cluster(cluster.record(), position: index)
        }
        let local = clusters.clusters.lazy.compactMap { $0 as? LocalCluster }.first
        if let version = local?.installation.version { try recorder.psqlVersion(version) }
    }

    private func carryOut() throws {
        let blocks = plan.blocks
        for (index, (address, block)) in blocks.enumerated() {
            if interrupt.isRaised { return }
            let task = try task(of: block)
            let position = BlockPosition(
                number: index + 1, count: blocks.count, address: address, block: block, cluster: task.clusters.first)
            try recorder.begin(
                EntryDescription(
                    block: block, task: task, step: address.step, prose: plan.lab.steps[address.step - 1].prose,
                    // Of later blocks only their shells know it.
                    columns: plan.columns, directory: index == 0 ? directory.home : nil))
            if let reason = try reasonToSkip(task, at: address) {
                try skip(position, because: reason)
            } else {
                try carryOut(task, at: position)
            }
        }
    }

    private func reasonToSkip(_ task: BlockTask, at address: BlockAddress) throws -> String? {
        if firstFailure != nil, !task.isAlways { return "an earlier block had failed" }
        return try replay?.reasonToSkip(task, at: address)
    }

    private func skip(_ position: BlockPosition, because reason: String) throws {
        if replay != nil {
            let judgement = Judgement(expected: nil, verdict: .skipped, reason: reason)
            try recorder.judge(judgement)
            progress(.judged(position, judgement))
        }
        try recorder.end(.skipped)
    }

    private func task(of block: Block) throws -> BlockTask {
        do {
            return try BlockTask(block, value: value)
        } catch {
            throw RunnerError(
                .invalidLab, "\(plan.file):\(error.line):\(error.column): \(error.problem)", remedy: error.remedy)
        }
    }

    /// What a `{{name}}` stands for in this run.
    private func value(_ name: String) -> String? {
        if let variable = (plan.variables + plan.secrets).first(where: { $0.name == name }) { return variable.value }
        return name == Lab.home ? directory.home : clusters.value(name)
    }

    private func carryOut(_ task: BlockTask, at position: BlockPosition) throws {
        progress(.began(position))
        let begun = ContinuousClock.now
        var outcome = try attempt(task, at: position, begun: begun)
        var isExpected = false
        if let replay {
            let judgement = try Settling(runner: self, replay: replay, task: task, position: position, begun: begun)
                .judge(&outcome)
            try recorder.judge(judgement)
            progress(.judged(position, judgement))
            isExpected = judgement.verdict == .same || judgement.verdict == .equivalent
        }
        try recorder.end(outcome.status, error: outcome.problem)
        progress(.ended(position, outcome.status, ContinuousClock.now - begun))
        if isExpected { return }
        if let problem = outcome.problem, outcome != .interrupted, firstFailure == nil {
            firstFailure = failure(problem, outcome, at: position)
        }
    }

    /// Carries a block out once and asks the clusters how they are.
    func attempt(
        _ task: BlockTask, at position: BlockPosition, begun: ContinuousClock.Instant
    ) throws -> Outcome {
        let execution = BlockExecution(runner: self, task: task, begun: begun) { [progress] remaining in
            progress(.goesOn(position, elapsed: ContinuousClock.now - begun, remaining: remaining))
        }
        let end = try execution.outcome().judged(by: task.expectation)
        let outcome = end.adding(obituary(after: task, end))
        for cluster in task.clusters { lastBlock[cluster] = begun }
        try observe()
        return outcome
    }

    func observe() throws {
        let observations = clusters.observe()
        try recorder.observe(observations)
        running = Set(observations.filter { $0.state == .running }.map(\.cluster))
        for (index, cluster) in clusters.clusters.enumerated() where observations[index].state == .running {
            var record = given[cluster.name] ?? cluster.record()
            if let known = known[cluster.name] {
                // These stay while the server does; asking again would cost a round trip each.
                (record.serverVersion, record.systemIdentifier) = (known.serverVersion, known.systemIdentifier)
            } else {
                record.serverVersion = try? cluster.serverVersion()
                record.systemIdentifier = try? cluster.systemIdentifier()
            }
            if known[cluster.name] == record { continue }
            known[cluster.name] = record
            try recorder.cluster(record, position: index)
        }
    }

    /// What is to be said of clusters whose server has ended while a block that did not mean it was carried out.
    ///
    /// A lost connection is there a moment before it can be known that the server has ended.
    private func obituary(after task: BlockTask, _ outcome: Outcome) -> String? {
        guard case .failed(let problem, _) = outcome else { return nil }
        if case .operations = task.action { return nil }
        let deadline = ContinuousClock.now + (problem.contains("connection") ? .seconds(1) : .zero)
        while true {
            let ended = clusters.clusters.filter { running.contains($0.name) && !$0.isRunning }
            if !ended.isEmpty { return Self.obituary(of: ended) }
            if ContinuousClock.now >= deadline { return nil }
            interrupt.sleep(.milliseconds(50))
        }
    }

    /// Of servers whose engine has gone, nothing is known.
    private static func obituary(of ended: [any Cluster]) -> String {
        let silent = ended.filter { isWithoutEngine($0) }
        let others = ended.filter { cluster in !silent.contains { $0.name == cluster.name } }
        let names = silent.map(\.name).joined(separator: ", ")
        let engine = silent.isEmpty ? [] : ["No Docker engine answers any more; it ran the servers of: \(names)."]
        return (engine + others.map(obituary)).joined(separator: "\n")
    }

    private static func isWithoutEngine(_ cluster: any Cluster) -> Bool {
        do { _ = try cluster.serverVersion() } catch { return error.code == .noEngine }
        return false
    }

    private static func obituary(of cluster: any Cluster) -> String {
        let log = cluster.logTail(lines: 20).flatMap { $0.isEmpty ? nil : "; its log ends:\n\($0)" }
        return "The server of \(cluster.name) has ended meanwhile\(log ?? ".")"
    }

    private func failure(_ problem: String, _ outcome: Outcome, at position: BlockPosition) -> RunnerError {
        let place = position.cluster.map { " on \($0)" } ?? ""
        return RunnerError(
            outcome.code(in: position.block),
            "\(plan.file):\(position.block.line): step \(position.step), \(position.block.kind.rawValue)\(place): \(problem)",
            remedy: "See what it printed: labjournal log, then labjournal show ENTRY.")
    }

    /// Ends the sessions and closes every connection; the clusters go on.
    func close() {
        sessions.closeAll()
        clusters.close()
    }

    private func cleanUp() {
        close()
        if plan.keepsClusters { return }
        progress(.cleaningUp)
        var isAllRemoved = true
        for cluster in clusters.clusters.reversed() {
            stop(cluster)
            do { try cluster.remove() } catch {
                progress(.left("\(error)"))
                isAllRemoved = false
            }
        }
        // A server that could not be ended may still use what lies there.
        if isAllRemoved { try? directory.remove() }
    }

    /// Stops a server; nothing interrupts this, and nothing of it is recorded.
    func stop(_ cluster: any Cluster) {
        for command in cluster.shutdownCommands() where cluster.isRunning {
            _ = try? OneCommand.run(launch(for: command), limit: command.limit, interrupt: nil) { _ in }
        }
    }
}

extension Outcome {
    /// The kind of end that a failed block is for its run.
    func code(in block: Block) -> RunnerError.Code {
        switch self {
        case .refused: .refused
        case .timedOut where block.kind == .wait: .waitTimedOut
        default: .stepFailed
        }
    }
}

extension Cluster {
    /// What is known of the cluster now.
    func record() -> ClusterRecord {
        let values = Dictionary(values.map { ($0.name, $0.value) }) { $1 }
        var record = ClusterRecord(
            name: name, driver: driver.rawValue, host: values["host"] ?? "", port: Int(values["port"] ?? "") ?? 0,
            address: values["address"] ?? "", data: values["data"])
        record.binaries = (self as? LocalCluster)?.installation.directory
        record.givenData = specification.dataDirectory
        record.conninfo = driver == .remote ? values["conninfo"] : nil
        record.container = specification.docker?.name
        return record
    }
}
