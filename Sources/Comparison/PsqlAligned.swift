/// Reads an aligned table around the line that rules its header off.
struct PsqlAligned {
    private(set) var table = PsqlTable(format: .aligned, columns: nil, rows: [])
    /// The table's first line, its title apart.
    private(set) var start: Int
    /// The line behind the table.
    private(set) var end: Int

    /// Reads the table whose ruler is at a line; nil when there is none.
    ///
    /// - Parameter from: The first line that may be a part of it.
    init?(_ lines: [Substring], at position: Int, from: Int) {
        guard let ruler = PsqlRuler(lines[position]) else { return nil }
        start = position
        end = position + 1
        let done = ruler.border == 2 ? readBoxed(lines, ruler, from) : readOpen(lines, ruler, from)
        guard done else { return nil }
    }

    /// Border 0 or 1: the header stands before the ruler, and the rows go on to the first line that is none.
    private mutating func readOpen(_ lines: [Substring], _ ruler: PsqlRuler, _ from: Int) -> Bool {
        guard start > from, !lines[start - 1].isBlank else { return readWithoutColumns(lines) }
        var ruler = ruler
        ruler.settle(header: lines[start - 1])
        // No column is without a name: what looks so are records with rules between.
        guard let names = header(lines, ruler, before: start, from: from), !names.contains("") else {
            return readWithoutColumns(lines)
        }
        table.columns = names
        var rows = PsqlRows(ruler)
        let stop = ruler.border == 0 ? lastOpenRow(lines) : lines.count
        while end < stop, PsqlOutput.rowCount(lines[end]) == nil, rows.add(lines[end]) { end += 1 }
        table.rows = rows.finished()
        return true
    }

    /// Without a border an empty line may be a row; only the footer, or the first empty line without one, ends them.
    private func lastOpenRow(_ lines: [Substring]) -> Int {
        let rest = lines[end...]
        if table.columns?.count == 1, let footer = rest.firstIndex(where: { PsqlOutput.rowCount($0) != nil }) {
            return footer
        }
        return rest.firstIndex { $0.isEmpty } ?? lines.count
    }

    /// `SELECT FROM …` prints `--` and the number of rows.
    private mutating func readWithoutColumns(_ lines: [Substring]) -> Bool {
        guard lines[start] == "--", end < lines.count, PsqlOutput.rowCount(lines[end]) != nil else { return false }
        table.columns = []
        return true
    }

    private mutating func header(_ lines: [Substring], _ ruler: PsqlRuler, before: Int, from: Int) -> [String]? {
        var first = before - 1
        guard PsqlRow(lines[first], by: ruler) != nil else { return nil }
        while first > from, let above = PsqlRow(lines[first - 1], by: ruler), above.marks.contains(.newline) {
            first -= 1
        }
        start = first
        var rows = PsqlRows(ruler)
        for line in lines[first..<before] { _ = rows.add(line) }
        return rows.finished().first.map { $0.map { String($0.withoutSpaces) } }
    }

    /// Border 2: rules above the header, below it and below the rows.
    private mutating func readBoxed(_ lines: [Substring], _ ruler: PsqlRuler, _ from: Int) -> Bool {
        if readRowsAbove(lines, ruler, from) { return true }
        var groups: [Range<Int>] = []
        while groups.count < 2 || groups.last?.isEmpty == false {
            let close = lines[end...].firstIndex { PsqlRow($0, by: ruler) == nil } ?? lines.count
            guard close < lines.count, PsqlRuler(lines[close])?.columns == ruler.columns else { break }
            groups.append(end..<close)
            end = close + 1
        }
        return fill(groups.map { Array(lines[$0]) }, ruler)
    }

    private mutating func fill(_ groups: [[Substring]], _ ruler: PsqlRuler) -> Bool {
        guard let header = groups.first, !header.isEmpty else { return false }
        var names = PsqlRows(ruler)
        for line in header { _ = names.add(line) }
        let heads = names.finished()
        if groups.count > 2 || heads.count > 1 { return fill(records: groups, ruler) }
        guard groups.count == 2 else { return false }
        table.columns = heads.first.map { $0.map { String($0.withoutSpaces) } }
        var rows = PsqlRows(ruler)
        for line in groups[1] { _ = rows.add(line) }
        table.rows = rows.finished()
        return true
    }

    /// Expanded output without its records' numbers.
    private mutating func fill(records: [[Substring]], _ ruler: PsqlRuler) -> Bool {
        guard let expanded = PsqlExpanded(records: records, border: 2) else { return false }
        table = expanded.table
        return true
    }

    /// With `tuples_only` there is but the rule below the rows.
    private mutating func readRowsAbove(_ lines: [Substring], _ ruler: PsqlRuler, _ from: Int) -> Bool {
        var first = start
        while first > from, PsqlRow(lines[first - 1], by: ruler) != nil { first -= 1 }
        guard first < start else { return false }
        var rows = PsqlRows(ruler)
        for line in lines[first..<start] { _ = rows.add(line) }
        table.rows = rows.finished()
        start = first
        return true
    }
}
