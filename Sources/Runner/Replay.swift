internal import Comparison
public import Journal
internal import LabModel

/// What a run is compared with while it goes on.
public final class Replay {
    /// What a block is expected to do.
    public enum Expectation {
        /// What a recorded run did.
        case recorded(RecordedRun)
        /// What the lab's `output` blocks say, by the block before each.
        case outputs([BlockAddress: String])

        /// The expectation with its templates replaced; a name that stands for nothing stays.
        public func expanded(_ value: (String) -> String?) -> Expectation {
            guard case .outputs(let outputs) = self else { return self }
            return .outputs(
                outputs.mapValues { text in
                    (try? Template.expand(text) { value($0) ?? "{{\($0)}}" }) ?? text
                })
        }
    }

    private let expectation: Expectation
    private let settle: Duration
    private let store: JournalStore
    private let run: RunRecord
    private var comparison: RunComparison
    /// What the comparison knows when the entry that was judged last is left behind.
    private var next: RunComparison
    /// Whether the entry that was judged last differs in nothing but what the clusters say of themselves.
    private(set) var isOnlyObserved = false

    /// Begins a comparison.
    ///
    /// - Parameters:
    ///   - expectation: what is compared with.
    ///   - run: the replay, which has begun.
    ///   - store: the journal of the replay.
    ///   - settle: how long a question is asked again until its answer is the expected one.
    /// - Throws: `JournalError`.
    public init(_ expectation: Expectation, run: String, in store: JournalStore, settle: Duration) throws {
        self.expectation = expectation
        self.settle = settle
        self.store = store
        self.run = try store.run(named: run)
        let replayed = try store.facts(of: self.run)
        switch expectation {
        case .recorded(let origin): comparison = RunComparison(recorded: try origin.facts(), replayed: replayed)
        case .outputs: comparison = RunComparison(recorded: replayed, replayed: replayed)
        }
        next = comparison
    }

    /// Why a block is not carried out; nil when it is.
    func reasonToSkip(_ task: BlockTask, at address: BlockAddress) throws -> String? {
        guard case .recorded(let origin) = expectation else { return nil }
        guard let position = origin.position(of: address) else { return "it was not recorded" }
        switch origin.entries[position].status {
        case .ok, .failed, .timedOut:
            return try OtherDriver(recorded: origin.drivers(), replayed: store.drivers(of: run)).reasonToSkip(task)
        case .skipped: return "it was skipped when it was recorded"
        case .running, .interrupted: return "the recording was cut off here"
        }
    }

    /// How long to ask for the expected answer of a block that only looks.
    func patience(for address: BlockAddress) -> Duration {
        guard case .recorded(let origin) = expectation, let position = origin.position(of: address) else {
            return settle
        }
        return settle + (origin.waited(for: position) ?? .zero)
    }

    /// Compares the open entry, all of it committed, with what is expected; `start` is where its answer begins.
    func judge(
        _ entry: Int64, at address: BlockAddress, outcome: Outcome, from start: (commands: Int, bytes: Int)
    ) throws -> Judgement {
        let record = try store.entry(number: entry)
        let commands = try store.commands(of: record).dropFirst(start.commands)
        var replayed = try EntryFacts(record, commands: Array(commands), answerStart: start.bytes, in: store)
        replayed.status = outcome.status
        replayed.error = outcome.problem
        var trial = comparison
        trial.replayed = try store.facts(of: run)
        var judgement = try judge(&trial, replayed, at: address)
        next = trial
        judgement.firstCommand = start.commands
        judgement.answerStart = start.bytes
        isOnlyObserved = try judgement.verdict == .different && isGoodWithoutObservations(replayed, at: address)
        return judgement
    }

    /// The judgement counts: what its comparison has learnt holds for the entries after it.
    func keep() { comparison = next }

    private func judge(
        _ trial: inout RunComparison, _ replayed: EntryFacts, at address: BlockAddress
    ) throws -> Judgement {
        switch expectation {
        case .recorded(let origin):
            guard let position = origin.position(of: address) else {
                return Judgement(expected: nil, verdict: .skipped, reason: "it was not recorded")
            }
            return try trial.judge(replayed, against: position, of: origin)
        case .outputs(let outputs):
            trial.recorded = trial.replayed
            guard let output = outputs[address] else {
                return Judgement(
                    expected: nil, verdict: replayed.status == .ok ? .skipped : .failed,
                    reason: "the lab does not say what it prints")
            }
            let (expected, found) = try replayed.facing(output)
            return try trial.judge(expected, found, number: nil)
        }
    }

    private func isGoodWithoutObservations(_ replayed: EntryFacts, at address: BlockAddress) throws -> Bool {
        guard case .recorded(let origin) = expectation, let position = origin.position(of: address) else {
            return false
        }
        var (recorded, replayed) = (try origin.facts(at: position), replayed)
        (recorded.observations, replayed.observations) = ([], [])
        var trial = comparison
        trial.replayed = try store.facts(of: run)
        return try trial.judge(recorded, replayed, number: nil).isGood
    }
}

// An `output` block says what all commands of its block print, without prompts and what was typed.

extension EntryFacts {
    /// The entry as an `output` block describes it, and in the same form as it came out.
    ///
    /// A file's lines count by what they mean, wherever they stand: who has recorded by hand may have put them elsewhere.
    fileprivate func facing(_ output: String) throws -> (expected: EntryFacts, found: EntryFacts) {
        let (expected, found) = (try expecting(output), try joined())
        guard kind == .configuration, mode != .exact,
            let first = try expected.stating(snapshots), let second = try found.stating(snapshots)
        else { return (expected, found) }
        return (first, second)
    }

    /// The entry with the lines that its transcript shows in place of it; nil when it shows none.
    private func stating(_ snapshots: [Snapshot]) throws -> EntryFacts? {
        guard let last = snapshots.last else { return nil }
        let text = String(decoding: try transcript.all(), as: UTF8.self)
        guard let lines = FileView.lines(shownIn: text, marked: last.moment == .after) else { return nil }
        var result = self
        result.snapshots = [
            Snapshot(
                cluster: last.cluster, file: last.file, moment: .shown, takenAt: last.takenAt,
                content: Array(lines.joined(separator: "\n").utf8), settings: [])
        ]
        return result
    }

    /// The entry as an `output` block describes it.
    fileprivate func expecting(_ output: String) throws -> EntryFacts {
        var result = try printing(Output(Array(output.utf8)).copied())
        (result.status, result.error) = (.ok, nil)
        return result
    }

    /// The entry with what all its commands printed as the output of one.
    fileprivate func joined() throws -> EntryFacts {
        let outputs = commands.isEmpty ? [transcript] : commands.map(\.output)
        return try printing(Output(outputs.flatMap { try $0.copied().all() }))
    }

    private func printing(_ output: Output) -> EntryFacts {
        var result = self
        result.commands = [command(printing: output)]
        result.transcript = output
        result.snapshots = []
        return result
    }

    private func command(printing output: Output) -> CommandFacts {
        CommandFacts(
            text: commands.last?.text ?? "", output: output, exitStatus: commands.last?.exitStatus,
            sqlState: commands.last?.sqlState)
    }
}
