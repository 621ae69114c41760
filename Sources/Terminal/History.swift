/// The lines which scrolled off the top of the screen.
struct History {
    private let limit: HistoryLimit
    private var first: [Line] = []
    /// A ring once it is full: `oldest` is then the index of the oldest line.
    private var last: [Line] = []
    private var oldest = 0
    private var forgotten = 0

    init(limit: HistoryLimit) {
        self.limit = limit
    }

    mutating func append(_ line: Line) {
        guard case .ends(let firstLimit, let lastLimit) = limit, first.count >= firstLimit else {
            return first.append(line)
        }
        if last.count < lastLimit { return last.append(line) }
        forgotten += 1
        guard !last.isEmpty else { return }
        last[oldest] = line
        oldest = (oldest + 1) % last.count
    }

    /// Forgets everything, as programs ask for with CSI 3 J.
    mutating func clear() {
        self = History(limit: limit)
    }

    /// The history followed by the visible rows.
    func screen(with visible: [Line]) -> Screen {
        let omitted = forgotten > 0 ? OmittedLines(position: first.count, count: forgotten) : nil
        return Screen(lines: first + last[oldest...] + last[..<oldest] + visible, omitted: omitted)
    }
}
