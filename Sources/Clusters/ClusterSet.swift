public import LabModel

/// The clusters of a run, each by its driver.
public struct ClusterSet {
    /// The clusters in the lab's order.
    public let clusters: [any Cluster]

    /// Makes every cluster, ports chosen; nothing is started, and nothing made on disk.
    ///
    /// - Parameters:
    ///   - specifications: what the lab says of its clusters.
    ///   - defaultDriver: the driver of those that name none.
    ///   - taken: ports that are not to be chosen.
    ///   - runDirectory: the run's directory.
    ///   - isReopened: whether an earlier process has made the clusters, whose ports stay.
    ///   - search: where to look for PostgreSQL's programs.
    /// - Throws: `specification`, `notInstalled` or `portTaken`; of clusters in containers also `noEngine`,
    ///   `noPermission`, `noImage`, `nameTaken` or `unsupported`.
    public init(
        _ specifications: [ClusterSpecification], defaultDriver: ClusterSpecification.Driver = .local,
        avoiding taken: Set<UInt16> = [], runDirectory: RunDirectory, isReopened: Bool = false,
        search: PostgresInstallation.Search = .init()
    ) throws(ClusterError) {
        try Self.refuseRepeats(specifications)
        var ports = taken.union(specifications.compactMap(\.fixedPort))
        var clusters: [any Cluster] = []
        var engine: DockerEngine?
        for var specification in specifications {
            if case .of(let name) = specification.port {
                specification.port = .fixed(try Self.port(of: name, among: clusters, for: specification.name))
            }
            switch specification.driver ?? defaultDriver {
            case .local:
                let cluster = try LocalCluster(
                    specification, runDirectory: runDirectory, avoiding: ports, isReopened: isReopened,
                    search: search)
                try Self.refuseSharedData(of: cluster, among: clusters)
                ports.insert(cluster.port)
                clusters.append(cluster)
            case .remote:
                clusters.append(try RemoteCluster(specification, runDirectory: runDirectory, search: search))
            case .docker:
                let found = if let engine { engine } else { try DockerEngine(search: search) }
                engine = found
                let cluster = try DockerCluster(
                    specification, runDirectory: runDirectory, avoiding: ports, search: search, engine: found)
                try Self.refuseSharedContainer(of: cluster, among: clusters)
                ports.insert(cluster.port)
                clusters.append(cluster)
            }
        }
        self.clusters = clusters
    }

    /// These clusters and another one behind them, its port chosen.
    ///
    /// - Throws: as `init`.
    public func adding(
        _ specification: ClusterSpecification, runDirectory: RunDirectory
    ) throws(ClusterError) -> ClusterSet {
        let taken = Set(clusters.compactMap { ($0 as? LocalCluster)?.port })
        let other = try ClusterSet([specification], avoiding: taken, runDirectory: runDirectory)
        for cluster in other.clusters.compactMap({ $0 as? LocalCluster }) {
            try Self.refuseSharedData(of: cluster, among: clusters)
        }
        return ClusterSet(clusters: clusters + other.clusters)
    }

    private init(clusters: [any Cluster]) {
        self.clusters = clusters
    }

    /// The cluster of a name.
    ///
    /// - Throws: `specification`, naming those there are.
    public func cluster(named name: String) throws(ClusterError) -> any Cluster {
        if let cluster = clusters.first(where: { $0.name == name }) { return cluster }
        throw ClusterError(
            .specification, cluster: name, problem: "the lab has no such cluster",
            remedy: LabError.remedy(for: name, among: clusters.map(\.name), what: "cluster"))
    }

    /// The cluster that carries an operation out, for its commands and its error.
    ///
    /// - Throws: `specification` when the lab has no such cluster.
    public func cluster(for operation: ClusterOperation) throws(ClusterError) -> any Cluster {
        if let name = operation.clusters.last { return try cluster(named: name) }
        if let cluster = clusters.first(where: { $0.driver != .remote }) ?? clusters.first { return cluster }
        throw ClusterError(
            .specification, problem: "the lab has no cluster", remedy: "Name one in its front matter: clusters:")
    }

    /// The command lines that carry an operation out; see `Cluster.commands(for:among:)`.
    public func commands(for operation: ClusterOperation) throws(ClusterError) -> [CommandLine] {
        try cluster(for: operation).commands(for: operation, among: clusters)
    }

    /// What `{{name}}` stands for, `master.port` for instance; nil when it is no cluster's value.
    public func value(_ name: String) -> String? { values.first { $0.name == name }?.value }

    /// All values of all clusters by their names in a template: `master.port`.
    public var values: [Variable] {
        clusters.flatMap { cluster in
            cluster.values.map { Variable(name: "\(cluster.name).\($0.name)", value: $0.value) }
        }
    }

    /// Values that must never be shown.
    public var secrets: [Variable] { clusters.flatMap(\.secrets) }

    /// The state of every cluster, in the lab's order.
    public func observe() -> [Observation] { clusters.map { $0.observe() } }

    /// Closes every connection.
    public func close() { clusters.forEach { $0.close() } }

    private static func port(
        of name: String, among clusters: [any Cluster], for cluster: String
    ) throws(ClusterError) -> UInt16 {
        let other = clusters.first { $0.name == name }
        if let port = (other as? LocalCluster)?.port ?? (other as? DockerCluster)?.port { return port }
        throw ClusterError(
            .specification, cluster: cluster, problem: "port: \(name) names no cluster before it that has a port here",
            remedy: "Name an earlier cluster that is not remote, or write a number or auto.")
    }

    private static func refuseRepeats(_ specifications: [ClusterSpecification]) throws(ClusterError) {
        var names: Set<String> = []
        var ports: Set<UInt16> = []
        for specification in specifications {
            guard names.insert(specification.name).inserted else {
                throw ClusterError(
                    .specification, cluster: specification.name, problem: "two clusters have this name",
                    remedy: "Give each its own.")
            }
            guard let port = specification.fixedPort else { continue }
            guard ports.insert(port).inserted else {
                throw ClusterError(
                    .specification, cluster: specification.name, problem: "another cluster has port \(port) too",
                    remedy: "Give each its own, or let one be chosen: port: auto")
            }
        }
    }

    private static func refuseSharedData(of cluster: LocalCluster, among others: [any Cluster]) throws(ClusterError) {
        let shared = others.contains { ($0 as? LocalCluster)?.dataDirectory == cluster.dataDirectory }
        guard shared else { return }
        throw ClusterError(
            .specification, cluster: cluster.name, problem: "another cluster has its data directory too",
            remedy: "Give each its own local.data, or leave it out.")
    }
}

extension ClusterSet {
    private static func refuseSharedContainer(
        of cluster: DockerCluster, among others: [any Cluster]
    ) throws(ClusterError) {
        let others = others.compactMap { $0 as? DockerCluster }
        let shared = others.contains {
            $0.containerName == cluster.containerName || $0.volume.argument == cluster.volume.argument
        }
        guard shared else { return }
        throw ClusterError(
            .specification, cluster: cluster.name, problem: "another cluster has its container's name or volume too",
            remedy: "Give each its own docker.name and docker.volume, or leave them out.")
    }
}

extension ClusterSpecification {
    fileprivate var fixedPort: UInt16? {
        if case .fixed(let port) = port { return port }
        return nil
    }
}
