/// The size of a terminal, in character cells.
public struct TerminalSize: Hashable, Sendable {
    /// Cells in a row, 8 to 2,000.
    public let columns: Int
    /// Rows of the visible part, 2 to 500.
    public let rows: Int

    /// Makes a size; numbers out of range are moved to the nearest allowed one, because sizes come from recordings
    /// and a strange recording should still be readable.
    public init(columns: Int, rows: Int) {
        self.columns = min(max(columns, 8), 2_000)
        self.rows = min(max(rows, 2), 500)
    }
}

/// What a line feed byte (LF, 0x0A) does.
public enum LineFeed: Hashable, Sendable {
    /// Moves down and stays in the column, as terminals do. Right for bytes read from a pseudo terminal, whose driver
    /// has already turned "\n" into "\r\n".
    case movesDown
    /// Moves down and to the first column. Right for hand-made transcripts with plain "\n" line ends.
    case startsLine
}

/// How many of the lines which scrolled off the top are kept.
public enum HistoryLimit: Hashable, Sendable {
    /// Every line.
    case unbounded
    /// The first and the last lines; those between are counted and forgotten, so memory stays small.
    case ends(first: Int, last: Int)
}
