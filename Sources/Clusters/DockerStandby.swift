import LabModel

/// Operations on a stopped container's data that follow another cluster. The tools refuse to run as root.
extension DockerCluster {
    func rewind(from name: String, among clusters: [any Cluster]) throws(ClusterError) -> CommandLine {
        let source = try clusters.source(name, of: self.name, for: "rewind")
        try requireData(from: source, to: "rewound")
        let connection = "--source-server=\(source.conninfo(database: "postgres"))"
        return run(
            ["pg_rewind", "-D", volume.mount, connection, "-R"], for: .rewind, options: try options(reaching: source))
    }

    func createSubscriber(
        of name: String, _ database: String, among clusters: [any Cluster]
    ) throws(ClusterError) -> CommandLine {
        let source = try clusters.source(name, of: self.name, for: "createsubscriber")
        try requireData(from: source, to: "made a subscriber")
        let connection = ["-P", source.conninfo(database: database), "-d", database]
        // It starts the server by itself for a while, whose socket needs a directory that can be written.
        return run(
            ["pg_createsubscriber", "-D", volume.mount] + connection + ["-s", "/tmp"], for: .subscriber,
            options: try options(reaching: source))
    }

    private func requireData(from source: any Cluster, to purpose: String) throws(ClusterError) {
        try volume.requireOurs()
        guard !container.isUp else {
            throw ClusterError(
                .refused, cluster: name, problem: "its container runs, so it is not \(purpose)",
                remedy: "Stop it first: stop \(name)")
        }
        guard try !volume.isEmpty() else {
            throw ClusterError(
                .file, cluster: name, problem: "it has no data that could be \(purpose)",
                remedy: "Copy the other cluster: basebackup \(source.name) \(name)")
        }
    }

    /// Of another container, the connection string holds the password.
    private func options(reaching source: any Cluster) throws(ClusterError) -> [String] {
        let (_, password) = try reach(source)
        let variables = source.driver == .docker ? [] : password
        return ["--user", "postgres"] + variables.flatMap { ["-e", $0] }
    }
}

extension Cluster {
    /// How another cluster's server reaches this one; a password that must not be shown is in the environment.
    func conninfo(database: String) -> String {
        let text = values.first { $0.name == "conninfo" }?.value ?? ""
        return "\(text) dbname=\(database)"
    }
}
