public import LabModel

/// A cluster with a data directory of its own on this machine, started by `pg_ctl` from the installed programs.
public final class LocalCluster: Cluster {
    public let specification: ClusterSpecification
    public let client: ClusterClient
    /// The programs it runs.
    public let installation: PostgresInstallation
    /// The TCP port it listens on.
    public let port: UInt16

    let data: DataDirectory
    let runDirectory: RunDirectory
    let search: PostgresInstallation.Search
    /// Where in the log the last start began.
    var logStart = 0

    public var driver: ClusterSpecification.Driver { .local }
    public var secrets: [Variable] { [] }
    public var isRunning: Bool { data.postmaster != nil }
    /// The data directory, an absolute path.
    public var dataDirectory: String { data.path }
    /// The server's log, an absolute path.
    public var log: String { "\(runDirectory.path)/\(name).log" }

    /// Makes a cluster; nothing is started or made on disk.
    ///
    /// - Parameters:
    ///   - specification: what the lab says.
    ///   - runDirectory: the run's directory.
    ///   - ports: ports that are not to be chosen.
    ///   - isReopened: whether its port was chosen before; a start still refuses a taken one.
    ///   - search: where to look for programs.
    /// - Throws: `specification`, `notInstalled` or `portTaken`.
    init(
        _ specification: ClusterSpecification, runDirectory: RunDirectory, avoiding ports: Set<UInt16>,
        isReopened: Bool = false, search: PostgresInstallation.Search
    ) throws(ClusterError) {
        let name = specification.name
        let installation = try PostgresInstallation.find(binaries: specification.binaries, search: search)
        let data = DataDirectory(
            cluster: name, path: try Self.dataPath(specification, in: runDirectory), owner: try .find(),
            runID: runDirectory.runID)
        let port = try Self.port(specification, data, avoiding: ports, isReopened: isReopened)
        self.specification = specification
        self.installation = installation
        self.runDirectory = runDirectory
        self.search = search
        self.data = data
        self.port = port
        client = ClusterClient(
            server: Server(cluster: name, endpoint: Endpoint(port: port)) { data.postmaster != nil })
    }

    private static func dataPath(
        _ specification: ClusterSpecification, in runDirectory: RunDirectory
    ) throws(ClusterError) -> String {
        let name = specification.name
        let isPlain = name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
        guard isPlain, let first = name.first, first != "-", name != "home", name.utf8.count <= 100 else {
            throw ClusterError(
                .specification, cluster: name, problem: "its name cannot name a directory",
                remedy: "Use letters, digits, _ and -; \"home\" is taken.")
        }
        guard let given = specification.dataDirectory else { return "\(runDirectory.path)/\(name)" }
        // The lab's own commands may be to make the directories above it.
        if runDirectory.holds(given) { return given }
        guard let path = Path.canonical(given), !["", ".", ".."].contains(Path.name(of: path)) else {
            throw ClusterError(
                .specification, cluster: name, problem: "local.data: there is no directory in which \(given) could be",
                remedy: "Make that directory first, or leave local.data out.")
        }
        return path
    }

    private static func port(
        _ specification: ClusterSpecification, _ data: DataDirectory, avoiding ports: Set<UInt16>, isReopened: Bool
    ) throws(ClusterError) -> UInt16 {
        switch specification.port {
        case .automatic, .of:
            // A server that runs there already stays where it is.
            if let port = data.postmaster?.port { return port }
            return try Port.automatic(avoiding: ports)
        case .fixed(let port):
            if data.postmaster == nil, !isReopened { try Port.requireFree(port, for: specification.name) }
            return port
        }
    }

    public var values: [Variable] {
        [
            Variable(name: "port", value: "\(port)"),
            Variable(name: "host", value: "127.0.0.1"),
            Variable(name: "address", value: "127.0.0.1"),
            Variable(name: "data", value: data.path),
            Variable(name: "conninfo", value: "host=127.0.0.1 port=\(port) user=postgres"),
        ]
    }

    public var environment: [Variable] {
        [
            Variable(name: "PATH", value: installation.path(search)),
            Variable(name: "LC_ALL", value: "C.UTF-8"),
        ]
    }

    public func read(file: String) throws(ClusterError) -> [UInt8] { try dataFile(file).read() }

    public func write(file: String, content: [UInt8]) throws(ClusterError) {
        let target = dataFile(file)
        // What a lab's own initdb has made in the run's directory is the run's, though it has no mark.
        if data.exists, !runDirectory.holds(data.path) { try data.requireOurs() }
        try target.write(content)
    }

    private func dataFile(_ file: String) -> DataFile {
        DataFile(cluster: name, directory: data.path, file: file)
    }

    /// Whether its data directory was made in this very run.
    public var isMadeByRun: Bool { data.isMade(by: data.runID) }

    public func remove() throws(ClusterError) {
        close()
        // What the lab's own commands made in the run's directory goes with that directory.
        if runDirectory.holds(data.path), !data.isOurs { return }
        try data.remove()
    }
}
