public import Journal
public import LabModel

extension JournalStore {
    /// The plan that a recording by hand amounts to: its prose, and a block for each entry.
    ///
    /// What its clusters were given (ports, directories, addresses) becomes templates, so that the plan can be carried
    /// out on others; what else recurs becomes variables with the recorded values.
    ///
    /// - Throws: `JournalError`.
    public func lab(of run: RunRecord) throws(JournalError) -> Lab {
        let entries = try entries(of: run)
        let clusters = try clusters(of: run).map { $0.started(in: entries) }
        let substitution = Substitution(clusters.flatMap(\.values))
        let blocks = Dictionary(grouping: entries.map { ($0.step, Block(recorded: $0, substitution)) }, by: \.0)
        let steps = try steps(of: run).map { step in
            Step(prose: step.prose, blocks: (blocks[step.position] ?? []).map(\.1))
        }
        let lab = Lab(
            title: run.title, language: run.language, variables: run.variables,
            clusters: clusters.map(ClusterSpecification.init(recorded:)), steps: steps)
        return lab.namingRecurringValues().declaringSecrets()
    }
}

extension Block {
    /// The block that does again what an entry did: what failed by hand is to fail again.
    fileprivate init(recorded entry: EntryRecord, _ substitution: Substitution) {
        let isTyped = [.shell, .sql, .configuration, .wait].contains(entry.kind)
        let isToFail =
            entry.status == .failed && !entry.attributes.contains { $0.name == "fails" } && !entry.isOnlyComment
        self.init(
            kind: entry.kind,
            attributes: entry.attributes + (isToFail ? [Attribute(name: "fails", value: nil)] : []),
            body: isTyped ? substitution.apply(to: entry.body) : entry.body)
    }
}

extension EntryRecord {
    /// Whether a replay does nothing: a person would have to, and a comment cannot fail.
    fileprivate var isOnlyComment: Bool {
        kind == .shell && body.split(whereSeparator: \.isNewline).allSatisfy { $0.hasPrefix("#") }
    }
}

extension ClusterSpecification {
    /// The cluster as its driver makes it anew: a port and a data directory of its own are chosen again.
    fileprivate init(recorded cluster: ClusterRecord) {
        self.init(name: cluster.name, driver: Driver(rawValue: cluster.driver), conninfo: cluster.conninfo)
    }
}

extension Lab {
    /// The lab with the names that its blocks use and that stand for nothing else as secrets: what was recorded of a
    /// secret is its name.
    fileprivate func declaringSecrets() -> Lab {
        let known = Set(templateNames)
        var names: [String] = []
        for text in blocks.flatMap({ [$0.body] + $0.attributes.compactMap(\.value) }) {
            for name in Template.names(in: text) where !known.contains(name) && !names.contains(name) {
                names.append(name)
            }
        }
        // A name with a dot is a cluster's value, and an error if there is no such cluster.
        return with(secrets: secrets + names.filter { !$0.contains(".") })
    }

    private func with(secrets: [String]) -> Lab {
        // Without a front matter of its own, prose that begins with a rule would be taken for one.
        let isBare = title == nil && language == nil && variables.isEmpty && secrets.isEmpty && clusters.isEmpty
        return Lab(
            title: title, language: language, variables: variables, secrets: secrets, clusters: clusters,
            frontMatter: isBare ? "---\nlab: 1\n---\n" : nil, steps: steps)
    }
}
