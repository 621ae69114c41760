public import Journal
public import LabModel

extension JournalStore {
    /// Puts templates in place of what the clusters of a run were given.
    ///
    /// - Throws: `JournalError`.
    public func substitution(for run: RunRecord) throws(JournalError) -> Substitution {
        let entries = run.kind == .recording ? try entries(of: run) : []
        return Substitution(try clusters(of: run).flatMap { $0.started(in: entries).values })
    }

    /// Puts `{{home}}` in place of the directory where a run's shells began; nil where that says nothing.
    ///
    /// - Throws: `JournalError`.
    public func homeSubstitution(for run: RunRecord) throws(JournalError) -> (directory: String, Substitution)? {
        guard let directory = try firstEntry(of: run)?.directory, directory.utf8.count > 1,
            !run.variables.contains(where: { $0.name == Lab.home })
        else { return nil }
        return (directory, Substitution([Variable(name: Lab.home, value: directory)]))
    }

    /// A run's entries with the addresses of their blocks.
    ///
    /// - Throws: `JournalError`.
    public func addressedEntries(of run: RunRecord) throws(JournalError) -> [(EntryRecord, BlockAddress)] {
        let entries = try entries(of: run)
        let addresses =
            run.kind == .recording
            ? BlockAddress.addresses(of: entries, recordedIn: try steps(of: run)) : BlockAddress.addresses(of: entries)
        return Array(zip(entries, addresses))
    }
}

extension ClusterRecord {
    /// What the cluster was given, by the names that stand for it in a template.
    var values: [Variable] {
        var values: [Variable] = []
        func add(_ name: String, _ value: String) {
            values.append(Variable(name: "\(self.name).\(name)", value: value))
        }
        if let data, driver != "remote" { add("data", data) }
        if port > 0, !isAtDefaultPort { add("port", "\(port)") }
        if port > 0 { add("conninfo", "host=\(address) port=\(port) user=postgres") }
        if !isOnLoopback { add("address", address) }
        return values
    }

    /// Whether its container publishes the server at the port that it has inside.
    var isAtDefaultPort: Bool { container != nil && port == 5432 }

    /// Whether its container publishes no port, so that its server is reached at its own address.
    var isUnpublished: Bool { container != nil && driver == "docker" && !host.isEmpty && host == address }

    /// The command that started its container; nil when it ran before, or was started in another way.
    func dockerRun(in entries: [EntryRecord]) -> DockerRun? {
        guard let container else { return nil }
        let runs = entries.lazy.filter { $0.kind == .shell }
            .compactMap { DockerRun(in: ShellScanner.words(in: $0.body)) }
        return runs.first { $0.name == container } ?? runs.first { $0.name == nil && $0.ports.contains("\(self.port)") }
    }

    /// Every cluster of this machine has the same address, which says nothing of any.
    private var isOnLoopback: Bool {
        address.isEmpty || address.hasPrefix("127.") || address == "::1" || address == "localhost"
    }

    /// A cluster that the recording's own commands made is one that a replay makes anew, in a directory and on a port
    /// of its choice. Any other server stays what it is: somebody's.
    func started(in entries: [EntryRecord]) -> ClusterRecord {
        if container != nil, driver == "docker", !entries.isEmpty, dockerRun(in: entries) == nil {
            var result = self
            (result.driver, result.data) = ("remote", nil)
            result.conninfo = "host=\(host) port=\(port) user=postgres dbname=postgres"
            return result
        }
        guard driver == "remote" || (driver == "local" && data == nil), isOnLoopback else { return self }
        for entry in entries where entry.kind == .shell {
            let words = ShellScanner.words(in: entry.body)
            guard words.contains(where: Self.startsServers), let data = Self.dataDirectory(in: words),
                data == self.data || words.contains(where: { Self.names(port: port, $0) })
            else { continue }
            var result = self
            (result.driver, result.conninfo, result.data) = ("local", nil, data)
            return result
        }
        return self
    }

    private static func startsServers(_ word: String) -> Bool {
        let program = word.split(separator: "/").last.map(String.init) ?? word
        return ["pg_ctl", "postgres", "pg_ctlcluster", "pg_createcluster"].contains(program)
    }

    private static func dataDirectory(in words: [String]) -> String? {
        for (index, word) in words.enumerated() {
            if ["-D", "--pgdata"].contains(word), index + 1 < words.count { return words[index + 1] }
            if word.hasPrefix("--pgdata=") { return String(word.dropFirst(9)) }
            if word.hasPrefix("-D"), word.count > 2 { return String(word.dropFirst(2)) }
        }
        return nil
    }

    private static func names(port: Int, _ word: String) -> Bool {
        word.split { !$0.isNumber }.contains { $0 == "\(port)" }
    }
}
