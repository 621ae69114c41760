public import LabModel

/// One execution, as the journal keeps it.
public struct RunRecord: Sendable, Equatable {
    public let id: String
    public let kind: RunKind
    public let status: RunStatus
    /// The run that this one is a replay of.
    public let origin: String?
    /// The lab's name: its file's name without `.lab.md`.
    public let lab: String
    public let title: String?
    public let language: String?
    /// The lab file's bytes.
    public let source: [UInt8]
    public let driver: String
    public let startedAt: Timestamp
    public let endedAt: Timestamp?
    public let error: String?
    public let programVersion: String
    public let psqlVersion: String?
    public let host: String
    public let os: String
    /// The terminal's size in cells.
    public let columns: Int
    public let rows: Int
    public let variables: [Variable]
    /// The directory that a recording's clusters live in; nil when there is none.
    public let directory: String?
}

/// A cluster of a run, as its driver gave it.
public struct ClusterRecord: Sendable, Equatable {
    public var name: String
    public var driver: String
    public var host: String
    public var port: Int
    public var address: String
    public var data: String?
    /// The absolute path of the directory of PostgreSQL's programs; nil where they are not this machine's.
    public var binaries: String?
    public var serverVersion: String?
    public var systemIdentifier: String?
    /// The data directory that was asked for; nil where it is chosen.
    public var givenData: String?
    /// How to connect to a cluster that somebody else keeps, without a password.
    public var conninfo: String?
    /// The container that the cluster lives in.
    public var container: String?

    /// Makes a record; the server's version is known only once it has run.
    public init(name: String, driver: String, host: String, port: Int, address: String, data: String?) {
        self.name = name
        self.driver = driver
        self.host = host
        self.port = port
        self.address = address
        self.data = data
    }
}

/// What happened for one block, without its output.
public struct EntryRecord: Sendable, Equatable {
    /// The journal's own number, which orders all entries.
    public let number: Int64
    public let id: String
    public let run: String
    /// Which step of the lab, from 1.
    public let step: Int
    /// Which block of the run, from 1.
    public let position: Int
    public let kind: Block.Kind
    /// The attributes of its block.
    public let attributes: [Block.Attribute]
    public let cluster: String?
    public let body: String
    public let picture: String?
    public let appendsToPicture: Bool
    public let alternative: String?
    public let isHidden: Bool
    /// How a replay compares it.
    public let comparison: BlockTask.ComparisonMode
    public let shownLines: ClosedRange<Int>?
    public let shownRows: Int
    public let columns: Int
    public internal(set) var status: EntryStatus
    public let startedAt: Timestamp
    public let endedAt: Timestamp?
    public let error: String?
    /// The working directory in which the command was entered; nil where there is none to tell.
    public let directory: String?

    /// Whether it was removed from the record.
    public var isRemoved: Bool { position < 0 }

    /// How long it took, or had taken when it was cut off.
    public var duration: Duration? { endedAt?.since(startedAt) }
}

/// One prompt's command inside an entry.
public struct CommandRecord: Sendable, Equatable {
    public let entry: Int64
    public let text: String
    public let startedAt: Timestamp
    public let endedAt: Timestamp?
    public let exitStatus: Int?
    public let sqlState: String?
    /// Where the command's output lies in the entry's output, in bytes.
    public let output: Range<Int>?
}

/// A slot's state with the entry after which it was seen.
public struct SlotRecord: Sendable, Equatable {
    public let entry: String
    public let position: Int
    public let cluster: String
    public let takenAt: Timestamp
    public let slot: SlotState
}

/// An entry that a search found.
public struct SearchHit: Sendable, Equatable {
    public let entry: EntryRecord
    /// The words in their surroundings, the found ones between U+0002 and U+0003.
    public let excerpt: String
}

/// What stands in a step of a recorded run.
public struct StepRecord: Sendable, Equatable {
    public let position: Int
    public let prose: String
}
