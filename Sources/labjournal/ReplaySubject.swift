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
    private let store: JournalStore?
    private let file: String?

    /// Finds what a name means: a file that ends in `.md` is a lab file, anything else names a run.
    init(_ name: String?, journal: JournalOption) throws {
        if let name, name.hasSuffix(".md") {
            (file, run, expected, store) = (name, nil, nil, nil)
            return
        }
        let store = try journal.open()
        let run = try name.map { try store.run(named: $0) } ?? Self.lastRecording(in: store)
        self.run = run
        self.store = store
        let expected = try RecordedRun(store.expectation(of: run), in: store)
        guard expected.steps != nil else {
            throw Failure(
                .error, "nothing was recorded in run \(run.shortID), so that there is nothing to replay",
                remedy: "Name another run: labjournal runs lists them.")
        }
        self.expected = expected
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
        if let run, let store { return try LabSource(run: run, in: store) }
        return try LabSource(path: file ?? "")
    }

    /// The steps that can be replayed: those that were recorded.
    func steps(of lab: Lab) -> ClosedRange<Int> {
        expected?.steps ?? 1...max(1, lab.steps.count)
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
