/// Reads what psql printed for one statement: tables, and the lines between them.
///
/// The formats are those of PostgreSQL's `print.c`. What an output's settings were is not known, so it is inferred
/// from the output itself.
struct PsqlOutput {
    let lines: [Substring]
    let statement: PsqlStatement
    private(set) var segments: [PsqlSegment] = []
    /// The first of the lines that no table has claimed yet.
    private var pending = 0
    private var position = 0

    /// The pieces of an output.
    static func segments(_ text: String, statement: PsqlStatement) -> [PsqlSegment] {
        var reader = PsqlOutput(lines: text.lines, statement: statement)
        while reader.position < reader.lines.count { reader.step() }
        reader.flush(to: reader.lines.count, counted: nil)
        // Where rows of one column are all that there is, an empty line is a row as well.
        guard statement.isMeta || reader.segments.contains(where: { $0.table != nil }) else {
            return reader.lines.enumerated().map { .line($0.offset + 1, $0.element) }
        }
        return reader.segments
    }

    private init(lines: [Substring], statement: PsqlStatement) {
        self.lines = lines
        self.statement = statement
    }

    private mutating func step() {
        let line = lines[position]
        if let count = Self.rowCount(line) { return readCount(count) }
        if let expanded = PsqlExpanded(lines, at: position) {
            let title = flushedTitle(before: position)
            return add(expanded.table, title: title, end: expanded.end)
        }
        if let aligned = PsqlAligned(lines, at: position, from: pending) {
            let title = flushedTitle(before: aligned.start)
            return add(aligned.table, title: title, end: aligned.end)
        }
        position += 1
    }

    private mutating func add(_ table: PsqlTable, title: Substring?, end: Int) {
        var table = table
        table.title = title
        table.columns = table.columns ?? named(table.rows.first?.count)
        segments.append(.table(table))
        pending = end
        position = end
    }

    /// The statement's own names for so many columns.
    private func named(_ count: Int?) -> [String]? {
        statement.columns?.count == count ? statement.columns : nil
    }

    /// `(3 rows)`: it ends a table, or the lines before it are an unaligned one.
    private mutating func readCount(_ count: Int) {
        if pending == position {
            finish(count)
        } else {
            flush(to: position, counted: count)
        }
        position += 1
        pending = position
    }

    /// Rows without columns leave nothing but their count, and no rows in expanded output as well.
    private mutating func finish(_ count: Int) {
        if case .table(var table)? = segments.last {
            table.counted = count
            if table.columns == [], table.rows.isEmpty { table.rows = Array(repeating: [], count: count) }
            segments[segments.count - 1] = .table(table)
        } else if count == 0 {
            segments.append(.table(PsqlTable(format: .expanded, columns: nil, rows: [])))
        }
    }

    /// The title that stands in the line before; what stands before that is no table's.
    private mutating func flushedTitle(before start: Int) -> Substring? {
        let title = start > pending && PsqlWords.isTitle(lines[start - 1]) ? lines[start - 1].withoutSpaces : nil
        flush(to: title == nil ? start : start - 1, counted: nil)
        return title
    }

    private mutating func flush(to end: Int, counted: Int?) {
        let bare = PsqlBare(lines, footersEnd(end)..<end, statement: statement, counted: counted)
        for number in pending..<end {
            if bare?.range.lowerBound == number, let table = bare?.table { addBare(table, counted) }
            if bare?.range.contains(number) == true || lines[number].isBlank { continue }
            segments.append(.line(number + 1, lines[number]))
        }
        pending = end
    }

    /// What follows a table without an empty line between is its footer, `Indexes:` for instance, and no other table.
    private func footersEnd(_ end: Int) -> Int {
        guard pending > 0, case .table? = segments.last, !lines[pending - 1].isEmpty else { return pending }
        return lines[pending..<end].firstIndex(where: \.isEmpty) ?? end
    }

    private mutating func addBare(_ table: PsqlTable, _ counted: Int?) {
        var table = table
        table.counted = counted
        table.columns = table.columns ?? named(table.rows.first?.count)
        segments.append(.table(table))
    }

    /// The number in a footer such as `(3 rows)`, in any language.
    static func rowCount(_ line: Substring) -> Int? {
        guard line.utf8.first == UInt8(ascii: "("), line.utf8.count < 60, line.hasSuffix(")") else { return nil }
        let words = line.dropFirst().dropLast().split(separator: " ")
        guard words.count == 2, words[1].allSatisfy(\.isLetter) else { return nil }
        return Int(words[0])
    }
}
