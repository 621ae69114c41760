import Glibc

/// The engine that keeps containers, through the `docker` command line: contexts, `DOCKER_HOST`, rootless engines and
/// podman's `docker` work because nothing else is talked to.
public struct DockerEngine {
    /// Where `docker` is.
    let program: String
    /// How long it may take to answer.
    private let patience: Duration

    /// Where the program `docker` is, once its engine has answered.
    ///
    /// - Throws: `notInstalled`, `noEngine` or `noPermission`.
    public static func find() throws(ClusterError) -> String { try DockerEngine(search: .init()).program }

    /// The port of this machine at which the server in a container is published.
    ///
    /// - Throws: `notInstalled`, `noEngine`, `noPermission`; `notRunning` where no such port is.
    public static func publishedPort(of container: String) throws(ClusterError) -> Int {
        let answer = try DockerEngine(search: .init()).ask(["port", container, "5432/tcp"])
        let port = answer.text.split(whereSeparator: \.isNewline).first?.split(separator: ":").last.flatMap { Int($0) }
        if answer.status == 0, let port { return port }
        throw ClusterError(
            .notRunning, problem: "no container \(container) publishes the port 5432",
            remedy: "Start it with docker run -p PORT:5432 …; docker ps lists those that run.")
    }

    /// Finds the program and asks whether its engine answers.
    ///
    /// - Throws: `notInstalled`, `noEngine` or `noPermission`.
    init(search: PostgresInstallation.Search, patience: Duration = .seconds(30)) throws(ClusterError) {
        guard let program = search.program("docker") else {
            throw ClusterError(
                .notInstalled, problem: "the program docker is not installed",
                remedy: "Install it (apt-get install docker.io), or use the local driver: --driver local")
        }
        self.program = program
        self.patience = patience
        let place = try? ask(["context", "inspect", "--format", "{{.Endpoints.docker.Host}}"])
        if let host = place?.text.trimmedLine, host.hasPrefix("tcp:") || host.hasPrefix("ssh:") {
            throw ClusterError(
                .unsupported, problem: "the Docker engine is another machine's (\(host))",
                remedy: "Volumes are this machine's directories: use an engine of this machine (docker context use).")
        }
        let answer = try ask(["version", "--format", "{{.Server.Version}}"])
        guard answer.status == 0 else { throw Self.explain(answer.complaint) }
    }

    /// Runs `docker` to its end; a status that is not 0 is an answer as well.
    func ask(
        _ arguments: [String], input: [UInt8] = [], limit: Duration? = nil
    ) throws(ClusterError) -> Inquiry {
        do {
            return try Inquiry.ask(program, arguments, input: input, limit: limit ?? patience)
        } catch { throw error.error() }
    }

    /// Whether the machine has an image, and where an image keeps the data of its server; nil when it has none.
    func dataPath(of image: String) throws(ClusterError) -> String? {
        let answer = try ask(["image", "inspect", "--format", "{{range .Config.Env}}{{println .}}{{end}}", image])
        guard answer.status == 0 else {
            if let failure = Self.known(answer.complaint) { throw failure }
            return nil
        }
        let variables = answer.text.split(separator: "\n")
        let path = variables.first { $0.hasPrefix("PGDATA=") }?.dropFirst("PGDATA=".count)
        return path.map(String.init) ?? "/var/lib/postgresql/data"
    }

    /// The containers that carry a run's label, running or not, by name.
    func containers(of runID: String) throws(ClusterError) -> [(id: String, name: String)] {
        let filter = "label=\(Self.label)=\(runID)"
        let answer = try ask(["ps", "--all", "--filter", filter, "--format", "{{.ID}} {{.Names}}"])
        guard answer.status == 0 else { throw Self.explain(answer.complaint) }
        return answer.text.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            return words.count == 2 ? (String(words[0]), String(words[1])) : nil
        }
    }

    /// Where the program keeps what it knows of engines and registries.
    static var home: String? { getenv("HOME").map { String(cString: $0) } }

    /// What every container of a run carries.
    static let label = "labjournal"

    /// What a complaint of `docker` means.
    static func explain(_ complaint: String) -> ClusterError {
        known(complaint)
            ?? ClusterError(
                .command(exitStatus: 1), problem: "docker says: \(complaint)",
                remedy: "Look at docker info, and at the engine's log.")
    }

    private static func known(_ complaint: String) -> ClusterError? {
        let words = complaint.lowercased()
        if words.contains("permission denied") {
            return ClusterError(
                .noPermission, problem: "you may not talk to the Docker engine",
                remedy: "Join its group (sudo usermod -aG docker $USER, then log in again), or use a rootless engine.")
        }
        let silence = ["cannot connect to the", "error during connect", "is the docker daemon running", "i/o timeout"]
        guard silence.contains(where: words.contains) else { return nil }
        return ClusterError(
            .noEngine, problem: "no Docker engine answers",
            remedy: "Start it (systemctl start docker), or say where it is: DOCKER_HOST, docker context use.")
    }
}

extension ClusterError {
    /// The same error, said of a cluster.
    func of(_ cluster: String) -> ClusterError {
        ClusterError(code, cluster: cluster, problem: problem, remedy: remedy)
    }
}

extension String {
    /// The text without what is white at its end.
    var trimmedLine: String {
        var text = self[...]
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
