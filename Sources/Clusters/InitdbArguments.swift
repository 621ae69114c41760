import LabModel

extension ClusterSpecification {
    /// Data outside of the marked directory would be neither guarded nor removed.
    func refuseOtherPlaces() throws(ClusterError) {
        let places = initdbArguments.filter { argument in
            argument.hasPrefix("--")
                ? argument.hasPrefix("--pgd") || argument.hasPrefix("--wald") || argument.hasPrefix("--xlogd")
                : argument.hasPrefix("-") && argument.contains { $0 == "D" || $0 == "X" }
        }
        guard let place = places.first else { return }
        throw ClusterError(
            .specification, cluster: name, problem: "initdb: \(place) puts data outside of the data directory",
            remedy: "Leave it out; local.data names the data directory.")
    }
}
