internal import LabModel

/// Compares two outputs piece by piece.
struct PsqlComparison {
    let statement: PsqlStatement
    let versionsDiffer: Bool
    var symbols: SymbolTable
    let cluster: String?
    var differences: [Difference] = []

    /// Compares the tables with each other, and the lines with each other.
    mutating func compare(_ recorded: [PsqlSegment], _ replayed: [PsqlSegment]) {
        let old = recorded.compactMap(\.table)
        let new = replayed.compactMap(\.table)
        if old.isEmpty != new.isEmpty {
            return say("output", recorded.first?.text, replayed.first?.text)
        }
        for (index, pair) in zip(old, new).enumerated() {
            let name = max(old.count, new.count) == 1 ? nil : pair.0.title.map(String.init) ?? "table \(index + 1)"
            compare(pair.0, pair.1, name: name)
        }
        for table in old.dropFirst(new.count) { say(Self.name(table), "present", nil) }
        for table in new.dropFirst(old.count) { say(Self.name(table), nil, "present") }
        compareLines(recorded.compactMap(\.line), replayed.compactMap(\.line))
    }

    private mutating func compare(_ old: PsqlTable, _ new: PsqlTable, name: String?) {
        compareTitles(old.title, new.title)
        if old.format != new.format { say("format", old.format.rawValue, new.format.rawValue, matters: false) }
        var pairing = TablePairing(
            old, new, statement: statement, versionsDiffer: versionsDiffer,
            cells: CellComparison(symbols: symbols, cluster: cluster), name: name)
        pairing.compare()
        symbols = pairing.cells.symbols
        for difference in pairing.differences { add(difference) }
        // Rows that are missing have been said.
        guard old.rows.count == new.rows.count, let first = old.counted, let second = new.counted else { return }
        if first != second { say("number of rows", String(first), String(second)) }
    }

    private mutating func compareTitles(_ old: Substring?, _ new: Substring?) {
        guard old != new else { return }
        let first = old.map { PsqlWords.english($0) }
        let second = new.map { PsqlWords.english($0) }
        if first != old || second != new { sayLanguage(old, new) }
        if first == second { return }
        if let first, let second, symbols.match(text: first, second, in: cluster) != .different { return }
        say("title", old.map(String.init), new.map(String.init), matters: !versionsDiffer)
    }

    /// Lines are compared in pairs; where there are more on a side, those between what agrees at both ends.
    private mutating func compareLines(_ old: [(Int, Substring)], _ new: [(Int, Substring)]) {
        var old = old[...]
        var new = new[...]
        if old.count != new.count {
            while let first = old.first, let second = new.first, agrees(first.1, second.1) {
                old.removeFirst()
                new.removeFirst()
            }
            while let last = old.last, let other = new.last, agrees(last.1, other.1) {
                old.removeLast()
                new.removeLast()
            }
        }
        for (first, second) in zip(old, new) where !agrees(first.1, second.1) {
            say("line \(first.0)", String(first.1), String(second.1))
        }
        for line in old.dropFirst(new.count) { say("line \(line.0)", String(line.1), nil) }
        for line in new.dropFirst(old.count) { say("line \(line.0)", nil, String(line.1)) }
    }

    private mutating func agrees(_ old: Substring, _ new: Substring) -> Bool {
        if PsqlWords.isTime(old), PsqlWords.isTime(new) { return true }
        let first = PsqlWords.english(old)
        let second = PsqlWords.english(new)
        guard symbols.match(text: first, second, in: cluster) != .different || first == second else { return false }
        if old != new, first != old || second != new { sayLanguage(old, new) }
        return true
    }

    private mutating func sayLanguage(_ old: Substring?, _ new: Substring?) {
        add(
            Difference(
                place: "language", recorded: old.map(String.init), replayed: new.map(String.init), matters: false))
    }

    private mutating func say(_ place: String, _ recorded: String?, _ replayed: String?, matters: Bool = true) {
        add(Difference(place: place, recorded: recorded, replayed: replayed, matters: matters))
    }

    /// Another language is worth one word, not one for each heading.
    private mutating func add(_ difference: Difference) {
        if difference.place == "language", differences.contains(where: { $0.place == "language" }) { return }
        differences.append(difference)
    }

    private static func name(_ table: PsqlTable) -> String {
        table.title.map { "table \($0)" } ?? "table " + (table.columns ?? []).joined(separator: ", ")
    }
}

extension PsqlSegment {
    var table: PsqlTable? {
        if case .table(let table) = self { table } else { nil }
    }

    var line: (Int, Substring)? {
        if case .line(let number, let text) = self { (number, text) } else { nil }
    }

    /// The first line, for a word about the output as a whole.
    var text: String {
        switch self {
        case .line(_, let text): String(text)
        case .table(let table): String(table.title ?? Substring((table.columns ?? ["rows"]).joined(separator: " | ")))
        }
    }
}
