internal import Foundation
internal import Journal
internal import LabModel
internal import Runner

/// What is to be replayed: a run of a journal, or a lab file with `output` blocks.
struct ReplaySubject {
    /// The run; nil for a lab file.
    let run: RunRecord?
    /// The run whose outputs are expected: the same, or what was accepted in its place.
    private let expected: RecordedRun?
    private let file: String?
    private var secrets: [SecretRecord] = []

    /// Finds what a name means: a file that ends in `.md` is a lab file, anything else names a run.
    init(_ name: String?, journal: JournalOption) throws {
        if let name, name.hasSuffix(".md") {
            (file, run, expected) = (name, nil, nil)
            return
        }
        let store = try journal.open()
        let run = try name.map { try store.run(named: $0) } ?? Self.lastRecording(in: store)
        guard !run.source.isEmpty else {
            throw Failure(
                .error, "the run \(run.shortID) holds no plan", remedy: "Only runs of a lab can be replayed.")
        }
        self.run = run
        expected = try RecordedRun(store.expectation(of: run), in: store)
        secrets = try store.secrets(of: run)
        file = nil
    }

    private static func lastRecording(in store: JournalStore) throws -> RunRecord {
        let runs = try store.runs()
        guard let last = runs.last(where: { $0.kind != .replay }) ?? runs.last else {
            throw Failure(.error, "\(store.path) has no run yet", remedy: "Play a lab first.")
        }
        return last
    }

    func source() throws -> LabSource {
        if let run { return try LabSource(run: run, secrets: secrets) }
        return try LabSource(path: file ?? "")
    }

    /// The steps that can be replayed: those that were recorded.
    func steps(of lab: Lab) -> ClosedRange<Int> {
        let steps = expected?.entries.map(\.step) ?? []
        guard let first = steps.min(), let last = steps.max() else { return 1...max(1, lab.steps.count) }
        return first...last
    }

    var driver: ClusterSpecification.Driver {
        run.flatMap { ClusterSpecification.Driver(rawValue: $0.driver) } ?? .local
    }

    func expectation() throws -> Replay.Expectation {
        if let expected { return .recorded(expected) }
        let outputs = try ExpectedOutputs.of(source().lab)
        if outputs.isEmpty {
            throw Failure(
                .invalidInput, "\(file ?? "") has no output block, so that there is nothing to compare with",
                remedy: "Put an output block behind a block, or carry the lab out with labjournal play.")
        }
        return .outputs(outputs)
    }
}

/// What a lab's `output` blocks say.
enum ExpectedOutputs {
    static func of(_ lab: Lab) -> [BlockAddress: String] {
        var outputs: [BlockAddress: String] = [:]
        for (step, blocks) in lab.steps.map(\.blocks).enumerated() {
            var index = -1
            for block in blocks {
                if block.kind != .output {
                    index += 1
                } else if index >= 0 {
                    outputs[BlockAddress(step: step + 1, index: index)] = block.body
                }
            }
        }
        return outputs
    }
}
