public import LabModel

extension LocalCluster {
    public func commands(
        for operation: ClusterOperation, among clusters: [any Cluster]
    ) throws(ClusterError) -> [CommandLine] {
        switch operation {
        case .start: return try start()
        case .stop: return [try control(["-m", "fast", "stop"], closing: true)]
        case .restart: return [try control(["-l", Path.name(of: log), "-m", "fast", "-w", "restart"], closing: true)]
        case .reload: return [try control(["reload"])]
        case .promote: return [try control(["-w", "promote"])]
        case .wipe: return try wipe()
        case .baseBackup(let backup): return [try baseBackup(backup, among: clusters)]
        case .rewind(_, let source): return [try rewind(from: source, among: clusters)]
        case .createSubscriber(_, let source, let database):
            return [try createSubscriber(of: source, database, among: clusters)]
        case .subnet: return [try loopback(["route", "show", "table", "local", "127.0.0.0/8"])]
        case .gateway: return [try loopback(["route", "get", "127.0.0.1"])]
        case .address: return [try address()]
        case .logs(_, let lines): return [try logs(lines)]
        }
    }

    public func psql(database: String?, user: String?) -> CommandLine {
        clientCommand(["psql"] + connection(user: user) + ["-d", database ?? "postgres"], in: runDirectory.home)
    }

    public var replicationArguments: (arguments: [String], environment: [Variable]) { (connection(), []) }

    public func shutdownCommands() -> [CommandLine] {
        guard isRunning else { return [] }
        return ["fast", "immediate"].map { mode in
            serverCommand(["pg_ctl", "-D", shownData, "-m", mode, "-w", "-t", "10", "stop"], limit: .seconds(20))
        }
    }

    private func connection(user: String? = nil) -> [String] {
        ["-h", "127.0.0.1", "-p", "\(port)", "-U", user ?? "postgres"]
    }

    /// The data directory as the shown commands name it: relative to where they run, when it lies there.
    var shownData: String {
        Path.parent(of: data.path) == runDirectory.path ? Path.name(of: data.path) : data.path
    }

    private func start() throws(ClusterError) -> [CommandLine] {
        if data.exists { try data.requireOurs() }
        if let postmaster = data.postmaster {
            throw ClusterError(
                .alreadyRunning, cluster: name, problem: "its server already runs (pid \(postmaster.pid))",
                remedy: "Stop it first, or restart it: restart \(name)")
        }
        let needsData = !data.isInitialized
        if needsData, data.exists { try requireEmpty(for: "initdb") }
        if needsData { try specification.refuseOtherPlaces() }
        try Port.requireFree(port, for: name)
        try data.prepare()
        logStart = FileStatus(path: log)?.size ?? 0
        return (needsData ? [initdb] : []) + [pgCtlStart]
    }

    private var initdb: CommandLine {
        let ordinary = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        return serverCommand(["initdb", "-D", shownData] + ordinary + specification.initdbArguments)
    }

    private var pgCtlStart: CommandLine {
        // The default directory for sockets belongs to the system's own servers.
        let options = "-p \(port) -k \(runDirectory.path)"
        return serverCommand(["pg_ctl", "-D", shownData, "-l", Path.name(of: log), "-o", options, "-w", "start"])
    }

    private func control(_ arguments: [String], closing: Bool = false) throws(ClusterError) -> CommandLine {
        if data.exists { try data.requireOurs() }
        guard isRunning else {
            throw ClusterError(
                .notRunning, cluster: name, problem: "its server does not run", remedy: "Start it: start \(name)")
        }
        if closing { close() }
        logStart = FileStatus(path: log)?.size ?? 0
        return serverCommand(["pg_ctl", "-D", shownData] + arguments)
    }

    private func wipe() throws(ClusterError) -> [CommandLine] {
        guard data.exists else {
            throw ClusterError(
                .file, cluster: name, problem: "it has no data directory", remedy: "Start it: start \(name)")
        }
        try data.requireOurs()
        try data.requireStopped(to: "wiped")
        return [serverCommand(["find", shownData, "-mindepth", "1", "-delete"])]
    }

    func requireEmpty(for program: String) throws(ClusterError) {
        if data.isEmpty { return }
        throw ClusterError(
            .refused, cluster: name, problem: "\(data.path) is not empty, as \(program) needs it",
            remedy: "Wipe it first: wipe \(name)")
    }

    private func baseBackup(
        _ backup: ClusterOperation.BaseBackup, among clusters: [any Cluster]
    ) throws(ClusterError) -> CommandLine {
        let source = try BaseBackup.source(backup, among: clusters)
        if data.exists {
            try data.requireOurs()
            try data.requireStopped(to: "overwritten")
            try requireEmpty(for: "pg_basebackup")
        }
        let options = try BaseBackup.options(backup)
        guard source.isRunning else {
            throw ClusterError(
                .notRunning, cluster: backup.source, problem: "its server does not run, so it cannot be copied",
                remedy: "Start it first: start \(backup.source)")
        }
        try data.prepare()
        let (address, environment) = source.replicationArguments
        return serverCommand(
            ["pg_basebackup"] + address + ["-D", shownData, "-R", "-v"] + options, adding: environment,
            limit: .seconds(3600))
    }
}
