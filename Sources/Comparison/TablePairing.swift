internal import LabModel

/// Compares two tables: columns by their names, rows by their key.
struct TablePairing {
    let old: PsqlTable
    let new: PsqlTable
    let statement: PsqlStatement
    let versionsDiffer: Bool
    var cells: CellComparison
    /// What the table is called where there are several.
    let name: String?
    var differences: [Difference] = []
    /// The columns on both sides, in the recording's order, with where they are on each.
    var columns: [(column: CellComparison.Column, old: Int, new: Int)] = []

    init(
        _ old: PsqlTable, _ new: PsqlTable, statement: PsqlStatement, versionsDiffer: Bool, cells: CellComparison,
        name: String?
    ) {
        self.old = old
        self.new = new
        self.statement = statement
        self.versionsDiffer = versionsDiffer
        self.cells = cells
        self.name = name
    }

    var hasOrder: Bool { statement.hasOrder }

    /// Compares the two.
    mutating func compare() {
        pairColumns()
        var matching = RowMatching(self)
        matching.match()
        cells = matching.table.cells
        differences = matching.table.differences
    }

    /// How a row is called: by its number where no column tells it from others.
    func place(_ row: String?, column: String? = nil) -> String {
        [name, row.map { "row \($0)" }, column.map { "column \($0)" }].compactMap(\.self).joined(separator: ", ")
    }

    mutating func say(_ place: String, _ recorded: String?, _ replayed: String?, matters: Bool = true) {
        differences.append(Difference(place: place, recorded: recorded, replayed: replayed, matters: matters))
    }

    private mutating func pairColumns() {
        let (first, second) = names()
        guard !first.isEmpty || !second.isEmpty else { return }
        let names = Self.unique(first)
        let others = Dictionary(zip(Self.unique(second), second.indices)) { first, _ in first }
        for (index, name) in names.enumerated() {
            guard let other = others[name] else { continue }
            let column = CellComparison.Column(first[index], source: statement.sources[first[index]])
            columns.append((column, index, other))
        }
        if columns.map(\.new) != columns.map(\.new).sorted() {
            say(
                place(nil, column: nil).isEmpty ? "order of columns" : "\(place(nil)), order of columns",
                first.joined(separator: ", "), second.joined(separator: ", "), matters: false)
        }
        pairRenamed(first, second)
        sayMissing(first, second)
    }

    /// PostgreSQL 17 shows a database's ICU locale in a column of a more general name.
    private mutating func pairRenamed(_ first: [String], _ second: [String]) {
        guard versionsDiffer else { return }
        for (name, other) in [("ICU Locale", "Locale"), ("Locale", "ICU Locale")] {
            guard let index = first.firstIndex(of: name), let there = second.firstIndex(of: other) else { continue }
            guard !columns.contains(where: { $0.old == index || $0.new == there }) else { continue }
            columns.append((CellComparison.Column(name), index, there))
            say(place(nil, column: name), name, other, matters: false)
        }
    }

    private mutating func sayMissing(_ first: [String], _ second: [String]) {
        // `(0 rows)` alone has no columns that could miss.
        guard old.width != nil, new.width != nil else { return }
        for (index, name) in first.enumerated() where !columns.contains(where: { $0.old == index }) {
            say(place(nil, column: name), "present", nil, matters: !versionsDiffer)
        }
        for (index, name) in second.enumerated() where !columns.contains(where: { $0.new == index }) {
            say(place(nil, column: name), nil, "present", matters: !versionsDiffer)
        }
    }

    /// The columns' names in English; by number where psql printed none, or those of the other side.
    private mutating func names() -> ([String], [String]) {
        let first = old.columns ?? (new.width == old.width ? new.columns : nil) ?? Self.numbers(old.width ?? 0)
        let second = new.columns ?? (new.width == old.width ? first : nil) ?? Self.numbers(new.width ?? 0)
        if first == second { return (first, second) }
        let english = first.map { String(PsqlWords.english($0[...])) }
        let other = second.map { String(PsqlWords.english($0[...])) }
        if english != first || other != second {
            let index = zip(first, second).enumerated().first { $1.0 != $1.1 }?.offset ?? 0
            say("language", first.dropFirst(index).first, second.dropFirst(index).first, matters: false)
        }
        return (english, other)
    }

    private static func numbers(_ count: Int) -> [String] { (0..<count).map { "\($0 + 1)" } }

    /// Several columns may have one name: the second is another than the first.
    private static func unique(_ names: [String]) -> [String] {
        var seen: [String: Int] = [:]
        return names.map { name in
            seen[name, default: 0] += 1
            return "\(name)\n\(seen[name, default: 0])"
        }
    }
}
