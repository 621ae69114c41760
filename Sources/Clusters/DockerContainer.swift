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
    /// The address that the container had last; nil before it has run.
    private(set) var address: String?
    /// Whether it was started and nobody has asked it to end.
    private(set) var isExpected = false
    private var follower: pid_t?
    private var isAttached = false

    init(cluster: String, name: String, port: UInt16, engine: DockerEngine, runID: String, log: String) {
        (self.cluster, self.name, self.port) = (cluster, name, port)
        (self.engine, self.runID, self.log) = (engine, runID, log)
    }

    deinit { stopFollowing() }

    private static let format =
        "{{.State.Running}}|{{index .Config.Labels \"\(DockerEngine.label)\"}}|"
        + "{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}"

    /// What the engine says of the container now.
    func state() throws(ClusterError) -> State {
        let answer = try engine.ask(["container", "inspect", "--format", Self.format, name])
        guard answer.status == 0 else {
            if answer.complaint.lowercased().contains("no such") { return .missing }
            throw DockerEngine.explain(answer.complaint).of(cluster)
        }
        let fields = answer.text.trimmedLine.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        guard fields.count == 3, fields[1] == runID else { return .foreign(run: fields.count == 3 ? fields[1] : "") }
        let address = fields[2].split(separator: " ").first.map(String.init) ?? ""
        return fields[0] == "true" ? .running(address: address) : .stopped
    }

    /// Whether its server can be asked something. While the container runs, the engine listens on the published port,
    /// which is asked in no time; the engine itself is asked only when nobody does.
    var isUp: Bool {
        guard isExpected else { return false }
        if Port.isListening(port) { return true }
        guard case .running(let address)? = try? state() else { return false }
        return !address.isEmpty
    }

    /// It is being started, or is to run.
    func expect() {
        isExpected = true
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
