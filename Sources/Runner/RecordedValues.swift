public import Journal
public import LabModel

extension JournalStore {
    /// Puts templates in place of what the clusters of a run were given.
    ///
    /// - Throws: `JournalError`.
    public func substitution(for run: RunRecord) throws(JournalError) -> Substitution {
        Substitution(
            try clusters(of: run).flatMap { cluster in
                var values: [Variable] = []
                if let data = cluster.data { values.append(Variable(name: "\(cluster.name).data", value: data)) }
                if cluster.port > 0 { values.append(Variable(name: "\(cluster.name).port", value: "\(cluster.port)")) }
                if !cluster.isOnLoopback {
                    values.append(Variable(name: "\(cluster.name).address", value: cluster.address))
                }
                return values
            })
    }

    /// A run's entries with the addresses of their blocks.
    ///
    /// - Throws: `JournalError`.
    public func addressedEntries(of run: RunRecord) throws(JournalError) -> [(EntryRecord, BlockAddress)] {
        let entries = try entries(of: run)
        return Array(zip(entries, BlockAddress.addresses(of: entries)))
    }
}

extension ClusterRecord {
    /// Every cluster of this machine has the same address, which says nothing of any.
    var isOnLoopback: Bool {
        address.isEmpty || address.hasPrefix("127.") || address == "::1" || address == "localhost"
    }
}
