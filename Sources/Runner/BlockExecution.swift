internal import Capture
internal import Clusters
internal import Foundation
internal import Journal
internal import LabModel

/// Carries one block out and records what it prints.
final class BlockExecution {
    let runner: LabRunner
    let task: BlockTask
    let begun: ContinuousClock.Instant
    private let goesOn: (_ remaining: Duration?) -> Void
    /// Why commands failed, in their order.
    private var failures: [(problem: String, codes: [String])] = []
    private var command = ""
    /// The beginning of what the command has printed, for the error.
    private var commandOutput: [UInt8] = []

    init(
        runner: LabRunner, task: BlockTask, begun: ContinuousClock.Instant,
        goesOn: @escaping (_ remaining: Duration?) -> Void
    ) {
        self.runner = runner
        self.task = task
        self.begun = begun
        self.goesOn = goesOn
    }

    /// Carries the block out. What concerns the lab is an outcome; what concerns the journal is thrown.
    func outcome() throws -> Outcome {
        do {
            switch task.action {
            case .shell(let session, let lines): return try shell(session, lines)
            case .sql(let target, let lines): return try sql(target, lines)
            case .configuration(let cluster, let file, let change): return try configure(cluster, file, change)
            case .operations(let operations): return try operate(operations)
            case .wait(let wait): return try self.wait(wait)
            case .output: return .ok
            }
        } catch let error as ClusterError {
            try print("\(error)\n")
            return error.code == .refused ? .refused("\(error)") : .failed("\(error)")
        } catch let error as CaptureError {
            return .failed("\(error.problem). \(error.remedy)")
        }
    }

    private func shell(_ name: String?, _ lines: [String]) throws -> Outcome {
        expectContainers(ShellScanner.commands(in: lines.joined(separator: "\n")))
        let session = try runner.sessions.shell(name)
        let end = try session.type(
            lines, answers: task.answers, limit: task.limit, interrupt: runner.interrupt, event: record)
        if case .sessionEnded(let status) = end, status != 0 { note("the shell ended", codes: ["\(status)"]) }
        let started = end == .done ? try settleStarted() : .ok
        return started == .ok ? outcome(of: end) : started
    }

    /// What is about to be typed may start containers that are the lab's clusters.
    private func expectContainers(_ commands: [ShellCommand]) {
        for words in commands.map({ $0.words.map(\.text) }) {
            guard let start = DockerStart(in: words) else { continue }
            for case let cluster as DockerCluster in runner.clusters.clusters {
                cluster.expectTyped(names: start.names, withServer: start.startsServer)
            }
        }
    }

    private func sql(_ target: BlockTask.SQLTarget, _ lines: [String]) throws -> Outcome {
        if let source = task.catchUp {
            let outcome = try catchUp(target.cluster, with: source)
            if outcome != .ok { return outcome }
        }
        let session = try runner.sessions.psql(target)
        let end = try session.type(
            lines, answers: task.answers, limit: task.limit, interrupt: runner.interrupt, event: record)
        if case .sessionEnded(let status) = end, status != 0 {
            note("psql ended with status \(status): \(Self.firstLine(of: commandOutput))", codes: ["\(status)"])
        }
        return outcome(of: end)
    }

    func outcome(of end: CaptureEnd) -> Outcome {
        switch end {
        case .timedOut: return .timedOut("it had not ended after \(LabDuration.describe(task.limit)) and was killed")
        case .interrupted: return .interrupted
        case .unfinished: return .failed("its last command is not finished: a quote, a bracket or a ; is missing")
        case .done, .sessionEnded: break
        }
        guard let first = failures.first else { return .ok }
        return .failed(first.problem, codes: failures.flatMap(\.codes))
    }

    /// Passes what happens on to the recorder, and to who listens.
    func record(_ event: CaptureEvent) throws {
        try runner.listener(event)
        let recorder = runner.recorder
        switch event {
        case .output(let bytes):
            if commandOutput.count < 4096 { commandOutput += bytes.prefix(4096) }
            try recorder.append(bytes)
        case .commandBegan(let text):
            command = text
            try recorder.beginCommand(text)
        case .commandContinued(let text):
            command = text
            try recorder.continueCommand(text)
        case .outputBegan:
            commandOutput = []
            try recorder.beginOutput()
        case .commandEnded(let status, let sqlState):
            try recorder.endCommand(exitStatus: status, sqlState: sqlState)
            if status != 0 { noteFailure(status: status, sqlState: sqlState) }
        case .idle: try recorder.flushIfDue()
        }
        tick(remaining: nil)
    }

    func tick(remaining: Duration?) { goesOn(remaining) }

    private func noteFailure(status: Int, sqlState: String?) {
        let text = command.split(separator: "\n").first.map(String.init) ?? ""
        if case .sql = task.action {
            note("\(Self.firstLine(of: commandOutput)) (\(text))", codes: ["\(status)"] + (sqlState.map { [$0] } ?? []))
        } else {
            note("exit status \(status) of: \(text)", codes: ["\(status)"])
        }
    }

    func note(_ problem: String, codes: [String] = []) { failures.append((problem, codes)) }

    /// The line of an output that says what went wrong.
    static func firstLine(of bytes: [UInt8]) -> String {
        let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
        let error = lines.first { $0.contains("ERROR:") || $0.contains("FATAL:") || $0.contains("error:") }
        return String(error ?? lines.first ?? "it failed")
    }

    /// Prints lines into the transcript.
    func print(_ text: String) throws { try record(.output(TranscriptStyle.lines(text))) }
}
