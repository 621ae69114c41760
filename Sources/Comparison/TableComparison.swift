internal import LabModel

/// Compares what psql printed for one statement.
enum TableComparison {
    /// Above so many bytes, the values of an output that stayed as it was are not learnt.
    private static let large = 64 << 10

    static func differences(
        recorded: String, replayed: String, statement: String, versionsDiffer: Bool, symbols: inout SymbolTable,
        cluster: String?
    ) -> TextVerdict {
        let understood = PsqlStatement(statement)
        // Strings are equal when they look so, however their accents are written.
        if recorded.utf8.elementsEqual(replayed.utf8) {
            if recorded.utf8.count <= large {
                let segments = PsqlOutput.segments(recorded, statement: understood)
                register(segments, understood, symbols: &symbols, cluster: cluster)
            }
            return TextVerdict(match: .same, differences: [])
        }
        if recorded.utf8.count >= LongTable.shortest,
            let learnt = LongTable.match(recorded, replayed, understood, symbols, in: cluster)
        {
            symbols = learnt
            return TextVerdict(match: .equivalent, differences: [])
        }
        let old = PsqlOutput.segments(recorded, statement: understood)
        let new = PsqlOutput.segments(replayed, statement: understood)
        var comparison = PsqlComparison(
            statement: understood, versionsDiffer: versionsDiffer, symbols: symbols, cluster: cluster)
        comparison.compare(old, new)
        symbols = comparison.symbols
        let differs = comparison.differences.contains(where: \.matters)
        return TextVerdict(match: differs ? .different : .equivalent, differences: comparison.differences)
    }

    /// Lets the table of symbols learn what stayed as it was, so that nothing else can come to stand for it.
    private static func register(
        _ segments: [PsqlSegment], _ statement: PsqlStatement, symbols: inout SymbolTable, cluster: String?
    ) {
        for segment in segments {
            switch segment {
            case .line(_, let text):
                if !PsqlWords.isTime(text) { _ = symbols.match(text: text, text, in: cluster) }
            case .table(let table): register(table, statement, symbols: &symbols, cluster: cluster)
            }
        }
    }

    private static func register(
        _ table: PsqlTable, _ statement: PsqlStatement, symbols: inout SymbolTable, cluster: String?
    ) {
        let width = table.width ?? 0
        let columns = table.columns ?? Array(repeating: "", count: width)
        var cells = CellComparison(symbols: symbols, cluster: cluster)
        for (index, column) in columns.enumerated() {
            let meaning = CellComparison.Column(column, source: statement.sources[column])
            for row in table.rows where index < row.count { _ = cells.match(row[index], row[index], meaning) }
        }
        symbols = cells.symbols
    }
}
