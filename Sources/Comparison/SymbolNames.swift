internal import LabModel

/// Which of the two runs a text comes from.
enum Side: Sendable {
    case recorded, replayed
}

extension SymbolTable {
    /// Two lines that differ, with the names of symbols instead of volatile values.
    ///
    /// Where both have values of the same kinds in the same order, those are taken to stand for each other.
    mutating func names(_ recorded: Bytes, _ replayed: Bytes, in cluster: String?) -> (String, String) {
        let (first, second) = (values(recorded), values(replayed))
        if first.map(\.kind) == second.map(\.kind) {
            for (one, two) in zip(first, second) {
                steps.removeAll(keepingCapacity: true)
                let match = match(recorded.part(one.range), replayed.part(two.range), as: one.kind, in: cluster)
                if match == .different { undo() }
            }
        }
        return (named(recorded, .recorded, in: cluster), named(replayed, .replayed, in: cluster))
    }

    /// A line with the names of symbols instead of volatile values.
    func named(_ bytes: Bytes, _ side: Side, in cluster: String?) -> String {
        var result: [UInt8] = []
        let scanner = Scanner(bytes: bytes)
        var index = 0
        while index < bytes.count {
            if let (pair, end) = bindings.value(bytes, index, side) {
                result += name(of: pair).utf8
                index = end
                continue
            }
            let token = scanner.token(at: index)
            let part = bytes.part(index..<token.end)
            if let kind = token.kind { result += name(part, kind, side, cluster).utf8 } else { result += part }
            index = token.end
        }
        return String(readable: result)
    }

    /// What a diff calls a value; the value itself when it is none that is given by chance.
    func name(_ value: Bytes, _ kind: SymbolKind, _ side: Side, _ cluster: String?) -> String {
        switch kind {
        case .duration, .date, .time, .walSize: return "<\(kind.rawValue)>"
        case .walFile: return "<wal file \(value.part(0..<Swift.min(8, value.count)).text)…>"
        case .timestamp where TimestampForm(value).fraction < 6: return "<timestamp>"
        default: break
        }
        let number = kind == .lsn ? number(lsn: value, side, cluster) : number(value, kind, side, cluster)
        return "<\(kind.rawValue) \(number ?? counts[kind.index] + 1)>"
    }

    private func number(lsn value: Bytes, _ side: Side, _ cluster: String?) -> UInt32? {
        guard let position = LSN.read(value), let order = orders[cluster ?? ""] else { return nil }
        return side == .recorded ? order.number(recorded: position) : order.number(replayed: position)
    }

    private func number(_ value: Bytes, _ kind: SymbolKind, _ side: Side, _ cluster: String?) -> UInt32? {
        let key = key(value, kind, cluster)
        return (side == .recorded ? recordedSymbols[key] : replayedSymbols[key])?.number
    }

    private func name(of pair: Bindings.Pair) -> String {
        if pair.kind == .variable { return "<variable \(pair.name)>" }
        let name = pair.recorded.withUnsafeBufferPointer { self.name($0, pair.kind, .recorded, nil) }
        return name
    }

    /// The volatile values of a line.
    private func values(_ bytes: Bytes) -> [(kind: SymbolKind, range: Range<Int>)] {
        var values: [(kind: SymbolKind, range: Range<Int>)] = []
        let scanner = Scanner(bytes: bytes)
        var index = 0
        while index < bytes.count {
            let token = scanner.token(at: index)
            if let kind = token.kind { values.append((kind, index..<token.end)) }
            index = token.end
        }
        return values
    }
}

extension Bindings {
    /// The value of the facts that stands at a place of one side's text, and where it ends.
    func value(_ bytes: Bytes, _ start: Int, _ side: Side) -> (Pair, Int)? {
        guard mayBegin(with: bytes[start]) else { return nil }
        for pair in inText where pair.kind != .variable || pair.isDistinctive {
            let value = side == .recorded ? pair.recorded : pair.replayed
            if let end = Self.end(value, in: bytes, at: start) { return (pair, end) }
        }
        return nil
    }
}
