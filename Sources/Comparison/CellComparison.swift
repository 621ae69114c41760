/// Compares the cells of tables, and learns the volatile values in them.
struct CellComparison {
    /// A column with what its name means, which is asked for once and not for each cell.
    struct Column {
        let name: String
        let kind: SymbolKind?

        init(_ name: String) {
            self.name = name
            kind = ColumnMeaning.kind(of: name)
        }
    }

    var symbols: SymbolTable
    let cluster: String?

    /// Matches two cells of a column.
    mutating func match(_ recorded: Substring, _ replayed: Substring, _ column: Column) -> Match {
        if isNull(recorded, column) != isNull(replayed, column) { return .different }
        if isNull(recorded, column) { return .same }
        if let kind = column.kind, ColumnMeaning.accepts(recorded, as: kind, column: column.name) {
            return symbols.match(recorded, replayed, as: kind, in: cluster)
        }
        if recorded == replayed, !recorded.utf8.contains(where: { (0x30...0x39).contains($0) }) { return .same }
        if Self.gaps(recorded) != Self.gaps(replayed) { return .different }
        return symbols.match(text: recorded, replayed, in: cluster)
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
