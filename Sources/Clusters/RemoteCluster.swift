import Glibc
public import LabModel

/// A cluster that somebody else keeps: only a connection to it is known.
public final class RemoteCluster: Cluster {
    public let specification: ClusterSpecification
    public let client: ClusterClient
    private let conninfo: Conninfo
    private let directory: String
    private let search: PostgresInstallation.Search

    public var driver: ClusterSpecification.Driver { .remote }
    public var environment: [Variable] { [Variable(name: "LC_ALL", value: "C.UTF-8")] }
    public var isRunning: Bool { observe().state == .running }

    /// Makes a cluster; nothing is connected yet.
    ///
    /// - Throws: `specification` when there is no connection string, or one that cannot be read.
    init(
        _ specification: ClusterSpecification, runDirectory: RunDirectory, search: PostgresInstallation.Search
    ) throws(ClusterError) {
        guard let text = specification.conninfo, let conninfo = Conninfo(text) else {
            let isMissing = specification.conninfo == nil
            throw ClusterError(
                .specification, cluster: specification.name,
                problem: isMissing ? "it has no remote.conninfo" : "its remote.conninfo cannot be read",
                remedy: "Write host=… port=… user=… dbname=…, or postgresql://user@host:port/database.")
        }
        self.specification = specification
        self.conninfo = conninfo
        self.search = search
        directory = runDirectory.home
        let secrets = Self.secrets(of: conninfo, cluster: specification.name)
        let endpoint = Endpoint(conninfo: conninfo.parameters)
        client = ClusterClient(
            server: Server(cluster: specification.name, endpoint: endpoint, secrets: secrets) { true })
    }

    private static func secrets(of conninfo: Conninfo, cluster: String) -> [Variable] {
        conninfo.secrets.map { Variable(name: "\(cluster).\($0.keyword)", value: $0.value) }
    }

    public var secrets: [Variable] { Self.secrets(of: conninfo, cluster: name) }

    public var values: [Variable] {
        let host = conninfo.value("host") ?? conninfo.value("hostaddr") ?? "localhost"
        return [
            Variable(name: "port", value: conninfo.value("port") ?? "5432"),
            Variable(name: "host", value: host),
            Variable(name: "address", value: conninfo.value("hostaddr") ?? host),
            Variable(name: "conninfo", value: conninfo.text()),
        ]
    }

    /// The password of the connection string; else what libpq would find by itself, which a session, whose home is
    /// another one, would not.
    private var password: [Variable] {
        if let password = conninfo.value("password") { return [Variable(name: "PGPASSWORD", value: password)] }
        let given = ["PGPASSFILE", "PGPASSWORD"].compactMap { name in
            getenv(name).map { Variable(name: name, value: String(cString: $0)) }
        }
        let home = getenv("HOME").map { Variable(name: "PGPASSFILE", value: String(cString: $0) + "/.pgpass") }
        return given.contains { $0.name == "PGPASSFILE" } ? given : given + (home.map { [$0] } ?? [])
    }

    public var replicationArguments: (arguments: [String], environment: [Variable]) {
        (["-d", conninfo.text()], password)
    }

    public func psql(database: String?, user: String?) -> CommandLine {
        CommandLine(
            ["psql", conninfo.text(database: database, user: user)], executable: search.program("psql"),
            directory: directory, environment: environment + password)
    }

    public func commands(
        for operation: ClusterOperation, among clusters: [any Cluster]
    ) throws(ClusterError) -> [CommandLine] {
        throw unsupported(
            "is only connected to, so it cannot be started, stopped, copied into or looked at from outside")
    }

    public func read(file: String) throws(ClusterError) -> [UInt8] {
        throw unsupported("is only connected to, so its files cannot be read")
    }

    public func write(file: String, content: [UInt8]) throws(ClusterError) {
        throw unsupported("is only connected to, so its files cannot be changed")
    }

    private func unsupported(_ sentence: String) -> ClusterError {
        ClusterError(
            .unsupported, cluster: name, problem: "the remote cluster \(sentence)",
            remedy: "Use a sql block (ALTER SYSTEM, pg_reload_conf()), or the local driver.")
    }

    public func logTail(lines: Int) -> String? { nil }

    public func failure(of operation: ClusterOperation, exitStatus: Int32) -> ClusterError {
        ClusterError(
            .command(exitStatus: exitStatus), cluster: name, problem: "the operation failed with status \(exitStatus)")
    }

    public func shutdownCommands() -> [CommandLine] { [] }

    public func remove() throws(ClusterError) { close() }
}
