public import LabModel

/// What is known of a run apart from what its entries printed: the values that its clusters and its machine were given.
public struct RunFacts: Sendable, Equatable {
    /// The machine's name.
    public var host: String
    /// The variables with the values that held.
    public var variables: [Variable]
    /// The clusters, in order.
    public var clusters: [ClusterFacts]
    /// Where its shells began, an absolute path; nil when that is not known.
    public var directory: String?

    /// Makes the facts of a run.
    public init(host: String, variables: [Variable], clusters: [ClusterFacts], directory: String? = nil) {
        self.host = host
        self.variables = variables
        self.clusters = clusters
        self.directory = directory
    }
}

/// What a cluster was given by its driver.
public struct ClusterFacts: Sendable, Equatable {
    public var name: String
    /// As the shell reaches it.
    public var host: String
    public var port: Int
    /// As another cluster's server reaches it.
    public var address: String
    /// The absolute path of the data directory.
    public var data: String?
    /// The absolute path of the directory of PostgreSQL's programs.
    public var binaries: String?
    /// As `server_version` says it, `15.18`; nil when the cluster was never asked.
    public var serverVersion: String?
    public var systemIdentifier: String?
    /// How it is kept; nil when that is not known.
    public var driver: ClusterSpecification.Driver?

    /// Makes the facts of a cluster.
    public init(
        name: String, host: String, port: Int, address: String, data: String?, binaries: String? = nil,
        serverVersion: String?, systemIdentifier: String?, driver: ClusterSpecification.Driver? = nil
    ) {
        self.name = name
        self.host = host
        self.port = port
        self.address = address
        self.data = data
        self.binaries = binaries
        self.serverVersion = serverVersion
        self.systemIdentifier = systemIdentifier
        self.driver = driver
    }
}

/// What happened for one block in one run, as far as it is compared.
public struct EntryFacts: Sendable {
    public var kind: Block.Kind
    public var cluster: String?
    public var mode: BlockTask.ComparisonMode
    public var status: EntryStatus
    /// What was wrong, when the block failed.
    public var error: String?
    /// The prompts' commands, in order; empty for kinds that have none.
    public var commands: [CommandFacts]
    /// The whole transcript; compared for what has no commands and no rule of its own.
    public var transcript: Output
    public var snapshots: [Snapshot]
    public var observations: [Observation]
    /// What the clusters said later, before anything else was changed: what they do by themselves has no exact moment.
    public var soon: [Observation]

    /// Makes the facts of an entry.
    public init(
        kind: Block.Kind, cluster: String? = nil, mode: BlockTask.ComparisonMode = .volatile,
        status: EntryStatus = .ok, error: String? = nil, commands: [CommandFacts] = [],
        transcript: Output = Output([]), snapshots: [Snapshot] = [], observations: [Observation] = [],
        soon: [Observation] = []
    ) {
        self.kind = kind
        self.cluster = cluster
        self.mode = mode
        self.status = status
        self.error = error
        self.commands = commands
        self.transcript = transcript
        self.snapshots = snapshots
        self.observations = observations
        self.soon = soon
    }
}

/// One prompt's command with what it printed.
public struct CommandFacts: Sendable {
    public var text: String
    public var output: Output
    public var exitStatus: Int?
    /// The SQLSTATE; nil where there is none to tell.
    public var sqlState: String?

    /// The SQLSTATE of an error of which only the exit status tells, as that of `psql -c` does.
    public static let unknownState = ""

    /// Makes the facts of a command.
    public init(text: String, output: Output, exitStatus: Int? = nil, sqlState: String? = nil) {
        self.text = text
        self.output = output
        self.exitStatus = exitStatus
        self.sqlState = sqlState
    }
}

/// Recorded bytes that are pulled piece by piece, so that the longest output is never held as a whole.
public struct Output: Sendable {
    /// Gives the next piece; nil at the end.
    public typealias Reader = () throws -> [UInt8]?

    /// How many bytes there are.
    public let count: Int
    /// Begins to read from the beginning; may be called again.
    public let read: @Sendable () -> Reader

    /// Makes an output that is read on demand.
    public init(count: Int, read: @escaping @Sendable () -> Reader) {
        self.count = count
        self.read = read
    }

    /// Makes an output of bytes at hand.
    public init(_ bytes: [UInt8]) {
        self.init(count: bytes.count) {
            var rest: [UInt8]? = bytes
            return {
                defer { rest = nil }
                return rest
            }
        }
    }
}
