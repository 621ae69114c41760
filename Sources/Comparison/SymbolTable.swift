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
    /// Matches two values whose kind is known, `0/3000060` of a column `restart_lsn` for instance.
    mutating func match(
        _ recorded: Substring, _ replayed: Substring, as kind: SymbolKind, in cluster: String?
    ) -> Match {
        recorded == replayed ? .same : .equivalent
    }

    /// Matches two pieces of text, volatile values inside of them included.
    mutating func match(text recorded: Substring, _ replayed: Substring, in cluster: String?) -> Match {
        recorded == replayed ? .same : .different
    }
}
