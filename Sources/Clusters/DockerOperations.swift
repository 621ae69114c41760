public import LabModel

extension DockerCluster {
    /// `docker restart` of a container with `--rm` may find it removed.
    public func parts(of operation: ClusterOperation) -> [ClusterOperation] {
        if case .restart(let name) = operation { return [.stop(name), .start(name)] }
        return [operation]
    }

    public func commands(
        for operation: ClusterOperation, among clusters: [any Cluster]
    ) throws(ClusterError) -> [CommandLine] {
        switch operation {
        case .start: return [try start()]
        case .stop, .restart: return [try stop()]
        case .reload: return [try serverCommand(["pg_ctl", "reload"])]
        case .promote: return [try serverCommand(["pg_ctl", "-w", "promote"])]
        case .wipe: return [try wipe()]
        case .baseBackup(let backup): return [try baseBackup(backup, among: clusters)]
        case .rewind(_, let source): return [try rewind(from: source, among: clusters)]
        case .createSubscriber(_, let source, let database):
            return [try createSubscriber(of: source, database, among: clusters)]
        case .subnet: return [network("Subnet")]
        case .gateway: return [try gateway()]
        case .address: return [try address()]
        case .observe: return []
        case .logs(_, let lines): return [try logs(lines)]
        }
    }

    /// A command line of `docker`, with the present user's home: what it knows of engines and registries lies there.
    func command(_ arguments: [String], limit: Duration = .seconds(120)) -> CommandLine {
        let home = DockerEngine.home.map { [Variable(name: "HOME", value: $0)] } ?? []
        let isDocker = arguments.first == "docker"
        return CommandLine(
            arguments, executable: isDocker ? engine.program : nil, directory: runDirectory.path,
            environment: environment + home, limit: limit)
    }

    private func requireRunning() throws(ClusterError) {
        guard container.isUp else { throw container.absence() }
    }

    private func start() throws(ClusterError) -> CommandLine {
        if container.isUp {
            throw ClusterError(
                .alreadyRunning, cluster: name, problem: "its container \(container.name) already runs",
                remedy: "Stop it first, or restart it: restart \(name)")
        }
        try requireFreeName()
        try Port.requireFree(port, for: name)
        try volume.requireOurs()
        try volume.prepare()
        if !container.hasBeenStarted { try PasswordFile(path: passwordFile).add(port: port, password: password) }
        container.forgetTyped()
        container.expect()
        let network = specification.docker?.network.map { ["--network", $0] } ?? []
        return command(
            ["docker", "run", "--rm", "--name", container.name] + label
                + variables.flatMap { ["-e", "\($0.name)=\($0.value)"] }
                + network + ["-d", "-p", "\(port):\(Self.serverPort)", "-v", volume.argument, image])
    }

    private var label: [String] { ["--label", "\(DockerEngine.label)=\(runDirectory.runID)"] }

    /// The container's environment. The locale is that of the other drivers' clusters, so that what they print and how
    /// they sort can be compared.
    private var variables: [Variable] {
        let given = specification.docker?.environment ?? []
        let arguments = given.first { $0.name == "POSTGRES_INITDB_ARGS" }?.value ?? "--locale=C.UTF-8"
        let further = specification.initdbArguments.map(CommandLine.quote)
        let own = [
            Variable(name: "POSTGRES_PASSWORD", value: specification.password),
            Variable(name: "POSTGRES_INITDB_ARGS", value: ([arguments] + further).joined(separator: " ")),
        ]
        return own + given.filter { variable in !own.contains { $0.name == variable.name } }
    }

    private func stop() throws(ClusterError) -> CommandLine {
        try requireRunning()
        close()
        container.release()
        return command(["docker", "stop", container.name])
    }

    private func serverCommand(_ arguments: [String]) throws(ClusterError) -> CommandLine {
        try requireRunning()
        return command(["docker", "exec", "-u", "postgres", container.name] + arguments)
    }

    private func wipe() throws(ClusterError) -> CommandLine {
        try volume.requireOurs()
        guard !container.isUp else {
            throw ClusterError(
                .refused, cluster: name, problem: "its container runs, so it is not wiped",
                remedy: "Stop it first: stop \(name)")
        }
        guard try volume.exists() else {
            throw ClusterError(.file, cluster: name, problem: "it has no data", remedy: "Start it: start \(name)")
        }
        return command(volume.wiping)
    }

    private func baseBackup(
        _ backup: ClusterOperation.BaseBackup, among clusters: [any Cluster]
    ) throws(ClusterError) -> CommandLine {
        let source = try BaseBackup.source(backup, among: clusters)
        let options = try BaseBackup.options(backup)
        try volume.requireOurs()
        guard !container.isUp else {
            throw ClusterError(
                .refused, cluster: name, problem: "its container runs, so it is not overwritten",
                remedy: "Stop it first: stop \(name)")
        }
        guard try volume.isEmpty() else {
            throw ClusterError(
                .refused, cluster: name, problem: "its data directory is not empty, as pg_basebackup needs it",
                remedy: "Wipe it first: wipe \(name)")
        }
        let (address, password) = try reach(source)
        try volume.prepare()
        let tool = ["pg_basebackup"] + address + ["-D", volume.mount, "-R", "-v"] + options
        return run(tool, for: .backup, options: password.flatMap { ["-e", $0] })
    }

    /// A program that works on the data in a container of its own.
    func run(_ tool: [String], for task: Task, options: [String]) -> CommandLine {
        let network = specification.docker?.network.map { ["--network", $0] } ?? []
        return command(
            ["docker", "run", "--rm", "--name", toolName(task)] + label + options + network
                + ["-v", volume.argument, image] + tool,
            limit: .seconds(3600))
    }

    /// How a container of this network connects to another cluster's server.
    func reach(_ source: any Cluster) throws(ClusterError) -> (arguments: [String], environment: [String]) {
        guard source.isRunning else {
            throw ClusterError(
                .notRunning, cluster: source.name, problem: "its server does not run, so it cannot be copied",
                remedy: "Start it first: start \(source.name)")
        }
        guard let other = source as? DockerCluster else {
            guard source.driver == .remote else {
                throw ClusterError(
                    .unsupported, cluster: name, problem: "a container does not reach the local cluster \(source.name)",
                    remedy: "Let both have the same driver.")
            }
            let (arguments, environment) = source.replicationArguments
            return (arguments, environment.map { "\($0.name)=\($0.value)" })
        }
        let (user, password) = (other.superuser, other.password)
        return (
            ["-h", other.container.address ?? "", "-p", "\(Self.serverPort)", "-U", user], ["PGPASSWORD=\(password)"]
        )
    }

    private func network(_ field: String) -> CommandLine {
        let format = "{{range .IPAM.Config}}{{.\(field)}}{{end}}"
        return command(["docker", "network", "inspect", "-f", format, specification.docker?.network ?? "bridge"])
    }

    /// A network that the engine has only just made does not say its gateway, but its containers do.
    private func gateway() throws(ClusterError) -> CommandLine {
        let ofNetwork = network("Gateway")
        let answer = try engine.ask(Array(ofNetwork.arguments.dropFirst()))
        guard answer.status == 0, answer.text.trimmedLine.isEmpty, container.isUp else { return ofNetwork }
        return inspect("Gateway")
    }

    private func address() throws(ClusterError) -> CommandLine {
        try requireRunning()
        return inspect("IPAddress")
    }

    private func inspect(_ field: String) -> CommandLine {
        let format = "{{range .NetworkSettings.Networks}}{{.\(field)}}{{end}}"
        return command(["docker", "inspect", "-f", format, container.name])
    }

    private func logs(_ lines: Int) throws(ClusterError) -> CommandLine {
        if container.isUp { return command(["docker", "logs", "--tail", "\(lines)", container.name]) }
        guard container.logTail(lines: 1) != nil else {
            throw ClusterError(
                .file, cluster: name, problem: "its server has logged nothing in this run",
                remedy: "Start it: start \(name)")
        }
        return command(["tail", "-n", "\(lines)", Path.name(of: container.log)])
    }
}
