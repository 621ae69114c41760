/// Compares two long aligned tables row by row as they stand, without making a table of them first: that takes four
/// times as long.
///
/// It only ever says that all is well. What it does not understand, or where a row does not agree with the one in its
/// place, is left to the comparison that does.
struct LongTable {
    /// From so many bytes on it is worth the trouble.
    static let shortest = 16 << 10

    private let recorded: Bytes
    private let replayed: Bytes
    private var columns: [CellComparison.Column] = []
    private var spans: (recorded: [Range<Int>], replayed: [Range<Int>]) = ([], [])
    private var cells: CellComparison

    /// How two outputs agree, with what was learnt; nil when they do not, or are no such tables.
    static func match(
        _ recorded: String, _ replayed: String, _ statement: PsqlStatement, _ symbols: SymbolTable, in cluster: String?
    ) -> SymbolTable? {
        recorded.withBytes { first in
            replayed.withBytes { second in
                var table = LongTable(first, second, CellComparison(symbols: symbols, cluster: cluster))
                return table.agrees(statement) ? table.cells.symbols : nil
            }
        }
    }

    private init(_ recorded: Bytes, _ replayed: Bytes, _ cells: CellComparison) {
        self.recorded = recorded
        self.replayed = replayed
        self.cells = cells
    }

    private mutating func agrees(_ statement: PsqlStatement) -> Bool {
        var (one, two) = (0, 0)
        let (header, other) = (Self.line(recorded, &one), Self.line(replayed, &two))
        guard let first = Self.spans(of: Self.line(recorded, &one)),
            let second = Self.spans(of: Self.line(replayed, &two)), first.count == second.count
        else { return false }
        spans = (first, second)
        guard let names = Self.names(header, first), names == Self.names(other, second) else { return false }
        columns = names.map { CellComparison.Column($0, source: statement.sources[$0]) }
        while one < recorded.count, two < replayed.count, recorded[one] == .space, replayed[two] == .space {
            guard agree(Self.line(recorded, &one), Self.line(replayed, &two)) else { return false }
        }
        let (footer, otherFooter) = (Self.line(recorded, &one), Self.line(replayed, &two))
        guard footer.isEqual(to: otherFooter), footer.at(0) == UInt8(ascii: "(") else { return false }
        // Nothing else may follow but how long it took.
        while one < recorded.count || two < replayed.count {
            let (line, other) = (Self.line(recorded, &one), Self.line(replayed, &two))
            if line.isEmpty, other.isEmpty { continue }
            guard PsqlWords.isTime(line.text[...]), PsqlWords.isTime(other.text[...]) else { return false }
        }
        return true
    }

    private mutating func agree(_ recorded: Bytes, _ replayed: Bytes) -> Bool {
        for index in columns.indices {
            let isLast = index == columns.count - 1
            guard let first = Self.cell(recorded, spans.recorded[index], isLast),
                let second = Self.cell(replayed, spans.replayed[index], isLast)
            else { return false }
            if cells.match(first, second, columns[index]) == .different { return false }
        }
        return true
    }

    private static func line(_ bytes: Bytes, _ start: inout Int) -> Bytes {
        let end = bytes.end(from: start) { $0 != .lineFeed }
        defer { start = min(end + 1, bytes.count) }
        return bytes.part(start..<end)
    }

    /// Where the columns' content is, by a ruler of border 1: `----+----`.
    private static func spans(of ruler: Bytes) -> [Range<Int>]? {
        guard ruler.allSatisfy({ $0 == .dash || $0 == UInt8(ascii: "+") }) else { return nil }
        var spans: [Range<Int>] = []
        var start = 0
        while start < ruler.count {
            let end = ruler.end(from: start) { $0 == .dash }
            guard end - start >= 2 else { return nil }
            spans.append(start + 1..<end - 1)
            start = end + 1
        }
        return spans
    }

    private static func names(_ header: Bytes, _ spans: [Range<Int>]) -> [String]? {
        let names = spans.indices.compactMap { cell(header, spans[$0], $0 == spans.count - 1)?.text }
        return names.count == spans.count && Set(names).count == names.count && !names.contains("") ? names : nil
    }

    /// The content of a cell without the spaces around it; nil when it is none, goes on in another line, or has
    /// characters that are not a byte each.
    private static func cell(_ line: Bytes, _ span: Range<Int>, _ isLast: Bool) -> Bytes? {
        guard line.at(span.lowerBound - 1) == .space else { return nil }
        let end = min(span.upperBound, line.count)
        if isLast {
            guard line.count <= span.upperBound + 1, line.at(span.upperBound) == 0 || line.at(span.upperBound) == .space
            else { return nil }
        } else {
            guard line.at(span.upperBound) == .space, line.at(span.upperBound + 1) == UInt8(ascii: "|") else {
                return nil
            }
        }
        var (first, last) = (min(span.lowerBound, end), end)
        while first < last, line[first] == .space { first += 1 }
        while first < last, line[last - 1] == .space { last -= 1 }
        let content = line.part(first..<last)
        return content.allSatisfy { $0 < 0x80 } ? content : nil
    }
}
