internal import LabModel

extension RowMatching {
    mutating func compare(_ old: Int, _ new: Int) {
        for pair in table.columns {
            let first = table.old.rows[old][pair.old]
            let second = table.new.rows[new][pair.new]
            guard !match(first, second, pair.column) else { continue }
            let row = isSingle ? nil : label(old, isOld: true)
            table.say(table.place(row, column: pair.column.name), Self.shown(first), Self.shown(second))
        }
    }

    private mutating func match(_ first: Substring, _ second: Substring, _ column: CellComparison.Column) -> Bool {
        if table.cells.match(first, second, column) != .different { return true }
        return column.kind == nil && first != second && PsqlWords.english(first) == PsqlWords.english(second)
    }

    /// NULL and an empty text look alike.
    private static func shown(_ cell: Substring) -> String { cell.trimmed.isEmpty ? "empty" : String(cell.trimmed) }

    func label(_ row: Int, isOld: Bool) -> String {
        guard let key else { return "\(row + 1)" }
        let column = table.columns[key]
        let side = isOld ? table.old : table.new
        return "\(column.column.name)=\(side.rows[row][isOld ? column.old : column.new].trimmed)"
    }

    func text(_ row: [Substring]) -> String { row.joined(separator: " | ") }

    mutating func sayOrder() {
        let places = pairs.sorted { $0.old < $1.old }.map(\.new)
        guard zip(places, places.dropFirst()).contains(where: { $0 > $1 }) else { return }
        let prefix = table.name.map { "\($0), " } ?? ""
        table.say("\(prefix)order of rows", nil, nil, matters: table.hasOrder)
    }
}
