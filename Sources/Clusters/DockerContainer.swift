import Glibc

/// A cluster's container: whether it is there, where it is, and what its server says.
final class DockerContainer {
    /// What the engine says of a name.
    enum State: Equatable {
        case missing
        /// Somebody else's, or another run's.
        case foreign(run: String)
        case stopped
        case running(address: String)
    }

    let cluster: String
    let name: String
    let port: UInt16
    let engine: DockerEngine
    let runID: String
    /// The file that the container's log goes to: the engine forgets it together with the container.
    let log: String
    /// The cluster's data as this machine has it; nil in a volume.
    let data: String?
    /// The address that the container had last; nil before it has run.
    private(set) var address: String?
    /// Whether it was started and nobody has asked it to end.
    private(set) var isExpected = false
    /// Whether the driver has started it before.
    private(set) var hasBeenStarted = false
    /// The container that the lab's own commands have started under this name, as it was found; nil when none has.
    private(set) var typed: FoundContainer?
    /// Whether the name was free before the lab began.
    private var wasFree = false
    /// Whether a command of the lab has been carried out that may have started it.
    private var mayBeTyped = false
    /// Whether that container is still to be looked for.
    private var seeksTyped = false
    private var holdsServer = false
    /// Whether its server is to be waited for.
    private(set) var awaitsServer = false
    private var follower: pid_t?
    private var isAttached = false

    init(
        cluster: String, name: String, port: UInt16, engine: DockerEngine, runID: String, log: String, data: String?
    ) {
        (self.cluster, self.name, self.port) = (cluster, name, port)
        (self.engine, self.runID, self.log, self.data) = (engine, runID, log, data)
    }

    deinit { stopFollowing() }

    /// What the engine says of the container now.
    func state() throws(ClusterError) -> State {
        guard let found = try found() else {
            wasFree = true
            return .missing
        }
        guard found.run == runID || isTyped(found) else { return .foreign(run: found.run) }
        return found.isRunning ? .running(address: found.address) : .stopped
    }

    private func found() throws(ClusterError) -> FoundContainer? {
        do { return try FoundContainers(engine).described([name]).first { $0.name == name } } catch {
            throw error.of(cluster)
        }
    }

    /// Where this machine reaches its server: at the published port, or, where the lab's own commands have published
    /// none, at its address.
    var place: (host: String, port: UInt16) {
        guard let typed, typed.port == nil, !typed.address.isEmpty else { return ("127.0.0.1", port) }
        return (typed.address, DockerCluster.serverPort)
    }

    /// A command of the lab is carried out that starts the container: with its server or without, or again as before.
    func expectTyped(withServer: Bool?) {
        holdsServer = withServer ?? holdsServer
        (mayBeTyped, seeksTyped, awaitsServer) = (true, true, holdsServer)
    }

    /// Its server has been waited for.
    func settle() { awaitsServer = false }

    /// Whether the lab's own commands have started it: its name was free before, and it has the cluster's port or data,
    /// or publishes no port.
    private func isTyped(_ found: FoundContainer) -> Bool {
        guard wasFree, mayBeTyped, found.run.isEmpty else { return false }
        return found.id == typed?.id || found.port.map { $0 == Int(port) } ?? true || data != nil && found.data == data
    }

    /// Whether its server can be asked something. While the container runs, the engine listens on the published port,
    /// which is asked in no time; the engine itself is asked only when nobody does. What the lab's own commands have
    /// started in the meantime is taken for the cluster's.
    var isUp: Bool {
        if Port.isListening(port) { return isExpected || adoptTyped() }
        if seeksTyped, adoptTyped() { return true }
        guard isExpected else { return false }
        guard case .running(let address)? = try? state() else {
            // What the lab's own commands have started, they end as well.
            if typed != nil { isExpected = false }
            return false
        }
        return !address.isEmpty
    }

    /// Nothing is known any more of one that the lab's own commands have started: another one is to be.
    func forgetTyped() { typed = nil }

    /// Takes the container that the lab's own commands have started by now for the cluster's; false when there is none.
    func adoptTyped() -> Bool {
        guard let found = try? found(), found.isRunning, isTyped(found) else { return false }
        typed = found
        (seeksTyped, isExpected, isAttached) = (false, true, false)
        try? attach()
        return true
    }

    /// It is being started, or is to run.
    func expect() {
        isExpected = true
        hasBeenStarted = true
        isAttached = false
    }

    /// Somebody asked it to end.
    func release() { isExpected = false }

    /// Begins to keep its log, in which is whatever it has said so far, and takes in where it runs; once a start.
    func attach() throws(ClusterError) {
        guard !isAttached else { return }
        isAttached = true
        stopFollowing()
        follower = try? Inquiry.begin(engine.program, ["logs", "--follow", name], output: log)
        if case .running(let address) = try state() { self.address = address }
    }

    /// The end of what its server has said.
    func logTail(lines: Int) -> String? {
        if follower == nil { return nil }
        // What was said last may be on its way.
        usleep(50_000)
        let said = LogFile(path: log).tail(lines: lines)
        // That is the engine's word for a log that it has already removed.
        return said?.hasPrefix("Error") == true ? nil : said
    }

    /// Why its server cannot be asked anything.
    func absence() -> ClusterError {
        guard isExpected else {
            return ClusterError(
                .notRunning, cluster: cluster, problem: "its server does not run", remedy: "Start it: start \(cluster)")
        }
        let said = logTail(lines: 20).flatMap { $0.isEmpty ? nil : "Its log ends:\n\($0)" }
        do {
            if case .running = try state() {
                return ClusterError(
                    .ended, cluster: cluster, problem: "its container \(name) runs, but no network leads to it",
                    remedy: said ?? "Look at it: docker inspect \(name)")
            }
        } catch { return error.of(cluster) }
        return ClusterError(
            .ended, cluster: cluster, problem: "its container \(name) has ended by itself, or was ended from outside",
            remedy: said ?? "Its log went with it. See why in the foreground: the command above without -d.")
    }

    private func stopFollowing() {
        guard let follower else { return }
        var status: Int32 = 0
        if waitpid(follower, &status, WNOHANG) == 0 {
            kill(follower, SIGKILL)
            waitpid(follower, &status, 0)
        }
        self.follower = nil
    }
}
