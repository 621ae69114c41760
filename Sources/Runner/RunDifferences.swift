internal import Comparison
public import Journal
internal import LabModel

extension RecordedRun {
    /// Compares another run's entries with this one's, block by block, in the order of the lab; nothing is run.
    ///
    /// - Parameters:
    ///   - other: the newer run.
    ///   - body: is told each entry with its judgement: the other run's, or this run's where the other has none.
    /// - Throws: `JournalError`, and what `body` throws.
    public func compare(_ other: RecordedRun, _ body: (EntryRecord, Judgement) throws -> Void) throws {
        var comparison = RunComparison(recorded: try facts(), replayed: try other.facts())
        let mine = addresses
        let others = other.addresses
        for address in Set(mine + others).sorted() {
            switch (position(of: address), other.position(of: address)) {
            case (let mine?, let others?):
                let judgement = try comparison.judge(other.facts(at: others), against: mine, of: self)
                try body(other.entries[others], judgement)
            case (let mine?, nil):
                let judgement = Judgement(expected: nil, verdict: .skipped, reason: "only the first run has it")
                try body(entries[mine], judgement)
            case (nil, let others?):
                let judgement = Judgement(expected: nil, verdict: .skipped, reason: "only the second run has it")
                try body(other.entries[others], judgement)
            case (nil, nil): break
            }
        }
    }
}
