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
        let home = RecordedHome(of: run, began: entries.first?.directory)
        let sources = try catchingUp(entries, of: clusters)
        let sessions = RecordedSessions(of: entries)
        let recorded = entries.oneAfterTheOther.map { entry in
            (
                entry.step,
                Block(recorded: entry, source: sources[entry.number], session: sessions[entry]) {
                    home.apply(to: substitution.apply(to: $0))
                }
            )
        }
        let blocks = Dictionary(grouping: recorded, by: \.0)
        let steps = try steps(of: run).map { step in
            Step(prose: step.prose, blocks: (blocks[step.position] ?? []).map(\.1))
        }
        let lab = Lab(
            title: run.title, language: run.language, variables: run.variables,
            clusters: clusters.map { ClusterSpecification(recorded: $0, among: clusters, in: entries) }, steps: steps)
        return lab.namingRecurringValues().declaringSecrets()
    }
}

extension Block {
    /// The block that does again what an entry did: what failed by hand is to fail again.
    ///
    /// - Parameter templated: puts templates in place of what a replay chooses anew.
    fileprivate init(
        recorded entry: EntryRecord, source: String?, session: String?, templated: (String) -> String
    ) {
        if entry.isCutOff {
            // What was not entered to its end cannot be entered again.
            let lines = entry.body.split(whereSeparator: \.isNewline).map { "# \($0)\n" }
            let attributes = [Attribute(name: "hidden", value: nil), Attribute(name: "compare", value: "none")]
            self.init(kind: .shell, attributes: attributes, body: lines.joined())
            return
        }
        let isTyped = [.shell, .sql, .configuration, .wait].contains(entry.kind)
        let isToFail =
            entry.status == .failed && !entry.attributes.contains { $0.name == "fails" } && !entry.isOnlyComment
        let expected = isToFail ? [Attribute(name: "fails", value: nil)] : []
        let moved = session.map { [Attribute(name: "session", value: $0)] } ?? []
        let attributes = entry.attributes.filter { $0.name != "session" || moved.isEmpty }
        let awaited = source.map { [Attribute(name: "catch-up", value: $0)] } ?? []
        self.init(
            kind: entry.kind, attributes: attributes + moved + expected + awaited,
            body: isTyped ? templated(entry.body) : entry.body)
    }
}

extension EntryRecord {
    /// Whether the shell or the machine went away while it went on.
    fileprivate var isCutOff: Bool { status == .interrupted || status == .running }

    /// Whether a replay does nothing: a person would have to, and a comment cannot fail.
    fileprivate var isOnlyComment: Bool {
        kind == .shell && body.split(whereSeparator: \.isNewline).allSatisfy { $0.hasPrefix("#") }
    }
}

extension ClusterSpecification {
    /// The cluster as its driver makes it anew: a port and a data directory of its own are chosen again. A directory
    /// below the one where the recording began is where the shells of a replay begin, so that its name leads there.
    ///
    /// A container keeps the name and the image that were typed, and a port that is the server's own inside of it as
    /// well: what was typed does not tell the two apart.
    fileprivate init(recorded cluster: ClusterRecord, among clusters: [ClusterRecord], in entries: [EntryRecord]) {
        self.init(name: cluster.name, driver: Driver(rawValue: cluster.driver), conninfo: cluster.conninfo)
        // A backup has its origin's port, and is started in its place.
        let first = clusters.first { $0.driver == cluster.driver && $0.port == cluster.port && $0.data != nil }
        if driver == .local, cluster.data != nil, let first, first.name != cluster.name { port = .of(first.name) }
        if driver == .local, let home = entries.first?.directory, let path = cluster.data.flatMap({ $0.below(home) }) {
            dataDirectory = "{{\(Lab.home)}}/" + Template.escape(path)
        }
        guard driver == .docker, let run = cluster.dockerRun(in: entries) else { return }
        docker = Docker(image: run.image, name: run.name == name ? nil : run.name)
        if cluster.isAtDefaultPort, !cluster.isUnpublished { port = .fixed(UInt16(clamping: cluster.port)) }
    }
}

extension String {
    /// The way from a directory to this path below it; nil when it is elsewhere.
    fileprivate func below(_ directory: String) -> String? {
        for base in [directory, DataPath.resolved(directory)] where hasPrefix(base + "/") && base != "/" {
            return String(dropFirst(base.utf8.count + 1))
        }
        return nil
    }
}

extension Lab {
    /// The lab with the names that its blocks use and that stand for nothing else as secrets: what was recorded of a
    /// secret is its name.
    fileprivate func declaringSecrets() -> Lab {
        let known = Set(templateNames)
        var names: [String] = []
        for name in blocks.flatMap(\.names) where !known.contains(name) && !names.contains(name) {
            names.append(name)
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

extension Block {
    /// The names in its templates, and those of what it answers.
    fileprivate var names: [String] {
        let answers = attributes.filter { $0.name == "answer" }.compactMap(\.value)
        return ([body] + attributes.compactMap(\.value)).flatMap(Template.names)
            + answers.compactMap { $0.split(separator: "=").last.map(String.init) }
    }
}
