internal import Comparison
internal import Journal
internal import LabModel

// How two recorded entries become a judgement.

extension RunComparison {
    /// Compares an entry with what a recorded run did for the same block.
    ///
    /// A question that the recording asked again later has more than one right answer: when it is asked once is a
    /// matter of chance.
    mutating func judge(
        _ replayed: EntryFacts, against position: Int, of origin: RecordedRun
    ) throws -> Judgement {
        let number = origin.entries[position].number
        var trial = self
        let first = try trial.judge(origin.facts(at: position), replayed, number: number)
        if first.verdict == .different, let later = origin.repetition(of: position) {
            var second = self
            var judgement = try second.judge(origin.facts(at: later), replayed, number: number)
            if judgement.isGood {
                self = second
                judgement.verdict = .equivalent
                judgement.differences.append(Self.cameEarlier)
                return judgement
            }
        }
        self = trial
        return first
    }

    private static let cameEarlier = Difference(
        place: "answer", recorded: "not yet the one that the same question got later", replayed: "already that one",
        matters: false)

    /// Compares two entries.
    mutating func judge(_ recorded: EntryFacts, _ replayed: EntryFacts, number: Int64?) throws -> Judgement {
        var (recorded, replayed) = (recorded, replayed)
        try EntryFacts.leaveOutRepetitions(&recorded, &replayed)
        let result = try compare(recorded, replayed)
        return Judgement(expected: number, verdict: result.verdict, differences: result.differences)
    }
}

extension Judgement {
    var isGood: Bool { verdict == .same || verdict == .equivalent }
}

extension EntryFacts {
    /// A question that was asked again and again until its answer changed was a wait: only the last answer counts.
    fileprivate static func leaveOutRepetitions(_ recorded: inout EntryFacts, _ replayed: inout EntryFacts) throws {
        let texts = recorded.commands.map(\.text)
        guard recorded.kind == .sql, texts == replayed.commands.map(\.text) else { return }
        let repetitions = try texts.indices.dropLast().filter { index in
            guard texts[index] == texts[index + 1], ReadOnlySQL.isReadOnly(texts[index]) else { return false }
            return try !recorded.commands[index].output.hasBytes(of: recorded.commands[index + 1].output)
        }
        for index in repetitions.reversed() {
            recorded.commands.remove(at: index)
            replayed.commands.remove(at: index)
        }
    }
}

extension Output {
    /// Whether another output is the same, byte for byte.
    fileprivate func hasBytes(of other: Output) throws -> Bool {
        guard count == other.count else { return false }
        return try all() == other.all()
    }

    /// The whole of it.
    func all() throws -> [UInt8] {
        var bytes: [UInt8] = []
        let read = read()
        while let piece = try read() { bytes += piece }
        return bytes
    }
}
