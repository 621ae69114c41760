/// A table that psql printed, whatever its format was.
struct PsqlTable: Sendable, Equatable {
    enum Format: String, Sendable {
        case aligned
        case expanded
        case unaligned
        case csv
    }

    var format: Format
    var title: Substring?
    /// The names of the columns; nil when psql printed the rows only, and the statement does not tell them either.
    var columns: [String]?
    /// As many cells in each row as there are columns; NULL is an empty cell.
    var rows: [[Substring]]
    /// How many rows the footer tells of; nil when there is none.
    var counted: Int?

    /// How many columns there are; nil for `(0 rows)` alone, which is all that expanded output says of an empty table.
    var width: Int? { columns?.count ?? rows.first?.count }
}

/// A piece of what psql printed.
enum PsqlSegment: Sendable, Equatable {
    case table(PsqlTable)
    /// A line outside of tables, with its number in the output, from 1 on.
    case line(Int, Substring)
}
