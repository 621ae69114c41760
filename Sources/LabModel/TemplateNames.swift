extension Lab {
    /// What a block may ask of a cluster: `{{master.port}}`.
    public static let clusterProperties = ["port", "host", "address", "data", "conninfo"]

    /// The name of the directory in which the run's shells begin: `{{home}}`.
    public static let home = "home"

    /// The names that stand for something between `{{` and `}}`: variables, secrets, each cluster's properties, and the
    /// directory in which the shells begin.
    public var templateNames: [String] {
        variables.map(\.name) + secrets
            + clusters.flatMap { cluster in
                Self.clusterProperties.filter { $0 != "data" || cluster.driver != .remote }
                    .map { "\(cluster.name).\($0)" }
            } + [Self.home]
    }
}
