public import Comparison
public import Journal
internal import LabModel

/// A run as it stands in a journal, in the form in which it is compared.
public final class RecordedRun {
    public let run: RunRecord
    public let entries: [EntryRecord]
    private let store: JournalStore
    private let commands: [Int64: [CommandRecord]]
    private let judgements: [Int64: Judgement]
    /// The addresses of the entries in the run's lab.
    public let addresses: [BlockAddress]
    private let positions: [BlockAddress: Int]

    /// Reads a run; its outputs are read when they are asked for.
    ///
    /// - Throws: `JournalError`.
    public init(_ run: RunRecord, in store: JournalStore) throws {
        self.run = run
        self.store = store
        entries = try store.entries(of: run)
        commands = try store.commands(of: run)
        judgements = try store.judgements(of: run)
        addresses =
            run.kind == .recording
            ? BlockAddress.addresses(of: entries, recordedIn: try store.steps(of: run))
            : BlockAddress.addresses(of: entries)
        positions = Dictionary(uniqueKeysWithValues: zip(addresses, entries.indices))
    }

    /// The steps of the lab that something was recorded for; nil when nothing was.
    public var steps: ClosedRange<Int>? {
        let steps = addresses.map(\.step)
        guard let first = steps.min(), let last = steps.max() else { return nil }
        return first...last
    }

    /// Which of the entries was recorded for a block.
    public func position(of address: BlockAddress) -> Int? { positions[address] }

    /// The drivers that the run and its clusters had.
    func drivers() throws -> Set<String> { try store.drivers(of: run) }

    /// What the run's clusters and its machine were given.
    public func facts() throws -> RunFacts { try store.facts(of: run) }

    /// An entry as it is compared.
    public func facts(at position: Int) throws -> EntryFacts {
        let entry = entries[position]
        let judgement = judgements[entry.number]
        var facts = try EntryFacts(
            entry, commands: Array((commands[entry.number] ?? []).dropFirst(judgement?.firstCommand ?? 0)),
            answerStart: judgement?.answerStart ?? 0, in: store)
        // By hand nothing was expected; the plan that a recording amounts to expects what was.
        if run.kind == .recording, facts.status == .failed { (facts.status, facts.error) = (.ok, nil) }
        facts.soon = try observationsSoon(after: position)
        if run.kind == .recording { try facts.nameCommand(as: entry, self.facts()) }
        if run.kind == .recording, entry.kind == .sql {
            for index in facts.commands.indices where facts.commands[index].isFailureWithoutState {
                facts.commands[index].sqlState = CommandFacts.unknownState
            }
        }
        return facts
    }

    /// What an entry's block prints when it is carried out as the run's lab says, piece by piece: that of each command,
    /// or the whole transcript.
    ///
    /// - Throws: `JournalError`.
    public func outputs(at position: Int) throws -> [[UInt8]] {
        let facts = try facts(at: position)
        if run.kind == .recording, let text = try configurationText(at: position, facts.snapshots) {
            return [text]
        }
        return try facts.commands.isEmpty ? [facts.transcript.all()] : facts.commands.map { try $0.output.all() }
    }

    /// A recording shows what a command or an editor has changed; its lab looks, or makes the change by settings.
    private func configurationText(at position: Int, _ snapshots: [Snapshot]) throws -> [UInt8]? {
        let entry = entries[position]
        let block = Block(kind: entry.kind, attributes: entry.attributes, body: entry.body)
        guard let first = snapshots.first, let last = snapshots.last,
            case .configuration(let cluster, let file, let change) = try BlockTask(block, value: { "{{\($0)}}" }).action
        else { return nil }
        let isLook = if case .show = change { true } else { false }
        let content = isLook ? last.content : first.content
        return TranscriptStyle.lines(ConfigurationTranscript(change, of: file, on: cluster, from: content).text)
    }

    /// What the clusters said until the next block that changes something: what they do by themselves has no exact
    /// moment.
    private func observationsSoon(after position: Int) throws -> [Observation] {
        try entries[(position + 1)...].prefix { $0.changesNothing }.flatMap { try store.observations(of: $0) }
    }
}

extension RecordedRun {
    /// The last of the following entries that asked the same of the same cluster again, and nothing else in between.
    func repetition(of position: Int) -> Int? {
        let entry = entries[position]
        guard entry.changesNothing, entry.kind == .sql else { return nil }
        let repeated = entries[(position + 1)...].prefix {
            $0.kind == entry.kind && $0.cluster == entry.cluster && $0.body == entry.body && $0.status == .ok
        }
        return repeated.isEmpty ? nil : repeated.endIndex - 1
    }

    /// How long the run asked the same again and again until it got this entry's answer; nil when it asked once.
    func waited(for position: Int) -> Duration? {
        guard let first = entries[..<position].indices.first(where: { repetition(of: $0) == position }) else {
            return nil
        }
        return entries[position].endedAt?.since(entries[first].startedAt)
    }
}

extension EntryFacts {
    /// A replay types what the block says, which is not always what was typed when it was recorded: a directory may have
    /// been named in another way, and what an editor did is done by a block of its own. What the command printed names
    /// the directory as it was typed.
    fileprivate mutating func nameCommand(as entry: EntryRecord, _ run: RunFacts) throws {
        guard commands.count == 1, kind == .shell || kind == .sql else { return }
        let typed = commands[0].text
        commands[0].text = String(run.expanding(entry.body).reversed().drop { $0.isNewline }.reversed())
        guard kind == .shell, commands[0].text != typed, commands[0].output.count <= Self.longestNamed else { return }
        for cluster in run.clusters where entry.body.contains("{{\(cluster.name).data}}") {
            guard let data = cluster.data, let directory = entry.directory else { continue }
            let forms = DataPath.forms(of: data, in: directory).filter { $0 != data && typed.contains($0) }
            let output = String(decoding: try commands[0].output.all(), as: UTF8.self)
            commands[0].output = Output(Array(DataPath.replace(forms, by: data, inOutput: output).utf8))
        }
    }

    private static let longestNamed = 64 * 1024
}

extension CommandFacts {
    fileprivate var isFailureWithoutState: Bool { sqlState == nil && exitStatus ?? 0 != 0 }
}

extension RunFacts {
    /// A block's text with what its clusters were given.
    fileprivate func expanding(_ text: String) -> String {
        let expanded = try? Template.expand(text) { name in
            let parts = name.split(separator: ".").map(String.init)
            guard parts.count == 2, let cluster = clusters.first(where: { $0.name == parts[0] }) else {
                return variables.first { $0.name == name }?.value ?? "{{\(name)}}"
            }
            return ["data": cluster.data, "port": "\(cluster.port)", "host": cluster.host, "address": cluster.address][
                parts[1]] ?? "{{\(name)}}"
        }
        return expanded ?? text
    }
}

extension EntryRecord {
    /// Whether the block only looked.
    var changesNothing: Bool {
        switch kind {
        case .sql: ReadOnlySQL.isReadOnly(body)
        case .wait, .output: true
        case .shell, .configuration, .cluster: false
        }
    }
}

extension JournalStore {
    /// The drivers of a run and of its clusters.
    func drivers(of run: RunRecord) throws -> Set<String> { try Set(clusters(of: run).map(\.driver) + [run.driver]) }

    /// What a run's clusters and its machine were given, as far as it is known.
    func facts(of run: RunRecord) throws -> RunFacts {
        let entries = run.kind == .recording ? try entries(of: run) : []
        let clusters = try clusters(of: run).map { $0.started(in: entries) }.map {
            ClusterFacts(
                name: $0.name, host: $0.host, port: $0.port, address: $0.address, data: $0.data,
                binaries: $0.binaries, serverVersion: $0.serverVersion, systemIdentifier: $0.systemIdentifier,
                driver: ClusterSpecification.Driver(rawValue: $0.driver))
        }
        return RunFacts(
            host: run.host, variables: run.variables, clusters: clusters,
            directory: try firstEntry(of: run)?.directory)
    }
}
