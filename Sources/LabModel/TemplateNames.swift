extension Lab {
    /// What a block may ask of a cluster: `{{master.port}}`.
    public static let clusterProperties = ["port", "host", "address", "data", "conninfo"]

    /// The names that stand for something between `{{` and `}}`: variables, secrets, and each cluster's properties.
    public var templateNames: [String] {
        variables.map(\.name) + secrets
            + clusters.flatMap { cluster in
                Self.clusterProperties.filter { $0 != "data" || cluster.driver != .remote }
                    .map { "\(cluster.name).\($0)" }
            }
    }
}
