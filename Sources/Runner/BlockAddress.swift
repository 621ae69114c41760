internal import Journal

/// Where a block stands in a lab: the same in every run of it.
public struct BlockAddress: Sendable, Hashable, Comparable {
    /// Which step, from 1.
    public let step: Int
    /// Which of the step's blocks that are carried out, from 0.
    public let index: Int

    /// Makes an address.
    public init(step: Int, index: Int) {
        self.step = step
        self.index = index
    }

    public static func < (first: BlockAddress, second: BlockAddress) -> Bool {
        (first.step, first.index) < (second.step, second.index)
    }

    /// The addresses of a run's entries, in their order; a run begins and ends with whole steps.
    static func addresses(of entries: [EntryRecord]) -> [BlockAddress] {
        addresses(ofSteps: entries.map(\.step))
    }

    /// The addresses of a recording's entries in the lab file that it amounts to: there a step ends with its blocks, so
    /// that prose without any belongs to the step after it, and blocks without prose to the step before.
    static func addresses(of entries: [EntryRecord], recordedIn steps: [StepRecord]) -> [BlockAddress] {
        let withBlocks = Set(entries.map(\.step))
        var numbers: [Int: Int] = [:]
        var number = 0
        var hasProse = true
        for step in steps {
            hasProse = hasProse || !step.prose.allSatisfy(\.isWhitespace)
            guard withBlocks.contains(step.position) else { continue }
            if hasProse { number += 1 }
            numbers[step.position] = number
            hasProse = false
        }
        let planned = entries.oneAfterTheOther
        let addresses = addresses(ofSteps: planned.map { numbers[$0.step] ?? $0.step })
        let found = Dictionary(zip(planned.map(\.number), addresses)) { $1 }
        return entries.compactMap { found[$0.number] }
    }

    private static func addresses(ofSteps steps: [Int]) -> [BlockAddress] {
        var counts: [Int: Int] = [:]
        return steps.map { step in
            defer { counts[step, default: 0] += 1 }
            return BlockAddress(step: step, index: counts[step, default: 0])
        }
    }
}
