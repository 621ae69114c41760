internal import Journal
internal import LabModel

extension JournalStore {
    /// Which entries saw on a standby what its primary had written before, each with the primary's name: whoever does the
    /// same without pauses for thought has to wait for it.
    func catchingUp(_ entries: [EntryRecord], of clusters: [ClusterRecord]) throws(JournalError) -> [Int64: String] {
        let identifiers = Dictionary(clusters.map { ($0.name, $0.systemIdentifier) }) { $1 }
        var result: [Int64: String] = [:]
        // What each primary had written when it was changed last, and which standbys have been looked at since.
        var written: [String: LSN] = [:]
        var lookedAt: [String: Set<String>] = [:]
        for entry in entries where entry.kind == .sql {
            guard let cluster = entry.cluster else { continue }
            let observed = try observations(of: entry)
            guard let state = observed.first(where: { $0.cluster == cluster }), let lsn = state.lsn else { continue }
            if state.role == .primary {
                if !entry.changesNothing { (written[cluster], lookedAt[cluster]) = (lsn, []) }
                continue
            }
            for (primary, target) in written.sorted(by: { $0.key < $1.key })
            where identifiers[primary] == identifiers[cluster] && lsn >= target {
                if lookedAt[primary, default: []].insert(cluster).inserted { result[entry.number] = primary }
            }
        }
        return result
    }
}
