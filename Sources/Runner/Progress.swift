public import Journal
public import LabModel

/// What a run tells while it goes on.
public enum Progress: Sendable {
    /// A block begins.
    case began(BlockPosition)
    /// The block goes on; `remaining` is what a wait must last at least.
    case goesOn(BlockPosition, elapsed: Duration, remaining: Duration?)
    /// The block ended.
    case ended(BlockPosition, EntryStatus, Duration)
    /// The block was compared with what was expected.
    case judged(BlockPosition, Judgement)
    /// The clusters are being stopped and removed.
    case cleaningUp
    /// Something of a cluster could not be removed: why, and what to do.
    case left(String)
}

/// Which block a run is at.
public struct BlockPosition: Sendable {
    /// Which of the run's blocks, from 1.
    public let number: Int
    /// How many blocks the run has.
    public let count: Int
    /// Where the block stands in the lab.
    public let address: BlockAddress
    /// The block.
    public let block: Block
    /// The cluster that it is about.
    public let cluster: String?

    /// Which step of the lab, from 1.
    public var step: Int { address.step }
}
