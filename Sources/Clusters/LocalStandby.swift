import LabModel

/// Operations on a stopped cluster's data that follow another cluster.
extension LocalCluster {
    /// https://www.postgresql.org/docs/current/app-pgrewind.html
    func rewind(from name: String, among clusters: [any Cluster]) throws(ClusterError) -> CommandLine {
        let source = try stoppedFollower(of: name, among: clusters, of: "rewind", to: "rewound")
        let connection = "--source-server=\(source.conninfo(database: "postgres"))"
        return serverCommand(
            ["pg_rewind", "-D", shownData, connection, "-R"], adding: source.replicationArguments.environment,
            limit: .seconds(3600))
    }

    /// https://www.postgresql.org/docs/current/app-pgcreatesubscriber.html
    func createSubscriber(
        of name: String, _ database: String, among clusters: [any Cluster]
    ) throws(ClusterError) -> CommandLine {
        guard installation.major >= 17 else {
            throw ClusterError(
                .unsupported, cluster: self.name,
                problem: "pg_createsubscriber came with PostgreSQL 17, and this is \(installation.version)",
                remedy: "Use a newer PostgreSQL: local.bin, or --set local.bin=DIR.")
        }
        let source = try stoppedFollower(of: name, among: clusters, of: "createsubscriber", to: "made a subscriber")
        let connection = source.conninfo(database: database)
        // While it works, it runs the server by itself, where nobody else connects.
        let place = ["-p", "\(port)", "-s", runDirectory.path]
        return serverCommand(
            ["pg_createsubscriber", "-D", shownData, "-P", connection, "-d", database] + place,
            adding: source.replicationArguments.environment, limit: .seconds(3600))
    }

    private func stoppedFollower(
        of name: String, among clusters: [any Cluster], of operation: String, to purpose: String
    ) throws(ClusterError) -> any Cluster {
        let source = try clusters.source(name, of: self.name, for: operation)
        guard data.isInitialized else {
            throw ClusterError(
                .file, cluster: self.name, problem: "it has no data that could be \(purpose)",
                remedy: "Copy the other cluster: basebackup \(name) \(self.name)")
        }
        try data.requireOurs()
        try data.requireStopped(to: purpose)
        guard source.isRunning else {
            throw ClusterError(
                .notRunning, cluster: name, problem: "its server does not run, so it cannot be followed",
                remedy: "Start it first: start \(name)")
        }
        return source
    }
}

extension [any Cluster] {
    /// The other cluster that an operation on a cluster names.
    func source(_ name: String, of target: String, for operation: String) throws(ClusterError) -> any Cluster {
        guard name != target else {
            throw ClusterError(
                .specification, cluster: target, problem: "\(operation) needs two different clusters",
                remedy: "Name another cluster as its source.")
        }
        guard let source = first(where: { $0.name == name }) else {
            throw ClusterError(
                .specification, cluster: name, problem: "the lab has no such cluster",
                remedy: LabError.remedy(for: name, among: map(\.name), what: "cluster"))
        }
        return source
    }
}
