public import LabModel

/// What a run tells while it goes on.
public enum Progress: Sendable {
    /// A block begins.
    case began(BlockPosition)
    /// The block goes on; `remaining` is what a wait must last at least.
    case goesOn(BlockPosition, elapsed: Duration, remaining: Duration?)
    /// The block ended.
    case ended(BlockPosition, EntryStatus, Duration)
    /// The clusters are being stopped and removed.
    case cleaningUp
}

/// Which block a run is at.
public struct BlockPosition: Sendable {
    /// Which of the run's blocks, from 1.
    public let number: Int
    /// How many blocks the run has.
    public let count: Int
    /// Which step of the lab, from 1.
    public let step: Int
    /// The block.
    public let block: Block
    /// The cluster that it is about.
    public let cluster: String?
}
