/// One line of an aligned table, cut into its columns.
struct PsqlRow {
    /// How a cell goes on in the next line.
    enum Mark {
        case none
        case newline
        case wrap
    }

    var pieces: [Substring] = []
    var marks: [Mark] = []
    /// What the line styles before `old-ascii` was renamed say in the next line instead: for each column how it goes
    /// on from the line before.
    var joins: [Mark]?

    /// Cuts a line; nil when it is not one of the table's.
    init?(_ line: Substring, by ruler: PsqlRuler) {
        let cuts = ruler.columns.flatMap { [$0.lowerBound, $0.upperBound, $0.upperBound + 1] }
        let offsets = line.offsets(ofCells: cuts)
        guard Self.begins(line, border: ruler.border) else { return nil }
        for index in ruler.columns.indices {
            let last = index == ruler.columns.count - 1
            guard add(line, offsets[index * 3], offsets[index * 3 + 1], offsets[index * 3 + 2]),
                last && ruler.border < 2
                    ? offsets[index * 3 + 2] >= line.utf8.count
                        || line.bytes(offsets[index * 3 + 2], line.utf8.count).isBlank
                    : ruler.border == 0
                        || divides(line.scalar(at: offsets[index * 3 + 2]), before: index + 1, last: last)
            else { return nil }
        }
    }

    private static func begins(_ line: Substring, border: Int) -> Bool {
        guard let first = line.unicodeScalars.first else { return false }
        switch border {
        case 0: return true
        case 1: return first == " " || first == "." || first == "…" || first == "+"
        default: return first.isUprightRule
        }
    }

    private mutating func add(_ line: Substring, _ lower: Int, _ upper: Int, _ end: Int) -> Bool {
        let mark = upper < end ? line.scalar(at: upper) : nil
        switch mark {
        case nil, " ": marks.append(.none)
        case "+", "↵": marks.append(.newline)
        case ".", "…": marks.append(.wrap)
        default: return false
        }
        pieces.append(line.bytes(lower, upper))
        return true
    }

    private mutating func divides(_ scalar: Unicode.Scalar?, before column: Int, last: Bool) -> Bool {
        guard let scalar else { return false }
        if scalar.isUprightRule { return true }
        guard !last, scalar == ":" || scalar == ";" || scalar == " " else { return false }
        var joins = self.joins ?? []
        while joins.count < column { joins.append(.none) }
        joins.append(scalar == ";" ? .wrap : .newline)
        self.joins = joins
        return true
    }
}

/// Puts the lines of an aligned table together to rows.
struct PsqlRows {
    let ruler: PsqlRuler
    private var rows: [[Substring]] = []
    /// The last row while it takes several lines: texts that grow in place.
    private var growing: [String]?
    private var marks: [PsqlRow.Mark] = []

    /// Begins a table.
    init(_ ruler: PsqlRuler) { self.ruler = ruler }

    /// Whether the last row goes on in the next line.
    var isOpen: Bool { marks.contains { $0 != .none } }

    /// Takes a line; false when it does not belong to the table.
    mutating func add(_ line: Substring) -> Bool {
        guard let row = PsqlRow(line, by: ruler) else { return false }
        if !rows.isEmpty, isOpen || row.joins != nil { extend(by: row) } else { begin(row) }
        marks = row.marks
        return true
    }

    /// The rows so far.
    mutating func finished() -> [[Substring]] {
        if let growing { rows[rows.count - 1] = growing.map { $0[...] } }
        growing = nil
        return rows
    }

    private mutating func begin(_ row: PsqlRow) {
        if let growing { rows[rows.count - 1] = growing.map { $0[...] } }
        growing = nil
        // A wrapped piece fills its column, so that the spaces at its end are its own.
        rows.append(
            zip(row.pieces, row.marks).map { piece, mark in
                mark == .wrap ? piece.drop { $0 == " " } : piece.withoutSpaces
            })
    }

    private mutating func extend(by row: PsqlRow) {
        growing = growing ?? rows[rows.count - 1].map(String.init)
        for (column, piece) in row.pieces.enumerated() {
            let join = marks[column] != .none ? marks[column] : row.join(column)
            if join == .none { continue }
            let piece = row.marks[column] == .wrap ? piece : piece.withoutTrailingSpaces
            if join == .newline { growing?[column] += "\n" }
            growing?[column] += piece
        }
    }
}

extension PsqlRow {
    /// How a column goes on from the line before in the style `old-ascii`, which says it at the columns' left.
    fileprivate func join(_ column: Int) -> Mark {
        guard let joins, !pieces[column].isBlank else { return .none }
        return column < joins.count && joins[column] != .none ? joins[column] : .newline
    }
}
