/// Finds for each row of a recording the one that stands in its place, and compares the two.
struct RowMatching {
    var table: TablePairing
    /// The key column, as an index of the paired columns.
    let key: Int?
    var pairs: [(old: Int, new: Int)] = []
    private var oldRest: [Int] = []
    private var newRest: [Int] = []

    init(_ table: TablePairing) {
        self.table = table
        key = Self.key(of: table)
    }

    /// Pairs the rows, and says what differs.
    mutating func match() {
        if isSingle {
            pairs = [(0, 0)]
        } else if let key {
            pairByKey(key)
        } else if table.hasOrder {
            pairInOrder()
        } else {
            pairByAgreement()
        }
        for pair in pairs { compare(pair.old, pair.new) }
        pairRenamed()
        for row in oldRest { table.say(table.place(label(row, isOld: true)), text(table.old.rows[row]), nil) }
        for row in newRest { table.say(table.place(label(row, isOld: false)), nil, text(table.new.rows[row])) }
        sayOrder()
    }

    var isSingle: Bool { table.old.rows.count == 1 && table.new.rows.count == 1 }

    /// The leftmost column that tells all rows from each other on both sides, and stays from run to run.
    private static func key(of table: TablePairing) -> Int? {
        table.columns.indices.first { index in
            let pair = table.columns[index]
            return pair.column.kind == nil && !pair.column.isPlan && isKey(table.old, pair.old)
                && isKey(table.new, pair.new)
        }
    }

    private static func isKey(_ table: PsqlTable, _ column: Int) -> Bool {
        var seen: Set<Substring> = []
        return table.rows.allSatisfy { !$0[column].isEmpty && seen.insert(PsqlWords.english($0[column])).inserted }
    }

    private mutating func pairByKey(_ key: Int) {
        let column = table.columns[key]
        var places: [Substring: Int] = [:]
        for (index, row) in table.new.rows.enumerated() { places[PsqlWords.english(row[column.new])] = index }
        for (index, row) in table.old.rows.enumerated() {
            if let place = places.removeValue(forKey: PsqlWords.english(row[column.old])) {
                pairs.append((index, place))
            } else {
                oldRest.append(index)
            }
        }
        newRest = places.values.sorted()
    }

    /// Where the order is fixed and no key tells the rows apart: those that agree from both ends, then by place.
    private mutating func pairInOrder() {
        var old = table.old.rows.indices
        var new = table.new.rows.indices
        if old.count != new.count {
            while let first = old.first, let second = new.first, agree(first, second) {
                pairs.append((old.removeFirst(), new.removeFirst()))
            }
            while let last = old.last, let other = new.last, agree(last, other) {
                pairs.append((old.removeLast(), new.removeLast()))
            }
        }
        pairs += zip(old, new).map { (old: $0, new: $1) }
        oldRest = Array(old.dropFirst(new.count))
        newRest = Array(new.dropFirst(old.count))
    }

    /// Rows that are equal, then those with the same but volatile values, then the rest as it comes.
    private mutating func pairByAgreement() {
        var places: [[Substring]: [Int]] = [:]
        for index in table.new.rows.indices.reversed() { places[newCells(index), default: []].append(index) }
        for index in table.old.rows.indices {
            if let place = places[oldCells(index)]?.popLast() {
                pairs.append((index, place))
            } else {
                oldRest.append(index)
            }
        }
        newRest = places.values.joined().sorted()
        pairEquivalent()
        pairs += zip(oldRest, newRest).map { (old: $0, new: $1) }
        let count = min(oldRest.count, newRest.count)
        oldRest.removeFirst(count)
        newRest.removeFirst(count)
    }

    private mutating func pairEquivalent() {
        // Each row is tried against each: too much for what is long and has nothing that tells rows apart.
        guard oldRest.count * newRest.count <= 10_000 else { return }
        for old in oldRest {
            guard let place = newRest.firstIndex(where: { agree(old, $0) }) else { continue }
            let new = newRest.remove(at: place)
            oldRest.removeAll { $0 == old }
            // Learnt at once, so that the next row cannot take the same values for others.
            compare(old, new)
            pairs.append((old, new))
        }
    }

    /// A row with another key that agrees in all else is the same one under another name.
    private mutating func pairRenamed() {
        guard let key, table.columns.count > 1, oldRest.count * newRest.count <= 10_000 else { return }
        for old in oldRest {
            guard let place = newRest.firstIndex(where: { agree(old, $0, except: key) }) else { continue }
            let new = newRest.remove(at: place)
            oldRest.removeAll { $0 == old }
            compare(old, new)
            pairs.append((old, new))
        }
    }

    /// Whether two rows differ in nothing but volatile values; learns nothing.
    private func agree(_ old: Int, _ new: Int, except key: Int? = nil) -> Bool {
        var trial = table.cells
        return table.columns.indices.allSatisfy { index in
            let pair = table.columns[index]
            let first = table.old.rows[old][pair.old]
            let second = table.new.rows[new][pair.new]
            return index == key || trial.match(first, second, pair.column) != .different
        }
    }

    private func oldCells(_ row: Int) -> [Substring] { table.columns.map { table.old.rows[row][$0.old] } }
    private func newCells(_ row: Int) -> [Substring] { table.columns.map { table.new.rows[row][$0.new] } }
}
