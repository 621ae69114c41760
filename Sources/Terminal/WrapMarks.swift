/// Remembers which visible rows continue the row above, because libvterm 0.1 does not.
struct WrapMarks {
    private var continues: [Bool]
    private var main: [Bool]?

    init(rows: Int) {
        continues = Array(repeating: false, count: rows)
    }

    subscript(row: Int) -> Bool {
        get { continues.indices.contains(row) && continues[row] }
        set { if continues.indices.contains(row) { continues[row] = newValue } }
    }

    mutating func clear(_ rows: Range<Int>) {
        for row in rows.clamped(to: continues.indices) { continues[row] = false }
    }

    /// Rows moved up (`source` below `destination`) or down.
    mutating func move(from source: Range<Int>, to destination: Range<Int>) {
        guard continues.indices.contains(source), continues.indices.contains(destination) else { return }
        let moved = Array(continues[source])
        clear(min(source.lowerBound, destination.lowerBound)..<max(source.upperBound, destination.upperBound))
        continues.replaceSubrange(destination, with: moved)
        // In the middle of the screen the first moved row has got a new row above it.
        if destination.lowerBound > 0 { continues[destination.lowerBound] = false }
    }

    /// Switches to the other screen, which full-screen programs use, or back.
    mutating func switchScreen(alternate: Bool) {
        if alternate, main == nil {
            main = continues
            clear(continues.indices)
        } else if !alternate, let rows = main {
            continues = rows
            main = nil
        }
    }
}

extension Range<Int> {
    fileprivate func contains(_ other: Range<Int>) -> Bool {
        lowerBound <= other.lowerBound && other.upperBound <= upperBound
    }
}
