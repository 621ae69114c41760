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
    public var recorded: RunFacts {
        didSet { if recorded != oldValue { symbols.learn(recorded, replayed) } }
    }
    /// What came out.
    public var replayed: RunFacts {
        didSet { if replayed != oldValue { symbols.learn(recorded, replayed) } }
    }

    private var symbols: SymbolTable

    /// Begins a comparison.
    public init(recorded: RunFacts, replayed: RunFacts) {
        self.recorded = recorded
        self.replayed = replayed
        symbols = SymbolTable(recorded, replayed)
    }

    /// Compares an entry with the one that was recorded for the same block.
    ///
    /// - Throws: what reading the outputs throws.
    public mutating func compare(_ recorded: EntryFacts, _ replayed: EntryFacts) throws -> EntryComparison {
        let isOver: Set<EntryStatus> = [.ok, .failed, .timedOut]
        guard isOver.contains(recorded.status), replayed.status != .skipped else {
            return EntryComparison(verdict: .skipped, differences: [])
        }
        var findings = Findings(versions: Versions(self.recorded, self.replayed, cluster: recorded.cluster))
        findings.addStatus(recorded, replayed)
        if replayed.status != .ok, recorded.status == .ok || !isOver.contains(replayed.status) {
            return EntryComparison(verdict: .failed, differences: findings.differences)
        }
        if recorded.mode != .none, replayed.mode != .none {
            try findings.addContents(recorded, replayed, &symbols)
            findings.addObservations(recorded, replayed)
        }
        return EntryComparison(verdict: findings.verdict, differences: findings.differences)
    }
}

/// Whether the two runs had servers of different major versions, or clusters of different drivers: those differ by
/// themselves in what they say.
struct Versions: Sendable {
    let differ: Bool
    let driversDiffer: Bool

    /// For one cluster, or, for a block that names none, for any.
    init(_ recorded: RunFacts, _ replayed: RunFacts, cluster: String?) {
        let known = replayed.clusters.lazy.compactMap(\.serverVersion).first
        differ = recorded.clusters.contains { first in
            guard cluster == nil || first.name == cluster, let version = first.serverVersion else { return false }
            // One that has not been started yet is of the version of those that have.
            let other = replayed.clusters.first { $0.name == first.name }?.serverVersion ?? known
            return other.map { Self.major($0) != Self.major(version) } ?? false
        }
        driversDiffer = recorded.clusters.contains { first in
            guard cluster == nil || first.name == cluster else { return false }
            return replayed.clusters.contains { $0.name == first.name && $0.driver != first.driver }
        }
    }

    private static func major(_ version: String) -> Substring { version.prefix { $0.isNumber } }
}
