public import Journal
public import LabModel

extension JournalStore {
    /// The plan that a recording by hand amounts to: its prose, and a block for each entry.
    ///
    /// - Throws: `JournalError`.
    public func lab(of run: RunRecord) throws(JournalError) -> Lab {
        let blocks = Dictionary(grouping: try entries(of: run), by: \.step)
        let steps = try steps(of: run).map { step in
            Step(prose: step.prose, blocks: (blocks[step.position] ?? []).map(Block.init(recorded:)))
        }
        return Lab(
            title: run.title, language: run.language, variables: run.variables,
            clusters: try clusters(of: run).map(ClusterSpecification.init(recorded:)), steps: steps)
    }
}

extension Block {
    /// The block that does again what an entry did.
    fileprivate init(recorded entry: EntryRecord) {
        self.init(kind: entry.kind, attributes: entry.attributes, body: entry.body)
    }
}

extension ClusterSpecification {
    /// The cluster as its driver makes it anew: a port and a data directory of its own are chosen again.
    fileprivate init(recorded cluster: ClusterRecord) {
        self.init(name: cluster.name, driver: Driver(rawValue: cluster.driver), conninfo: cluster.conninfo)
    }
}
