internal import Capture
internal import Clusters
internal import Foundation
internal import Journal
internal import LabModel
internal import Runner

/// Plays a lab: wires the clusters, the journal and the runner together.
struct LabPlayer {
    let source: LabSource
    let variables: [Variable]
    var secrets: [Variable]
    var driver = ClusterSpecification.Driver.local
    var steps: ClosedRange<Int>?
    var keepsClusters = false
    /// The directory of PostgreSQL's programs for local clusters; nil: as the lab says.
    var binaries: String?
    /// The image of clusters in containers; nil: as the lab says.
    var image: String?
    /// Whether clusters that the lab keeps locally or in containers have this driver instead.
    var overridesDrivers = false
    /// What the run is compared with, which makes it a replay.
    var comparison: Comparison?
    /// Whether sessions write to nothing but the run's directory.
    var isSandboxed = false

    /// What a replay is compared with.
    struct Comparison {
        let expectation: Replay.Expectation
        /// The run that is replayed; nil for a lab file.
        let origin: String?
        let settle: Duration
    }

    /// Everything that was said on the command line, as one plan.
    var plan: Plan {
        Plan(
            lab: source.lab, file: source.path, variables: variables, secrets: secrets, driver: driver, steps: steps,
            keepsClusters: keepsClusters)
    }

    /// Carries the lab out into a journal, and shows how far it is.
    @discardableResult
    func play(into journal: String, interrupt: Interrupt) throws -> String {
        let display = ProgressDisplay()
        defer { display.finish() }
        let id = Recorder.newRunID()
        try run(id, into: journal, interrupt: interrupt, progress: display.show)
        return id
    }

    /// Carries the lab out into a journal as the run of that identifier.
    ///
    /// Everything that can be known to be wrong is found before the journal is touched.
    func run(
        _ id: String, into journal: String, interrupt: Interrupt, progress: @escaping (Runner.Progress) -> Void
    ) throws {
        try source.check(variables: variables)
        let plan = plan
        let directory = try RunDirectory(runID: id)
        let (clusters, sandbox, recorder) = try prepare(plan, id: id, in: directory, journal: journal)
        defer { if keepsClusters { Self.tellKept(clusters, in: directory) } }
        let replay = try comparison.map {
            try Replay(
                $0.expectation.expanded { value($0, clusters, in: directory) }, run: id,
                in: JournalStore(path: journal),
                settle: $0.settle)
        }
        try LabRunner(
            plan: plan, recorder: recorder, clusters: clusters, directory: directory, interrupt: interrupt,
            replay: replay, sandbox: sandbox, progress: progress
        ).run()
    }

    /// What a `{{name}}` of an `output` block stands for: a secret's for its name, as in what is recorded.
    private func value(_ name: String, _ clusters: ClusterSet, in directory: RunDirectory) -> String? {
        if secrets.contains(where: { $0.name == name }) { return "{{\(name)}}" }
        if let variable = variables.first(where: { $0.name == name }) { return variable.value }
        return name == Lab.home ? directory.home : clusters.value(name)
    }

    /// Finds the servers' programs, makes the sandbox and begins the run in the journal; leaves nothing behind when it cannot.
    private func prepare(
        _ plan: Plan, id: String, in directory: RunDirectory, journal: String
    ) throws -> (ClusterSet, Sandbox?, Recorder) {
        do {
            let clusters = try ClusterSet(specifications(in: directory), defaultDriver: driver, runDirectory: directory)
            let data = clusters.clusters.compactMap { ($0 as? LocalCluster)?.dataDirectory }
            let sandbox = isSandboxed ? try Sandbox(directory: directory.path, writable: data) : nil
            let redactor = Redactor(
                secrets: secrets + clusters.secrets, publicValues: source.lab.variables.map(\.value))
            redactor.learn(environment: ProcessInfo.processInfo.environment)
            let recorder = try Recorder(path: journal, id: id, run: description(of: plan), redactor: redactor)
            return (clusters, sandbox, recorder)
        } catch {
            try? directory.remove()
            throw error
        }
    }

    private static func tellKept(_ clusters: ClusterSet, in directory: RunDirectory) {
        for cluster in clusters.clusters {
            guard cluster.isRunning, let stop = cluster.shutdownCommands().first else { continue }
            let user = stop.user.map { "runuser -u \($0) -- " } ?? ""
            StandardError.write(
                "\(cluster.name) is left running; end it with: (cd \(stop.directory) && \(user)\(stop.text))\n")
        }
        StandardError.write("The clusters' directory is \(directory.path).\n")
    }

    /// The clusters with the lab's variables put in.
    private func specifications(in directory: RunDirectory) throws -> [ClusterSpecification] {
        try source.lab.clusters.map { cluster in
            var cluster = cluster
            if overridesDrivers, cluster.driver != nil, cluster.driver != .remote { cluster.driver = driver }
            cluster.binaries = try binaries ?? expand(cluster.binaries, of: cluster)
            cluster.dataDirectory = try expand(cluster.dataDirectory, of: cluster, home: directory.home)
            cluster.conninfo = try expand(cluster.conninfo, of: cluster)
            cluster.docker = try expand(cluster.docker, of: cluster)
            return cluster
        }
    }

    private func expand(
        _ docker: ClusterSpecification.Docker?, of cluster: ClusterSpecification
    ) throws -> ClusterSpecification.Docker {
        var docker = docker ?? .init()
        docker.image = try image ?? expand(docker.image, of: cluster)
        docker.name = try expand(docker.name, of: cluster)
        docker.volume = try expand(docker.volume, of: cluster)
        docker.network = try expand(docker.network, of: cluster)
        docker.environment = try docker.environment.map {
            Variable(name: $0.name, value: try expand($0.value, of: cluster) ?? "")
        }
        return docker
    }

    private func expand(_ text: String?, of cluster: ClusterSpecification, home: String? = nil) throws -> String? {
        guard let text else { return nil }
        do {
            return try Template.expand(text) { name in
                (variables + secrets).first { $0.name == name }?.value ?? (name == Lab.home ? home : nil)
            }
        } catch {
            throw Failure(
                .invalidInput, "\(source.path): cluster \(cluster.name): unknown name {{\(error.name)}}",
                remedy: "Declare it under variables.")
        }
    }

    private func description(of plan: Plan) -> RunDescription {
        RunDescription(
            kind: comparison == nil ? .play : .replay, origin: comparison?.origin, lab: source.name,
            title: source.lab.title, language: source.lab.language,
            source: source.bytes, driver: driver.rawValue, variables: variables,
            programVersion: Labjournal.version, host: ProcessInfo.processInfo.hostName,
            os: ProcessInfo.processInfo.operatingSystemVersionString, columns: plan.columns, rows: plan.rows)
    }
}
