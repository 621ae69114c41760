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
        var counts: [Int: Int] = [:]
        return entries.map { entry in
            defer { counts[entry.step, default: 0] += 1 }
            return BlockAddress(step: entry.step, index: counts[entry.step, default: 0])
        }
    }
}
