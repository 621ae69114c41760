public import LabModel

/// What is known of a run when it begins.
public struct RunDescription: Sendable {
    public var kind: RunKind
    public var origin: String?
    public var lab: String
    public var title: String?
    public var language: String?
    /// The lab file's bytes: the run's plan.
    public var source: [UInt8]
    public var driver: String
    public var variables: [Variable]
    public var programVersion: String
    public var host: String
    public var os: String
    public var columns: Int
    public var rows: Int

    /// Makes a description.
    public init(
        kind: RunKind, origin: String? = nil, lab: String, title: String?, language: String?, source: [UInt8],
        driver: String, variables: [Variable], programVersion: String, host: String, os: String, columns: Int,
        rows: Int
    ) {
        self.kind = kind
        self.origin = origin
        self.lab = lab
        self.title = title
        self.language = language
        self.source = source
        self.driver = driver
        self.variables = variables
        self.programVersion = programVersion
        self.host = host
        self.os = os
        self.columns = columns
        self.rows = rows
    }
}

/// What is known of an entry when it begins.
public struct EntryDescription: Sendable {
    /// The block as the lab says it.
    public var block: Block
    /// The block understood.
    public var task: BlockTask
    /// Which step, from 1; nil is the run's last.
    public var step: Int?
    /// The step's prose, for the search index.
    public var prose: String
    /// The terminal's width in cells.
    public var columns: Int
    /// The working directory in which the command was entered; nil where there is none to tell.
    public var directory: String?

    /// Makes a description.
    public init(
        block: Block, task: BlockTask, step: Int?, prose: String, columns: Int, directory: String? = nil
    ) {
        self.block = block
        self.task = task
        self.step = step
        self.prose = prose
        self.columns = columns
        self.directory = directory
    }
}
