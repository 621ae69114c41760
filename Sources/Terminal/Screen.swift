/// What a terminal shows: the lines which scrolled off the top, then the visible rows.
///
/// Blank lines at the end are left out.
public struct Screen: Hashable, Sendable {
    /// The lines kept, from top to bottom.
    public internal(set) var lines: [Line]
    /// Lines forgotten because of the history limit, if any.
    public internal(set) var omitted: OmittedLines?

    /// Makes a screen of given lines.
    public init(lines: [Line], omitted: OmittedLines? = nil) {
        self.lines = lines
        self.omitted = omitted
    }

    /// The number of lines there were, with those forgotten.
    public var lineCount: Int { lines.count + (omitted?.count ?? 0) }
}

/// A gap in the lines of a screen.
public struct OmittedLines: Hashable, Sendable {
    /// How many lines of `Screen.lines` come before the gap.
    public let position: Int
    /// How many lines are missing.
    public let count: Int

    /// Makes a gap.
    public init(position: Int, count: Int) {
        self.position = position
        self.count = count
    }
}

/// One row of cells.
public struct Line: Hashable, Sendable {
    /// The row's content from left to right, without holes; it ends with the last cell that shows something.
    public internal(set) var runs: [Run]
    /// Whether the row before ran full and the program's line goes on here.
    public internal(set) var continuesPrevious: Bool

    /// Makes a line.
    public init(runs: [Run], continuesPrevious: Bool = false) {
        self.runs = runs
        self.continuesPrevious = continuesPrevious
    }

    /// The number of cells up to the end of the last run.
    public var columns: Int { runs.last.map { $0.column + $0.columns } ?? 0 }
    /// The characters of the row.
    public var text: String { runs.lazy.map(\.text).joined() }
}

/// Neighbouring cells of the same style.
public struct Run: Hashable, Sendable {
    /// The characters.
    public let text: String
    /// The first cell, counted from 0.
    public let column: Int
    /// The width in cells.
    public let columns: Int
    /// How the characters look.
    public let style: Style
    /// Whether this is one cell, which may be wide and have combining marks. If not, there are any number of cells,
    /// each one column wide and with one Unicode scalar.
    public let isSingleCell: Bool

    /// Makes a run.
    public init(text: String, column: Int, columns: Int, style: Style = Style(), isSingleCell: Bool = false) {
        self.text = text
        self.column = column
        self.columns = columns
        self.style = style
        self.isSingleCell = isSingleCell
    }
}
