/// A configuration file's content at a moment, with the settings in force.
public struct Snapshot: Sendable, Equatable {
    /// Where the snapshot stands in its block.
    public enum Moment: String, Sendable, CaseIterable {
        case before, after
        /// The block only looked at the file.
        case shown
    }

    /// The cluster.
    public let cluster: String
    /// The file's path inside the data directory.
    public let file: String
    /// Where the snapshot stands in its block.
    public let moment: Moment
    /// When it was taken.
    public let takenAt: Timestamp
    /// The file's bytes, secrets replaced.
    public let content: [UInt8]
    /// The settings that differ from their defaults, as the server says them; empty when it is stopped.
    public let settings: [Variable]

    /// Makes a snapshot.
    public init(
        cluster: String, file: String, moment: Moment, takenAt: Timestamp, content: [UInt8], settings: [Variable]
    ) {
        self.cluster = cluster
        self.file = file
        self.moment = moment
        self.takenAt = takenAt
        self.content = content
        self.settings = settings
    }
}
