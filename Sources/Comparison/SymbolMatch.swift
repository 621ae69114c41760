internal import LabModel

extension SymbolTable {
    /// Matches two values whose kind is known, `0/3000060` of a column `restart_lsn` for instance.
    mutating func match(
        _ recorded: Substring, _ replayed: Substring, as kind: SymbolKind, in cluster: String?
    ) -> Match {
        recorded.withBytes { first in
            replayed.withBytes { match(value: first, $0, as: kind, in: cluster) }
        }
    }

    /// The same for values at hand as bytes; learns only when they match.
    mutating func match(
        value recorded: Bytes, _ replayed: Bytes, as kind: SymbolKind, in cluster: String?
    ) -> Match {
        steps.removeAll(keepingCapacity: true)
        let match = match(recorded, replayed, as: kind, in: cluster)
        if match == .different { undo() }
        return match
    }

    /// Matches two values of a kind, and learns that the one stands for the other.
    @inline(__always) mutating func match(
        _ recorded: Bytes, _ replayed: Bytes, as kind: SymbolKind, in cluster: String?
    ) -> Match {
        let match: Match = recorded.isEqual(to: replayed) ? .same : .equivalent
        if recorded.isEmpty || replayed.isEmpty { return match == .same ? .same : .different }
        switch kind {
        case .lsn: return order(recorded, replayed, match, cluster)
        case .walFile: return match == .same ? .same : walFile(recorded, replayed)
        case .timestamp: return timestamp(recorded, replayed, match)
        case .date, .time, .duration, .walSize:
            let areNumbers = recorded.contains(where: \.isDigit) && replayed.contains(where: \.isDigit)
            return match == .same || areNumbers ? match : .different
        case .pid, .xid, .oid, .port:
            guard let first = recorded.integer, let second = replayed.integer, Self.isVolatile(first, kind),
                Self.isVolatile(second, kind)
            else { return match == .same ? .same : .different }
            return link(recorded, replayed, kind, cluster, match)
        case .address: return address(recorded, replayed, match)
        case .path where recorded.has("passfile=", at: 0) && replayed.has("passfile=", at: 0): return match
        case .path, .variable: return matchText(recorded, replayed, in: cluster)
        case .container, .host, .systemIdentifier, .uuid, .passwordFile:
            return link(recorded, replayed, kind, cluster, match)
        }
    }

    /// Whether a number is given by chance. PostgreSQL's own objects and its special transactions have fixed ones.
    @inline(__always) private static func isVolatile(_ number: UInt64, _ kind: SymbolKind) -> Bool {
        switch kind {
        case .oid: number >= 16384
        case .xid: number >= 3
        // Below, only the system's own services listen, each on its fixed port.
        case .port: number >= 1024
        default: number > 0
        }
    }

    @inline(__always) private mutating func order(
        _ recorded: Bytes, _ replayed: Bytes, _ match: Match, _ cluster: String?
    ) -> Match {
        guard let first = LSN.read(recorded), let second = LSN.read(replayed), first > 0, second > 0 else {
            return match == .same ? .same : .different
        }
        let pool = cluster ?? ""
        let number = counts[SymbolKind.lsn.index] + 1
        guard let previous = orders[pool, default: LSNOrder()].insert(first, second, number: number) else {
            return .different
        }
        if previous == nil { counts[SymbolKind.lsn.index] = number }
        steps.append(.lsn(pool, first, previous))
        return match
    }

    private func walFile(_ recorded: Bytes, _ replayed: Bytes) -> Match {
        let length = recorded.count
        guard length >= 24, length == replayed.count, replayed.part(0..<24).allSatisfy(\.isUpperHex) else {
            return .different
        }
        return recorded.part(0..<8).isEqual(to: replayed.part(0..<8)) ? .equivalent : .different
    }

    /// Only times of microseconds are one to one; coarser ones coincide by accident.
    @inline(__always) private mutating func timestamp(_ recorded: Bytes, _ replayed: Bytes, _ match: Match) -> Match {
        let (first, second) = (TimestampForm(recorded), TimestampForm(replayed))
        guard first.isTime, second.isTime else { return match == .same ? .same : .different }
        guard first.hasZone == second.hasZone else { return .different }
        guard first.fraction >= 6, second.fraction >= 6 else { return match }
        return link(recorded, replayed, .timestamp, nil, match)
    }

    /// An address may have a netmask, which is a fact, as is an address that stands for every one.
    private mutating func address(_ recorded: Bytes, _ replayed: Bytes, _ match: Match) -> Match {
        let first = recorded.firstIndex(of: .slash) ?? recorded.count
        let second = replayed.firstIndex(of: .slash) ?? replayed.count
        guard recorded.part(first..<recorded.count).isEqual(to: replayed.part(second..<replayed.count)) else {
            return .different
        }
        let (one, two) = (recorded.part(0..<first), replayed.part(0..<second))
        if one.isEmpty || Self.isWildcard(one) || Self.isWildcard(two) { return match == .same ? .same : .different }
        // Where there are no networks of containers, all that is in them is in one place.
        if bindings.driversDiffer, Self.isLoopback(one) || Self.isLoopback(two) {
            if one.isEqual(to: two) { return match }
            if Self.isLoopback(one) != Self.isLoopback(two) { return .equivalent }
        }
        return link(one, two, .address, nil, match)
    }

    private static func isLoopback(_ bytes: Bytes) -> Bool {
        let beginnings: [StaticString] = ["127.", "::1"]
        return beginnings.contains { bytes.count >= $0.utf8CodeUnitCount && bytes.has($0, at: 0) }
    }

    private static func isWildcard(_ bytes: Bytes) -> Bool {
        let wildcards: [StaticString] = ["0.0.0.0", "::", "*"]
        return wildcards.contains { bytes.count == $0.utf8CodeUnitCount && bytes.has($0, at: 0) }
    }

    /// Makes one value stand for the other from here on, unless either stands for a third.
    @inline(__always) private mutating func link(
        _ recorded: Bytes, _ replayed: Bytes, _ kind: SymbolKind, _ cluster: String?, _ match: Match
    ) -> Match {
        // Of another driver's facts, many stand for one: each container's server has the same port.
        if bindings.driversDiffer, pairs.contains(Self.pairKey(recorded, replayed)) { return match }
        let (first, second) = (key(recorded, kind, cluster), key(replayed, kind, cluster))
        if let known = recordedSymbols[first] { return known.partner == second ? match : .different }
        if let known = replayedSymbols[second] { return known.partner == first ? match : .different }
        if kind == .timestamp, counts[kind.index] >= Self.timestampLimit { return match }
        let symbol = next(kind)
        recordedSymbols[first] = Symbol(partner: second, number: symbol)
        replayedSymbols[second] = Symbol(partner: first, number: symbol)
        steps.append(.symbol(kind, recorded: first, replayed: second))
        let pair = Self.pairKey(recorded, replayed)
        if match != .same, kind != .timestamp, pairs.insert(pair).inserted { steps.append(.pair(pair)) }
        return match
    }
}

extension LSN {
    /// The position that a text says; nil when it says none.
    @inline(__always) static func read(_ bytes: Bytes) -> UInt64? {
        guard let slash = bytes.firstIndex(of: .slash), let high = hexadecimal(bytes, 0..<slash),
            let low = hexadecimal(bytes, slash + 1..<bytes.count)
        else { return nil }
        return high << 32 | low
    }

    @inline(__always) private static func hexadecimal(_ bytes: Bytes, _ range: Range<Int>) -> UInt64? {
        guard (1...8).contains(range.count) else { return nil }
        var value: UInt64 = 0
        for index in range {
            let byte = bytes[index]
            guard byte.isHex else { return nil }
            value = value << 4 | UInt64(byte.isDigit ? byte &- 48 : (byte | 32) &- 87)
        }
        return value
    }
}
