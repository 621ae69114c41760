public import Journal
public import LabModel

extension JournalStore {
    /// For the entries of a recording that looked at a configuration file which a command had changed, the blocks that
    /// change it in the same way on any driver's cluster.
    ///
    /// - Throws: `JournalError`.
    public func configurationChanges(of run: RunRecord) throws(JournalError) -> [BlockAddress: Block] {
        guard run.kind == .recording else { return [:] }
        var changes: [BlockAddress: Block] = [:]
        for (entry, address) in try addressedEntries(of: run) where entry.kind == .configuration {
            let snapshots = try snapshots(of: entry)
            guard let before = snapshots.first(where: { $0.moment == .before }),
                let after = snapshots.first(where: { $0.moment == .shown && $0.file == before.file }),
                before.file != "postgresql.auto.conf"
            else { continue }
            let change = ConfigurationChange(
                cluster: before.cluster, file: before.file, before: before.content, after: after.content)
            guard let block = change.block, !block.body.contains("{{"), block.value(of: "whole") == nil else {
                continue
            }
            changes[address] = block
        }
        return changes
    }
}

/// What a lab does to clusters' configuration, when drivers make the clusters.
struct PortableConfiguration {
    /// Where a server listens and where its files are is the driver's.
    private static let ofDriver: Set<String> = [
        "port", "unix_socket_directories", "data_directory", "hba_file", "ident_file", "external_pid_file",
    ]
    /// Programs that, before a look at the changed file, did nothing but change it.
    private static let writers: Set<String> = ["echo", "printf", "cat", "tee", "sed"]

    /// A block without what is the driver's; nil when nothing is left of it.
    static func block(_ block: Block) -> Block? {
        guard block.kind == .configuration, block.value(of: "file") == "postgresql.conf",
            block.value(of: "show") == nil, block.value(of: "whole") == nil
        else { return block }
        let lines = block.body.split(separator: "\n").filter { line in
            !ofDriver.contains(line.prefix { $0 != "=" }.filter { !$0.isWhitespace }.lowercased())
        }
        if lines.isEmpty { return nil }
        return Block(kind: block.kind, attributes: block.attributes, body: lines.map { $0 + "\n" }.joined())
    }

    /// Whether a command did nothing but what a change says as well.
    static func isDone(_ block: Block, by change: Block) -> Bool {
        guard block.kind == .shell, let cluster = change.value(of: "cluster"), let file = change.value(of: "file")
        else { return false }
        let directories = ["{{\(cluster).data}}", "/var/lib/postgresql/data", "$PGDATA"]
        let commands = ShellScanner.commands(in: block.body)
        return directories.contains { block.body.contains("\($0)/\(file)") }
            && commands.allSatisfy { programs(of: $0.words.map(\.text), in: cluster).allSatisfy(writers.contains) }
    }

    /// What a command calls: another user's program, or those inside of the cluster's container.
    private static func programs(of words: [String], in cluster: String) -> [String] {
        if ["sudo", "runuser"].contains(words.first) {
            return [PortableCommands.inner("sudo", Array(words.dropFirst()))?.first?.lastPart ?? ""]
        }
        guard words.starts(with: ["docker", "exec"]), let name = words.firstIndex(of: cluster) else {
            return [words.first?.lastPart ?? ""]
        }
        let inner = words[(name + 1)...]
        guard ["bash", "sh"].contains(inner.first?.lastPart), let text = PortableCommands.text(Array(inner.dropFirst()))
        else { return [inner.first?.lastPart ?? ""] }
        return ShellScanner.commands(in: text).map { $0.words.first?.text.lastPart ?? "" }
    }
}

extension Block {
    /// An attribute's value, empty for a flag; nil where there is none.
    func value(of attribute: String) -> String? { attributes.first { $0.name == attribute }.map { $0.value ?? "" } }
}
