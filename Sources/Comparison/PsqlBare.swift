/// Finds a table among lines that no ruler divides: unaligned, comma-separated, or rows alone.
struct PsqlBare {
    /// The lines that are the table's.
    let range: Range<Int>
    let table: PsqlTable

    /// Looks for a table; nil when the lines are not one.
    ///
    /// - Parameter counted: How many rows the footer behind the lines tells of.
    init?(_ lines: [Substring], _ range: Range<Int>, statement: PsqlStatement, counted: Int?) {
        // What a statement says otherwise: messages before its rows; the time, or its tag, behind them.
        let kept = range.drop { lines[$0].isBlank || PsqlWords.isMessage(lines[$0]) }
        let end = kept.reversed().drop { lines[$0].isBlank || PsqlWords.isMessage(lines[$0]) }.first
        guard let start = kept.first, let end else { return nil }
        let body = lines[start...end]
        let found =
            Self.expanded(body) ?? PsqlFields.table(body, statement: statement, counted: counted)
            ?? Self.aligned(body)
        guard let found else { return nil }
        self.range = start..<end + 1
        table = found
    }

    /// Rules between records, or without a border lines of spaces.
    private static func expanded(_ body: ArraySlice<Substring>) -> PsqlTable? {
        let records = body.split { isSeparator($0) }.map(Array.init)
        guard let first = records.first, first.contains(where: { !PsqlWords.isMessage($0) }) else { return nil }
        let border = body.contains { !$0.isEmpty && $0.isBlank } ? 0 : 1
        return records.count > 1 ? PsqlExpanded(records: records, border: border)?.table : nil
    }

    private static func isSeparator(_ line: Substring) -> Bool {
        if !line.isEmpty, line.isBlank { return true }
        guard let first = line.unicodeScalars.first, first.isRule else { return false }
        return PsqlRuler(line)?.columns.count == 2
    }

    /// Rows of aligned output: each line has the divider at the same places.
    private static func aligned(_ body: ArraySlice<Substring>) -> PsqlTable? {
        guard body.allSatisfy({ $0.utf8.first == UInt8(ascii: " ") }), let first = body.first else { return nil }
        var places = dividers(first)
        for line in body.dropFirst() { places.formIntersection(dividers(line)) }
        guard !places.isEmpty, let ruler = PsqlRuler(dividers: places.sorted(), width: width(body)) else { return nil }
        var rows = PsqlRows(ruler)
        for line in body where !rows.add(line) { return nil }
        return PsqlTable(format: .aligned, columns: nil, rows: rows.finished())
    }

    private static func width(_ body: ArraySlice<Substring>) -> Int {
        // A mark at the end stands behind the widest content.
        let marked = body.filter { $0.hasSuffix("+") || $0.hasSuffix("↵") }.map(\.cellCount)
        return marked.min() ?? (body.map(\.cellCount).max() ?? 0) + 1
    }

    private static func dividers(_ line: Substring) -> Set<Int> {
        var cell = 0
        var found: Set<Int> = []
        for scalar in line.unicodeScalars {
            if scalar.isUprightRule { found.insert(cell) }
            cell += scalar.cells
        }
        return found
    }
}

extension PsqlRuler {
    /// The columns between dividers in given cells.
    init?(dividers: [Int], width: Int) {
        let edges = [-1] + dividers + [width]
        let spans = zip(edges, edges.dropFirst()).map { $0 + 2..<max($0 + 2, $1 - 1) }
        guard spans.allSatisfy({ !$0.isEmpty }) else { return nil }
        border = 1
        columns = spans
        self.width = width
    }
}
