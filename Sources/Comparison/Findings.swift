internal import LabModel

/// What the comparison of one entry has found so far.
struct Findings {
    let versions: Versions
    private(set) var differences: [Difference] = []
    /// Whether values stood for others, even where nothing is to be said.
    private var hasVolatile = false

    init(versions: Versions) { self.versions = versions }

    var verdict: Verdict {
        if differences.contains(where: \.matters) { return .different }
        return hasVolatile || !differences.isEmpty ? .equivalent : .same
    }

    mutating func add(_ difference: Difference) { differences.append(difference.abridged()) }

    /// Adds what two texts' comparison found, about a command or a place.
    mutating func add(_ verdict: TextVerdict, command: String?) {
        if verdict.match != .same { hasVolatile = true }
        for var difference in verdict.differences {
            difference.command = command
            add(difference)
        }
        // A text verdict that says only "different" must not be lost.
        if verdict.match == .different, !verdict.differences.contains(where: \.matters) {
            differences.append(Difference(command: command, place: "output", recorded: nil, replayed: nil))
        }
    }

    /// Adds a difference unless both are the same.
    mutating func add(
        _ place: String, _ recorded: String?, _ replayed: String?, command: String? = nil, matters: Bool = true
    ) {
        guard recorded != replayed else { return }
        add(Difference(command: command, place: place, recorded: recorded, replayed: replayed, matters: matters))
    }

    /// Adds a difference unless both match, by symbols.
    mutating func add(
        _ place: String, text recorded: String, _ replayed: String, as kind: SymbolKind? = nil, in cluster: String?,
        _ symbols: inout SymbolTable, command: String? = nil
    ) {
        let match =
            kind.map { symbols.match(recorded[...], replayed[...], as: $0, in: cluster) }
            ?? symbols.match(text: recorded[...], replayed[...], in: cluster)
        if match == .equivalent { hasVolatile = true }
        guard match == .different else { return }
        let (first, second) = recorded.withBytes { one in
            replayed.withBytes { two in
                guard let kind, !one.isEmpty, !two.isEmpty else { return symbols.names(one, two, in: cluster) }
                return (symbols.name(one, kind, .recorded, cluster), symbols.name(two, kind, .replayed, cluster))
            }
        }
        add(place, first, second, command: command)
        if first == second { add(place, recorded, replayed, command: command) }
    }

    mutating func addStatus(_ recorded: EntryFacts, _ replayed: EntryFacts) {
        guard recorded.status != replayed.status else { return }
        let second = replayed.error ?? replayed.status.rawValue
        add(Difference(place: "status", recorded: recorded.error ?? recorded.status.rawValue, replayed: second))
    }

    /// Compares what the block did, by its kind.
    mutating func addContents(
        _ recorded: EntryFacts, _ replayed: EntryFacts, _ symbols: inout SymbolTable
    ) throws {
        // What was typed by hand is an operation of a cluster, or a change, in a portable lab.
        if recorded.kind == .shell, replayed.kind != .shell { return }
        switch recorded.kind {
        case .shell, .sql, .cluster:
            if recorded.commands.isEmpty, replayed.commands.isEmpty, recorded.kind != .cluster {
                let comparison = CommandComparison(recorded, versions)
                add(try comparison.lines(recorded.transcript, replayed.transcript, LineRules(), &symbols), command: nil)
            }
            try addCommands(recorded, replayed, &symbols)
        case .configuration: try addConfiguration(recorded, replayed, &symbols)
        case .wait, .output: break
        }
        if recorded.kind != .output, recorded.status != .ok { addError(recorded, replayed, &symbols) }
    }

    /// The words of a failure that both have; times in them are volatile.
    private mutating func addError(_ recorded: EntryFacts, _ replayed: EntryFacts, _ symbols: inout SymbolTable) {
        let (first, second) = (recorded.error ?? "", replayed.error ?? "")
        if recorded.mode == .exact { return add("error", first, second) }
        add("error", text: first, second, in: recorded.cluster, &symbols)
    }
}
