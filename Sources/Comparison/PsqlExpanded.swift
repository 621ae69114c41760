/// Reads expanded output: a record's columns below each other, under a line that counts the records.
struct PsqlExpanded {
    private(set) var table = PsqlTable(format: .expanded, columns: nil, rows: [])
    /// The line behind the table.
    private(set) var end: Int
    /// Where the cell begins that divides names from values.
    private var divider = 0
    private var border = 0
    private var names: [String] = []
    /// Whether all records have the same columns; other lines are no table.
    private var isWhole = true

    /// Reads the table that begins at a line; nil when none does.
    init?(_ lines: [Substring], at start: Int) {
        guard let border = Self.border(ofHead: lines[start]) else { return nil }
        self.border = border
        end = start
        let first = lines[(start + 1)...].prefix { !$0.isEmpty && Self.border(ofHead: $0) == nil }
        guard let divider = divider(of: Array(first)) else { return nil }
        self.divider = divider
        while end < lines.count, Self.border(ofHead: lines[end]) != nil { readRecord(lines) }
        if border == 2, end < lines.count, PsqlRuler(lines[end]) != nil { end += 1 }
        guard isWhole else { return nil }
        table.columns = names
    }

    /// Reads records that only rules separate, as with `tuples_only`.
    init?(records: [[Substring]], border: Int) {
        guard let first = records.first else { return nil }
        self.border = border
        end = 0
        guard let divider = divider(of: first) else { return nil }
        self.divider = divider
        for record in records { read(record) }
        guard isWhole else { return nil }
        table.columns = names
    }

    private mutating func readRecord(_ lines: [Substring]) {
        let body = lines[(end + 1)...].prefix {
            !$0.isEmpty && Self.border(ofHead: $0) == nil && ($0.utf8.count < 3 || PsqlRuler($0) == nil)
        }
        end = body.endIndex
        read(Array(body))
    }

    private mutating func read(_ body: [Substring]) {
        let parts = body.map { cut($0) }
        var names: [String] = []
        var row: [String] = []
        for (index, part) in parts.enumerated() {
            let goesOn = index + 1 < parts.count && parts[index + 1].name.isEmpty
            let (value, mark) = goesOn ? Self.withoutMark(part.value) : (part.value.withoutTrailingSpaces, .none)
            if part.name.isEmpty, !row.isEmpty {
                row[row.count - 1] += value
            } else {
                names.append(String(part.name))
                row.append(String(value.drop { $0 == " " }))
            }
            if goesOn, mark != .wrap { row[row.count - 1] += "\n" }
        }
        if self.names.isEmpty { self.names = names }
        isWhole = isWhole && self.names == names
        table.rows.append(row.map { $0[...] })
    }

    private func cut(_ line: Substring) -> (name: Substring, value: Substring) {
        let offsets = line.offsets(ofCells: [border == 2 ? 2 : 0, divider, divider + 1, divider + 2])
        var end = line.utf8.count
        if border == 2, let last = line.unicodeScalars.last, last.isUprightRule { end -= UTF8.width(last) }
        let value = line.bytes(border == 0 ? offsets[2] : min(offsets[3], end), end)
        return (line.bytes(offsets[0], offsets[1]).withoutSpaces, value)
    }

    private static func withoutMark(_ value: Substring) -> (Substring, PsqlRow.Mark) {
        let trimmed = value.withoutTrailingSpaces
        switch trimmed.unicodeScalars.last {
        case "+", "↵": return (Substring(trimmed.unicodeScalars.dropLast()).withoutTrailingSpaces, .newline)
        case ".", "…": return (Substring(trimmed.unicodeScalars.dropLast()), .wrap)
        default: return (trimmed, .none)
        }
    }
}

extension PsqlExpanded {
    /// What a record's first line says of the border; nil when the line is not one: `-[ RECORD 1 ]----`, `* Record 1`.
    static func border(ofHead line: Substring) -> Int? {
        guard let first = line.unicodeScalars.first, first == "*" || first.isRule || first.isCross else { return nil }
        if first == "*" { return isCount(line.dropFirst().withoutSpaces) ? 0 : nil }
        let rest = Substring(line.unicodeScalars.drop { $0.isRule || $0.isCross })
        guard rest.hasPrefix("[ "), let close = rest.firstIndex(of: "]") else { return nil }
        guard isCount(rest[..<close].dropFirst().withoutSpaces) else { return nil }
        return first.isCross ? 2 : 1
    }

    /// Whether the text is a word and a number: `RECORD 1`.
    private static func isCount(_ text: Substring) -> Bool {
        let words = text.split(separator: " ")
        guard words.count == 2 else { return false }
        return words[0].allSatisfy(\.isLetter) && words[1].allSatisfy(\.isNumber)
    }

    private func divider(of record: [Substring]) -> Int? {
        guard let first = record.first else { return nil }
        if border == 0 { return blankCell(of: record) }
        let scalars = first.unicodeScalars
        let start = border == 2 ? scalars.index(after: scalars.startIndex) : scalars.startIndex
        return scalars[start...].firstIndex { $0.isUprightRule }.map { first[..<$0].cellCount }
    }

    /// Without a border, values begin behind the first cell that is blank in all lines.
    private func blankCell(of record: [Substring]) -> Int? {
        let rows = record.map { line in
            line.unicodeScalars.flatMap { scalar in Array(repeating: scalar == " ", count: scalar.cells) }
        }
        let longest = rows.map(\.count).max() ?? 0
        return (1..<max(longest, 2)).first { cell in rows.allSatisfy { $0.count <= cell || $0[cell] } }
    }
}
