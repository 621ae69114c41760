internal import Terminal

/// Reads from the screen what was typed at a prompt: a line editor echoes, corrects, completes and redraws, and what
/// then stands behind the prompt is the line.
struct TypedLine {
    private let emulator: TerminalEmulator
    private let columns: Int
    /// Where the prompt ends; nil before it has been drawn.
    private var start: (row: Int, column: Int)?
    private var count = 0

    /// More is hardly typed by hand.
    private static let longest = 1 << 20

    /// Begins with an empty screen of the terminal's width: a prompt stands at the beginning of a line.
    init(columns: Int, rows: Int) {
        self.columns = columns
        emulator = TerminalEmulator(size: TerminalSize(columns: columns, rows: rows), historyLimit: .unbounded)
    }

    mutating func feed(_ bytes: some Collection<UInt8>) {
        count += bytes.count
        if count < Self.longest { emulator.feed(bytes) }
    }

    /// The prompt has been drawn, or drawn again.
    mutating func promptEnds() { start = emulator.cursor }

    /// What stands behind the prompt.
    var text: String {
        guard let start else { return "" }
        var text = ""
        for (row, line) in emulator.screen().lines.enumerated() where row >= start.row {
            if row > start.row, !line.continuesPrevious { text = Self.trimmed(text) + "\n" }
            text += row == start.row ? line.text(from: start.column) : line.text
        }
        return String(Self.trimmed(text).reversed().drop { $0.isNewline }.reversed())
    }

    private static func trimmed(_ text: String) -> String {
        String(text.reversed().drop { $0 == " " }.reversed())
    }
}

extension Line {
    /// The characters from a cell on.
    fileprivate func text(from column: Int) -> String {
        runs.map { run in
            if run.column >= column { return run.text }
            if run.isSingleCell { return "" }
            return String(String.UnicodeScalarView(run.text.unicodeScalars.dropFirst(column - run.column)))
        }.joined()
    }
}
