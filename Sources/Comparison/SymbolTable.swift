internal import LabModel

/// How a value of a recording and the one that stands in its place agree.
enum Match: Sendable, Equatable {
    /// They are the same, character for character.
    case same
    /// Both are volatile, of one kind, and one stands for the other throughout.
    case equivalent
    case different
}

/// Which volatile value of a recording stands for which of its replay, one to one.
struct SymbolTable: Sendable {
    /// A value by its hash, the value's partner by its own, and the number that names both.
    struct Symbol: Sendable {
        let partner: UInt64
        let number: UInt32
    }

    /// What takes one step of learning back.
    enum Step {
        case symbol(SymbolKind, recorded: UInt64, replayed: UInt64)
        case pair(UInt64)
        case lsn(String, UInt64, LSNOrder.Entry?)
    }

    /// How many timestamps are learned; a log of millions would fill the memory, and links few of them.
    static let timestampLimit: UInt32 = 50_000

    var bindings: Bindings
    var recordedSymbols: [UInt64: Symbol] = [:]
    var replayedSymbols: [UInt64: Symbol] = [:]
    /// Pairs of values that stand for each other, whatever their kind: they are followed into any text.
    var pairs: Set<UInt64> = []
    var orders: [String: LSNOrder] = [:]
    var counts: [UInt32] = Array(repeating: 0, count: SymbolKind.allCases.count)
    /// What was learned since the last text began, so that a text that does not match leaves nothing behind.
    var steps: [Step] = []
    /// Values found in the two texts that are being matched; kept only for its storage.
    var found: [FoundPair] = []
    private var systems: [String: String] = [:]

    /// A table that knows only what the facts say.
    init(_ recorded: RunFacts, _ replayed: RunFacts) {
        bindings = Bindings(recorded, replayed)
        learn(recorded, replayed)
    }

    /// Takes in facts that have changed; what was learned from texts stays.
    mutating func learn(_ recorded: RunFacts, _ replayed: RunFacts) {
        let outdated = bindings.all
        bindings = Bindings(recorded, replayed)
        for pair in outdated where !bindings.all.contains(pair) { unbind(pair) }
        for cluster in recorded.clusters { systems[cluster.name] = cluster.systemIdentifier }
        for pair in bindings.all where pair.kind != .variable && !pair.recorded.isEmpty && !pair.replayed.isEmpty {
            pair.recorded.withUnsafeBufferPointer { first in
                pair.replayed.withUnsafeBufferPointer { bind(first, $0, as: pair.kind) }
            }
        }
        steps.removeAll()
    }

    /// Facts hold even where they are not one to one: two containers' addresses become one on a single machine.
    mutating func bind(_ recorded: Bytes, _ replayed: Bytes, as kind: SymbolKind) {
        let (first, second) = (key(recorded, kind, nil), key(replayed, kind, nil))
        let number = recordedSymbols[first]?.number ?? next(kind)
        recordedSymbols[first] = Symbol(partner: second, number: number)
        if replayedSymbols[second] == nil { replayedSymbols[second] = Symbol(partner: first, number: number) }
        pairs.insert(Self.pairKey(recorded, replayed))
    }

    /// A fact holds no longer: a container has another address once it runs.
    private mutating func unbind(_ pair: Bindings.Pair) {
        pair.recorded.withUnsafeBufferPointer { recorded in
            pair.replayed.withUnsafeBufferPointer { replayed in
                let (first, second) = (key(recorded, pair.kind, nil), key(replayed, pair.kind, nil))
                if recordedSymbols[first]?.partner == second { recordedSymbols[first] = nil }
                if replayedSymbols[second]?.partner == first { replayedSymbols[second] = nil }
                pairs.remove(Self.pairKey(recorded, replayed))
            }
        }
    }

    mutating func next(_ kind: SymbolKind) -> UInt32 {
        counts[kind.index] += 1
        return counts[kind.index]
    }

    /// What a value is kept by. Transactions and objects are numbered by each system for itself: two clusters that
    /// are not copies of one another have the same numbers for other things.
    @inline(__always) func key(_ value: Bytes, _ kind: SymbolKind, _ cluster: String?) -> UInt64 {
        let hash = value.hash64(UInt64(truncatingIfNeeded: kind.index + 1) &* 0x9e37_79b9_7f4a_7c15)
        guard kind == .xid || kind == .oid, let cluster, let system = systems[cluster] else { return hash }
        return mixed(hash ^ system.withBytes { $0.hash64(7) })
    }

    @inline(__always) static func pairKey(_ recorded: Bytes, _ replayed: Bytes) -> UInt64 {
        mixed(recorded.hash64(1) &+ mixed(replayed.hash64(2)))
    }

    /// Takes back what was learned since `steps` were last empty.
    mutating func undo() {
        while let step = steps.popLast() {
            switch step {
            case .pair(let key): pairs.remove(key)
            case .lsn(let pool, let recorded, let previous):
                if previous == nil { counts[SymbolKind.lsn.index] -= 1 }
                orders[pool]?.undo(recorded, previous)
            case .symbol(let kind, let recorded, let replayed):
                counts[kind.index] -= 1
                recordedSymbols[recorded] = nil
                replayedSymbols[replayed] = nil
            }
        }
    }
}
