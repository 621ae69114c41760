internal import CVTerm

/// A libvterm terminal and what libvterm calls back about. It must get harmless input only: see `InputParser`.
final class VTermScreenBuffer {
    let size: TerminalSize
    private(set) var history: History
    private(set) var wraps: WrapMarks
    /// Whether rows moved off the top go to the history; not so when a program deletes lines there.
    var keepsScrolledRows = true

    private let terminal: OpaquePointer
    private let state: OpaquePointer
    private let screen: OpaquePointer
    /// libvterm keeps this pointer, so the table needs an address that lasts.
    private let callbacks: UnsafeMutablePointer<VTermScreenCallbacks>
    private var rowsScrolledInThisMove = 0

    init?(size: TerminalSize, historyLimit: HistoryLimit) {
        guard let terminal = vterm_new(Int32(size.rows), Int32(size.columns)) else { return nil }
        self.size = size
        self.terminal = terminal
        history = History(limit: historyLimit)
        wraps = WrapMarks(rows: size.rows)
        vterm_set_utf8(terminal, 1)
        state = vterm_obtain_state(terminal)
        screen = vterm_obtain_screen(terminal)
        callbacks = .allocate(capacity: 1)
        callbacks.initialize(to: VTermScreenCallbacks())
        setCallbacks()
        vterm_screen_enable_altscreen(screen, 1)
        vterm_screen_reset(screen, 1)
    }

    deinit {
        vterm_free(terminal)
        callbacks.deallocate()
    }

    var cursor: VTermPos {
        var position = VTermPos()
        vterm_state_get_cursorpos(state, &position)
        return position
    }

    func write(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { buffer in
            _ = vterm_input_write(terminal, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), buffer.count)
        }
    }

    func write(_ string: String) {
        write(Array(string.utf8))
    }

    func clearHistory() {
        history.clear()
        wraps[0] = false
    }

    func changeWraps(_ change: (inout WrapMarks) -> Void) {
        change(&wraps)
    }

    /// The visible rows without the blank ones at the end.
    func visibleLines() -> [Line] {
        var cells = Array(repeating: VTermScreenCell(), count: size.columns)
        var lines = (0..<size.rows).map { row in
            for column in 0..<size.columns {
                let position = VTermPos(row: Int32(row), col: Int32(column))
                vterm_screen_get_cell(screen, position, &cells[column])
            }
            return cells.withUnsafeBufferPointer { line(of: $0, row: row) }
        }
        while let line = lines.last, line.runs.isEmpty { lines.removeLast() }
        return lines
    }

    private func line(of cells: UnsafeBufferPointer<VTermScreenCell>, row: Int) -> Line {
        var builder = LineBuilder(keepsTrailingSpaces: wraps[row + 1])
        return Line(runs: builder.runs(of: cells), continuesPrevious: wraps[row])
    }
}

extension VTermScreenBuffer {
    private func setCallbacks() {
        callbacks.pointee.sb_pushline = { count, cells, user in
            guard let user, let cells else { return 0 }
            let buffer = Unmanaged<VTermScreenBuffer>.fromOpaque(user).takeUnretainedValue()
            buffer.rowScrolledOff(UnsafeBufferPointer(start: cells, count: Int(count)))
            return 1
        }
        callbacks.pointee.moverect = { destination, source, user in
            guard let user else { return 0 }
            Unmanaged<VTermScreenBuffer>.fromOpaque(user).takeUnretainedValue().moved(from: source, to: destination)
            return 1
        }
        // Not retained: the table dies with this object, before which nobody calls it.
        vterm_screen_set_callbacks(screen, callbacks, Unmanaged.passUnretained(self).toOpaque())
    }

    /// libvterm calls this for each row of a scroll, from the top, and `moved` once after them.
    private func rowScrolledOff(_ cells: UnsafeBufferPointer<VTermScreenCell>) {
        if keepsScrolledRows { history.append(line(of: cells, row: rowsScrolledInThisMove)) }
        rowsScrolledInThisMove += 1
    }

    private func moved(from source: VTermRect, to destination: VTermRect) {
        rowsScrolledInThisMove = 0
        guard source.start_col == 0, source.end_col == size.columns, source.start_row != destination.start_row else {
            return
        }
        wraps.move(from: source.rows, to: destination.rows)
    }
}

extension VTermRect {
    fileprivate var rows: Range<Int> { Int(start_row)..<Int(max(start_row, end_row)) }
}
