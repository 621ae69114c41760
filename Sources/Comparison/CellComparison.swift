/// Compares the cells of tables, and learns the volatile values in them.
struct CellComparison {
    /// A column with what its name means, which is asked for once and not for each cell.
    struct Column {
        let name: String
        let kind: SymbolKind?
        /// The column or function that the values come from, whatever the statement calls it; in lower case.
        let origin: String
        /// Whether a function of that name made the values: `age(…)`, which is none that somebody wrote down.
        let isCalled: Bool

        /// - Parameter source: What the column shows, where the statement says it.
        init(_ name: String, source: PsqlStatement.Source? = nil) {
            self.name = name
            let own = ColumnMeaning.kind(of: name)
            kind = own ?? source.flatMap { ColumnMeaning.kind(of: $0.name) }
            let origin = own == nil ? source?.name ?? name : name
            isCalled = source?.isCalled == true && source?.name == origin
            self.origin = origin.lowercased()
        }

        /// Whether the column is EXPLAIN's, whose lines make one text.
        var isPlan: Bool { name == "QUERY PLAN" }
    }

    var symbols: SymbolTable
    let cluster: String?

    /// Matches two cells of a column.
    mutating func match(_ recorded: Substring, _ replayed: Substring, _ column: Column) -> Match {
        let (recorded, replayed) = (recorded.trimmed, replayed.trimmed)
        if isNull(recorded, column) != isNull(replayed, column) { return .different }
        if isNull(recorded, column) { return .same }
        if let kind = column.kind, ColumnMeaning.accepts(recorded, as: kind, in: column),
            ColumnMeaning.accepts(replayed, as: kind, in: column)
        {
            let (first, second) = kind == .xid ? Self.withoutEpoch(recorded, replayed) : (recorded, replayed)
            return symbols.match(first, second, as: kind, in: cluster)
        }
        if recorded == replayed, !recorded.utf8.contains(where: { (0x30...0x39).contains($0) }) { return .same }
        if column.isPlan { return match(plan: recorded, replayed) }
        if Self.gaps(recorded) != Self.gaps(replayed) { return .different }
        // What looks like a container's name is a digest here: no server knows of containers.
        if recorded.utf8.count == 64, recorded != replayed, recorded.utf8.allSatisfy(\.isHex) { return .different }
        return symbols.match(text: recorded, replayed, in: cluster)
    }

    /// The same for cells of long tables, without spaces around them, whose bytes are characters.
    mutating func match(_ recorded: Bytes, _ replayed: Bytes, _ column: Column) -> Match {
        if recorded.isEqual(to: replayed), !recorded.contains(where: \.isDigit) { return .same }
        if recorded.isEmpty || replayed.isEmpty { return .different }
        switch column.kind {
        case nil where !column.isPlan && recorded[0] != UInt8(ascii: "(") && recorded.count != 64:
            return symbols.match(line: recorded, replayed, in: cluster)
        case .lsn?, .pid?, .oid?, .port?:
            guard recorded[0].isHex, replayed[0].isHex, let kind = column.kind else { break }
            return symbols.match(value: recorded, replayed, as: kind, in: cluster)
        default: break
        }
        let (first, second) = (String(decoding: recorded, as: UTF8.self), String(decoding: replayed, as: UTF8.self))
        return match(first[...], second[...], column)
    }

    /// `0:739` has the epoch before the transaction's number.
    private static func withoutEpoch(_ recorded: Substring, _ replayed: Substring) -> (Substring, Substring) {
        let epochs = (recorded.prefix { $0 != ":" }, replayed.prefix { $0 != ":" })
        guard epochs.0 == epochs.1, epochs.0.count < recorded.count, epochs.1.count < replayed.count else {
            return (recorded, replayed)
        }
        return (recorded.dropFirst(epochs.0.count + 1), replayed.dropFirst(epochs.1.count + 1))
    }

    /// How long a step of a plan took is volatile; what it costs and how many rows it gives is not.
    private mutating func match(plan recorded: Substring, _ replayed: Substring) -> Match {
        let (first, second) = (Self.withoutTimes(recorded), Self.withoutTimes(replayed))
        let match = symbols.match(text: first[...], second[...], in: cluster)
        return match == .same && recorded != replayed ? .equivalent : match
    }

    private static func withoutTimes(_ line: Substring) -> String {
        let parts = line.split(separator: "actual time=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return String(line) }
        return parts[0] + "actual time=" + parts[1].drop { "0123456789.".contains($0) }
    }

    /// Nothing, or in a column of numbers and times one of the words that people set `\pset null` to.
    private func isNull(_ cell: Substring, _ column: Column) -> Bool {
        cell.isEmpty || column.kind != nil && Self.nulls.contains(cell)
    }

    private static let nulls: Set<Substring> = ["NULL", "null", "(null)", "<null>", "[null]", "∅", "¤", "-"]

    /// Which fields of a record are empty: a function's `(eshop,)` has no LSN, `(eshop,0/3000000)` has one.
    private static func gaps(_ cell: Substring) -> [Bool] {
        guard cell.utf8.first == UInt8(ascii: "("), cell.utf8.last == UInt8(ascii: ")") else { return [] }
        return cell.dropFirst().dropLast().split(separator: ",", omittingEmptySubsequences: false).map(\.isEmpty)
    }
}
