import Glibc
public import LabModel

/// A cluster in a container of a postgres image, by the `docker` command line.
public final class DockerCluster: Cluster {
    /// The image of clusters that name none.
    public static let defaultImage = "postgres:15"

    public let specification: ClusterSpecification
    public let client: ClusterClient
    /// The image that its container is made of.
    public let image: String
    /// The port of this machine at which the container's server is published.
    public let port: UInt16

    let container: DockerContainer
    private let given: DockerVolume
    let runDirectory: RunDirectory
    let search: PostgresInstallation.Search
    let engine: DockerEngine

    public var driver: ClusterSpecification.Driver { .docker }
    public var isRunning: Bool { container.isUp }
    /// The container's name.
    public var containerName: String { container.name }

    /// Makes a cluster; nothing is started or made on disk.
    ///
    /// - Throws: `specification`, `nameTaken`, `noImage`, `portTaken`, or what the engine says.
    init(
        _ specification: ClusterSpecification, runDirectory: RunDirectory, avoiding ports: Set<UInt16>,
        search: PostgresInstallation.Search, engine: DockerEngine
    ) throws(ClusterError) {
        let (name, docker) = (specification.name, specification.docker ?? .init())
        let image = docker.image ?? Self.defaultImage
        try Self.check(specification)
        guard let mount = try engine.dataPath(of: image) else { throw Self.missing(image, for: name) }
        let port = try Self.port(specification, avoiding: ports)
        given = DockerVolume(
            cluster: name, place: try Self.place(specification, in: runDirectory), mount: mount, engine: engine,
            image: image, runDirectory: runDirectory)
        let container = DockerContainer(
            cluster: name, name: try Self.containerName(specification), port: port, engine: engine,
            runID: runDirectory.runID, log: "\(runDirectory.path)/\(name).log", data: given.path)
        self.specification = specification
        self.image = image
        self.port = port
        self.container = container
        self.runDirectory = runDirectory
        self.search = search
        self.engine = engine
        client = ClusterClient(
            server: Server(
                cluster: name,
                endpoint: Endpoint(
                    host: container.place.host, port: container.place.port,
                    user: container.typed?.user ?? specification.superuser,
                    password: container.typed?.password ?? specification.password),
                absence: { container.absence() }, isUp: { container.isUp }))
        try requireFreeName()
    }

    /// A command of the lab is carried out that starts containers of some names: one may be this cluster's.
    ///
    /// - Parameter withServer: whether its server is started as well, and to be waited for; nil: as the last time.
    public func expectTyped(names: [String], withServer: Bool?) {
        if names.contains(container.name) { container.expectTyped(withServer: withServer) }
    }

    /// Whether the lab's own commands have started its server, which has not been waited for.
    public var awaitsServer: Bool { container.awaitsServer && container.isUp }

    /// Where the data lies: as the lab says, or where the lab's own commands have put it.
    var volume: DockerVolume {
        guard let typed = container.typed, let data = typed.data, data != given.path else { return given }
        return given.found(at: data, of: typed)
    }

    private static func missing(_ image: String, for cluster: String) -> ClusterError {
        let version = image.hasPrefix("postgres:") ? " " + image.dropFirst("postgres:".count) : ""
        return ClusterError(
            .noImage, cluster: cluster, problem: "the image \(image) is not on this machine",
            remedy: version.isEmpty
                ? "Fetch it: docker pull \(image)"
                : "Fetch it, or have it built where no registry is reached: labjournal image\(version)")
    }

    /// A name that a directory and a container can have; a container's has two characters at least.
    private static func containerName(_ specification: ClusterSpecification) throws(ClusterError) -> String {
        let name = specification.name
        if let given = specification.docker?.name { return given }
        let isPlain = name.utf8.count > 1 && name.utf8.first.map { UInt8(ascii: "_") != $0 } ?? false
        return isPlain ? name : "labjournal-\(name)"
    }

    private static func check(_ specification: ClusterSpecification) throws(ClusterError) {
        let name = specification.name
        guard name.utf8.allSatisfy({ $0 < 0x80 }), name != "home", name.utf8.count <= 100 else {
            throw ClusterError(
                .specification, cluster: name, problem: "its name cannot name a container's directory",
                remedy: "Use ASCII letters, digits, _ and -; \"home\" is taken.")
        }
        try specification.refuseOtherPlaces()
        let isTaken = specification.docker?.environment.contains { $0.name == "PGDATA" } ?? false
        guard !isTaken else {
            throw ClusterError(
                .specification, cluster: name, problem: "docker.env: PGDATA would hide the data from the driver",
                remedy: "Leave it out; the volume is put where the image keeps its data.")
        }
    }

    private static func place(
        _ specification: ClusterSpecification, in runDirectory: RunDirectory
    ) throws(ClusterError) -> DockerVolume.Place {
        let name = specification.name
        let given = specification.docker?.volume
        if let given, !given.contains("/") { return .named(given) }
        guard let path = given.map({ Path.canonical($0) }) ?? "\(runDirectory.path)/\(name)", path.hasPrefix("/") else {
            throw ClusterError(
                .specification, cluster: name,
                problem: "docker.volume: there is no directory in which \(given ?? "") could be",
                remedy: "Make that directory first, name a volume without a slash, or leave docker.volume out.")
        }
        let owner = ServerUser(name: nil, uid: geteuid(), gid: getegid(), home: nil)
        return .directory(DataDirectory(cluster: name, path: path, owner: owner, runID: runDirectory.runID))
    }

    private static func port(
        _ specification: ClusterSpecification, avoiding ports: Set<UInt16>
    ) throws(ClusterError) -> UInt16 {
        guard case .fixed(let port) = specification.port else { return try Port.automatic(avoiding: ports) }
        try Port.requireFree(port, for: specification.name)
        return port
    }

    /// Refuses a name that another container has; whose it is decides what to do.
    func requireFreeName() throws(ClusterError) {
        let owner: String
        switch try container.state() {
        case .missing: return
        case .running, .stopped: owner = "of this run"
        case .foreign(let run): owner = run.isEmpty ? "not of labjournal" : "of the run \(run.prefix(13))"
        }
        throw ClusterError(
            .nameTaken, cluster: name, problem: "there is a container \(container.name) already, \(owner)",
            remedy: "Give this one another name (docker: {name: …}), or remove that one: docker rm -f \(container.name)"
        )
    }

    /// Where libpq finds the password, so that programs of the lab's shell reach the cluster as on the other drivers.
    var passwordFile: String { "\(runDirectory.home)/.pgpass" }

    /// Whom to connect as, and with which password.
    var superuser: String { container.typed?.user ?? specification.superuser }
    var password: String { container.typed?.password ?? specification.password }

    public var secrets: [Variable] { [] }

    public var values: [Variable] {
        let reached = [
            Variable(name: "port", value: "\(container.place.port)"),
            Variable(name: "host", value: container.place.host),
        ]
        let data = volume.path.map { [Variable(name: "data", value: $0)] } ?? []
        guard let address = container.address else { return reached + data }
        let password = Conninfo.quote(password)
        return reached + data + [
            Variable(name: "address", value: address),
            Variable(
                name: "conninfo",
                value: "host=\(address) port=\(Self.serverPort) user=\(superuser) password=\(password)"),
        ]
    }

    /// The port inside of the container.
    static let serverPort: UInt16 = 5432

    public var environment: [Variable] {
        let programs = (try? PostgresInstallation.find(binaries: specification.binaries, search: search))?.path(search)
        return [
            Variable(name: "PATH", value: programs ?? search.path),
            Variable(name: "LC_ALL", value: "C.UTF-8"),
            Variable(name: "PGPASSFILE", value: passwordFile),
        ]
    }

    public func read(file: String) throws(ClusterError) -> [UInt8] { try volume.read(file) }

    public func write(file: String, content: [UInt8]) throws(ClusterError) { try volume.write(file, content) }

    public func logTail(lines: Int) -> String? { container.logTail(lines: lines) }

    /// The name of the container in which a tool works on this cluster's data.
    func toolName(_ task: Task) -> String { "\(container.name)-\(task.rawValue)" }

    /// What is done to a cluster's data in a container of its own.
    enum Task: String, CaseIterable {
        case backup, rewind, subscriber
    }

    /// The cluster's containers, by the run's label.
    var leftovers: [(id: String, name: String)] {
        get throws(ClusterError) {
            let names = [container.name] + Task.allCases.map(toolName)
            if container.typed == nil { _ = container.adoptTyped() }
            let typed = try FoundContainers(engine).described(container.typed.map { [$0.id] } ?? [])
            return try engine.containers(of: runDirectory.runID).filter { names.contains($0.name) }
                + typed.map { ($0.id, $0.name) }
        }
    }

    public func remove() throws(ClusterError) {
        close()
        container.release()
        do { try removeContainers() } catch { throw stranded(by: error) }
        // What the lab's own commands have put elsewhere stays there.
        try given.remove()
    }

    private func removeContainers() throws(ClusterError) {
        for leftover in try leftovers {
            _ = try engine.ask(["rm", "--force", "--volumes", leftover.id])
        }
    }

    private func stranded(by error: ClusterError) -> ClusterError {
        // The engine may have removed the containers by itself when it is back, hence xargs -r.
        let list = "docker ps --all --quiet --filter label=\(DockerEngine.label)=\(runDirectory.runID)"
        let commands = ["\(list) | xargs -r docker rm --force --volumes"] + volume.removalByHand(of: runDirectory)
        return ClusterError(
            error.code, cluster: name, problem: "its container and its data could not be removed: \(error.problem)",
            remedy: "When the engine answers again: \(commands.joined(separator: "; "))")
    }
}

extension ClusterSpecification {
    /// Whom the image makes the superuser.
    var superuser: String { variable("POSTGRES_USER") ?? "postgres" }

    /// The superuser's password.
    var password: String { variable("POSTGRES_PASSWORD") ?? "docker" }

    private func variable(_ name: String) -> String? { docker?.environment.first { $0.name == name }?.value }
}
