public import LabModel

/// One PostgreSQL server with its data, by the driver that keeps it.
///
/// A cluster changes nothing by itself: it returns the command lines that do the work, and whoever runs them records
/// them. What it only asks (an engine for a container's state), it asks itself.
public protocol Cluster: AnyObject {
    /// What the lab says of the cluster.
    var specification: ClusterSpecification { get }
    /// How the cluster is kept.
    var driver: ClusterSpecification.Driver { get }
    /// What `{{name.port}}`, `host`, `address`, `conninfo` and, of a local cluster, `data` stand for.
    var values: [Variable] { get }
    /// Values that must never be shown, by names for their place: the password of a remote cluster's connection.
    var secrets: [Variable] { get }
    /// Variables that a lab's shell needs for `psql` and the like to be the cluster's own.
    var environment: [Variable] { get }
    /// Whether there is a server; of a remote cluster, whether it can be connected to.
    var isRunning: Bool { get }
    /// The arguments by which another cluster's `pg_basebackup` connects here, and the environment for them.
    var replicationArguments: (arguments: [String], environment: [Variable]) { get }

    /// The operations that an operation is made of here; each has settled before the next one begins.
    func parts(of operation: ClusterOperation) -> [ClusterOperation]

    /// The command lines that carry an operation out, to be run in order until one fails.
    ///
    /// What must be there before (a data directory with its mark) is made; guards have been asked.
    ///
    /// - Parameters:
    ///   - operation: the operation; of `basebackup`, this cluster is the target.
    ///   - clusters: all clusters of the run, among them the source of a base backup.
    /// - Throws: `refused`, `portTaken`, `nameTaken`, `alreadyRunning`, `notRunning`, `ended`, `notInstalled`,
    ///   `noEngine`, `specification`, `unsupported` or `file`; nothing is left behind then.
    func commands(for operation: ClusterOperation, among clusters: [any Cluster]) throws(ClusterError) -> [CommandLine]

    /// Whether what an operation set off has come about, asked again and again once its command lines have ended.
    ///
    /// - Throws: `ended` when it cannot come about any more.
    func hasSettled(_ operation: ClusterOperation) throws(ClusterError) -> Bool

    /// The command line of a psql session; nil is the database `postgres` and the cluster's superuser.
    func psql(database: String?, user: String?) -> CommandLine

    /// The content of a file of the data directory.
    ///
    /// - Throws: `file` when it is not a regular file inside of at most 16 MiB; `unsupported` without a data directory.
    func read(file: String) throws(ClusterError) -> [UInt8]

    /// Replaces the content of a file of the data directory in one go; owner, group and mode stay.
    ///
    /// - Throws: as `read`, and `refused` when the data directory is not ours.
    func write(file: String, content: [UInt8]) throws(ClusterError)

    /// The last lines of the server's log; nil when there is none to read.
    func logTail(lines: Int) -> String?

    /// The error to report when a command line of an operation has failed; of `start` and `restart` it holds what the
    /// server logged.
    func failure(of operation: ClusterOperation, exitStatus: Int32) -> ClusterError

    /// What to run, one after the other as long as `isRunning`, when the run ends: a fast stop, then an immediate one.
    func shutdownCommands() -> [CommandLine]

    /// Whether its data was made in this very run: only then it goes when a recording ends.
    var isMadeByRun: Bool { get }

    /// Removes the data directory and its mark, if there are any.
    ///
    /// - Throws: `refused` when it is not ours or its server runs; `file`.
    func remove() throws(ClusterError)

    /// The server as a client sees it.
    var client: ClusterClient { get }
}

/// What can be asked of a cluster's server, over one connection to the database `postgres` that stays open.
public struct ClusterClient {
    let server: Server
}

extension Cluster {
    /// Most operations are one.
    public func parts(of operation: ClusterOperation) -> [ClusterOperation] { [operation] }

    /// Command lines that wait by themselves leave nothing to wait for.
    public func hasSettled(_ operation: ClusterOperation) throws(ClusterError) -> Bool { true }

    /// What a driver does not know to be the run's own is not.
    public var isMadeByRun: Bool { false }

    /// The name by which blocks speak of the cluster.
    public var name: String { specification.name }

    /// The typed state at this moment, in one round trip. Never fails: a cluster without a server is `stopped`, one
    /// that refuses, is starting or does not answer within 2 s is `unreachable`.
    public func observe() -> Observation { client.server.observe() }

    /// The settings in force that differ from their defaults, sorted by name.
    ///
    /// - Throws: `notRunning`, `connection` or `query`.
    public func settings() throws(ClusterError) -> [Variable] { try client.server.settings() }

    /// SQL that returns one boolean, for a wait to ask repeatedly; nothing is sent yet.
    public func question(_ sql: String, database: String? = nil, user: String? = nil) -> Question {
        Question(sql, database: database, user: user, server: client.server)
    }

    /// Up to where the cluster has written WAL; a standby, up to where it has replayed. What a catch-up waits for.
    ///
    /// - Throws: `notRunning`, `connection` or `query`.
    public func writtenLSN() throws(ClusterError) -> LSN? { try client.server.writtenLSN() }

    /// Up to where the cluster has replayed WAL; nil when it never was a standby since it started.
    ///
    /// - Throws: `notRunning`, `connection` or `query`.
    public func replayedLSN() throws(ClusterError) -> LSN? { try client.server.replayedLSN() }

    /// The server's version, `15.18`.
    ///
    /// - Throws: `notRunning`, `connection` or `query`.
    public func serverVersion() throws(ClusterError) -> String { try client.server.version() }

    /// The number that `initdb` gave the cluster and that its replicas share, from `pg_control_system()`.
    ///
    /// - Throws: `notRunning`, `connection` or `query`.
    public func systemIdentifier() throws(ClusterError) -> String { try client.server.systemIdentifier() }

    /// Closes the connection; the next question opens another. Call it before a lab's own `pg_ctl -m smart stop`.
    public func close() { client.server.close() }
}
