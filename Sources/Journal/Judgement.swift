public import LabModel

/// What a comparison said of an entry.
public struct Judgement: Sendable, Equatable {
    /// The journal's number of the entry that it was compared with; nil when there was none.
    public var expected: Int64?
    public var verdict: Verdict
    /// Why there is no comparison, when the entry was skipped.
    public var reason: String?
    /// How often the block was carried out until its answer was the one that counts.
    public var asked: Int
    /// How long it took until the answer matched; nil when the first one did, or none.
    public var settled: Duration?
    /// Which of the entry's commands is the first of the answer that counts, from 0.
    public var firstCommand: Int
    /// Where that answer begins in the entry's output, in bytes.
    public var answerStart: Int
    public var differences: [Difference]

    /// Makes a judgement of a first answer.
    public init(
        expected: Int64?, verdict: Verdict, reason: String? = nil, asked: Int = 1, settled: Duration? = nil,
        firstCommand: Int = 0, answerStart: Int = 0, differences: [Difference] = []
    ) {
        self.expected = expected
        self.verdict = verdict
        self.reason = reason
        self.asked = asked
        self.settled = settled
        self.firstCommand = firstCommand
        self.answerStart = answerStart
        self.differences = differences
    }
}

/// Somebody's word that a replay's outputs are from now on what its origin's are expected to be.
public struct Acceptance: Sendable, Equatable {
    /// The run whose outputs were the expectation.
    public var origin: String
    /// The replay whose outputs are.
    public var run: String
    public var reason: String
    public var acceptedAt: Timestamp
}
