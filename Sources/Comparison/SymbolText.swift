/// Two values of a kind that stand in the same place of two texts.
struct FoundPair: Sendable {
    let kind: SymbolKind
    let recorded: Range<Int>
    let replayed: Range<Int>
}

extension SymbolTable {
    /// Matches two pieces of text, volatile values inside of them included.
    mutating func match(text recorded: Substring, _ replayed: Substring, in cluster: String?) -> Match {
        recorded.withBytes { first in
            replayed.withBytes { match(line: first, $0, in: cluster) }
        }
    }

    /// Matches two lines; learns from them only when they match.
    @inline(__always) mutating func match(line recorded: Bytes, _ replayed: Bytes, in cluster: String?) -> Match {
        steps.removeAll(keepingCapacity: true)
        let match = matchText(recorded, replayed, in: cluster)
        if match == .different { undo() }
        return match
    }

    mutating func matchText(_ recorded: Bytes, _ replayed: Bytes, in cluster: String?) -> Match {
        found.removeAll(keepingCapacity: true)
        guard walk(recorded, replayed) else { return .different }
        var result: Match = recorded.isEqual(to: replayed) ? .same : .equivalent
        for pair in found {
            let (first, second) = (recorded.part(pair.recorded), replayed.part(pair.replayed))
            if match(first, second, as: pair.kind, in: cluster) == .different { result = .different }
            if result == .different { break }
        }
        return result
    }

    /// Goes through two texts side by side, and notes the values to match; false when anything else differs.
    @inline(__always) private mutating func walk(_ recorded: Bytes, _ replayed: Bytes) -> Bool {
        let (first, second) = (Scanner(bytes: recorded), Scanner(bytes: replayed))
        var (one, two) = (0, 0)
        var padding = Padding()
        while one < recorded.count, two < replayed.count {
            let byte = recorded[one]
            if byte == .space, replayed[two] == .space {
                let ends = (recorded.end(from: one) { $0 == .space }, replayed.end(from: two) { $0 == .space })
                padding.note(spaces: ends.0 - one, ends.1 - two)
                (one, two) = ends
                continue
            }
            guard let ends = step(first, one, second, two) else { return false }
            padding.note(value: ends.0 - one, ends.1 - two)
            (one, two) = ends
        }
        let ends = (recorded.end(from: one) { $0 == .space }, replayed.end(from: two) { $0 == .space })
        padding.note(spaces: ends.0 - one, ends.1 - two)
        return ends == (recorded.count, replayed.count) && padding.isExplained
    }

    /// One step of the walk: where the two tokens end; nil when they do not agree.
    @inline(__always) private mutating func step(
        _ first: Scanner, _ one: Int, _ second: Scanner, _ two: Int
    ) -> (Int, Int)? {
        if bindings.mayBegin(with: first.bytes[one]),
            let finding = bindings.find(first.bytes, one, second.bytes, two)
        {
            guard case .pair(let end, let last) = finding else { return nil }
            return (end, last)
        }
        let (token, other) = (first.token(at: one), second.token(at: two))
        if let kind = token.kind, kind == other.kind {
            found.append(FoundPair(kind: kind, recorded: one..<token.end, replayed: two..<other.end))
            return (token.end, other.end)
        }
        return literal(first.bytes.part(one..<token.end), second.bytes.part(two..<other.end))
            ? (token.end, other.end) : nil
    }

    /// Whether two words are the same, or stand for each other as the run has shown before.
    @inline(__always) private func literal(_ recorded: Bytes, _ replayed: Bytes) -> Bool {
        if !bindings.durations.isEmpty, let match = bindings.match(duration: recorded, replayed) {
            return match == .equivalent
        }
        if recorded.isEqual(to: replayed) { return true }
        guard recorded[0].isWord, replayed[0].isWord else { return false }
        return pairs.contains(Self.pairKey(recorded, replayed))
    }
}

/// Whether the spaces of two lines may differ: only a value of another length shifts what stands in columns.
private struct Padding {
    private var spacesDiffer = false
    private var valuesDiffer = false

    var isExplained: Bool { !spacesDiffer || valuesDiffer }

    @inline(__always) mutating func note(spaces recorded: Int, _ replayed: Int) {
        spacesDiffer = spacesDiffer || recorded != replayed
    }

    @inline(__always) mutating func note(value recorded: Int, _ replayed: Int) {
        valuesDiffer = valuesDiffer || recorded != replayed
    }
}
