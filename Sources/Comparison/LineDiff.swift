/// Sets two runs of lines side by side with the fewest changes (Myers, "An O(ND) Difference Algorithm", 1986).
struct LineDiff {
    /// More changes than these are not looked for: the time grows with their square.
    private static let mostChanges = 600

    let recorded: [[UInt8]]
    let replayed: [[UInt8]]
    let isExact: Bool
    let cluster: String?
    private var keys: (recorded: [UInt64], replayed: [UInt64]) = ([], [])
    /// The lines that agree, as pairs of indices in order.
    private(set) var pairs: [(Int, Int)] = []

    init(_ recorded: [[UInt8]], _ replayed: [[UInt8]], isExact: Bool, cluster: String?) {
        self.recorded = recorded
        self.replayed = replayed
        self.isExact = isExact
        self.cluster = cluster
    }

    var hasMatch: Bool { !pairs.isEmpty }

    /// Finds the lines that agree; false when the texts are too different.
    mutating func find(_ symbols: inout SymbolTable) -> Bool {
        keys = (recorded.map { key($0, .recorded, symbols) }, replayed.map { key($0, .replayed, symbols) })
        guard let trace = search() else { return false }
        backtrack(trace)
        return true
    }

    /// What two lines have in common that agree but for volatile values: the text with only their kinds.
    private func key(_ line: [UInt8], _ side: Side, _ symbols: SymbolTable) -> UInt64 {
        line.withUnsafeBufferPointer { isExact ? $0.hash64(1) : symbols.skeleton($0, side) }
    }

    private func search() -> [[Int]]? {
        let (n, m) = (keys.recorded.count, keys.replayed.count)
        let most = min(n + m, Self.mostChanges)
        var reach = Array(repeating: 0, count: 2 * most + 3)
        var trace: [[Int]] = []
        for changes in 0...most {
            trace.append(Array(reach[(most + 1 - changes)...(most + 1 + changes)]))
            for diagonal in stride(from: -changes, through: changes, by: 2) {
                let index = diagonal + most + 1
                let goesDown = diagonal == -changes || (diagonal != changes && reach[index - 1] < reach[index + 1])
                var x = goesDown ? reach[index + 1] : reach[index - 1] + 1
                while x < n, x - diagonal < m, keys.recorded[x] == keys.replayed[x - diagonal] { x += 1 }
                reach[index] = x
                if x >= n, x - diagonal >= m { return trace }
            }
        }
        return nil
    }

    /// Goes back through the furthest reaches, which `trace` holds for each number of changes before it was made.
    private mutating func backtrack(_ trace: [[Int]]) {
        var (x, y) = (keys.recorded.count, keys.replayed.count)
        for changes in trace.indices.reversed() {
            let reach = trace[changes]
            let diagonal = x - y
            // reach[changes] is diagonal 0; the outermost diagonals have a neighbour on one side only.
            let goesDown =
                diagonal == -changes
                || (diagonal != changes && reach[diagonal + changes - 1] < reach[diagonal + changes + 1])
            let before = goesDown ? diagonal + 1 : diagonal - 1
            let fromX = changes == 0 ? 0 : reach[before + changes]
            let startX = changes == 0 ? 0 : (goesDown ? fromX : fromX + 1)
            while x > startX, y > startX - diagonal {
                (x, y) = (x - 1, y - 1)
                pairs.append((x, y))
            }
            if changes > 0 { (x, y) = (fromX, fromX - before) }
        }
        pairs.reverse()
    }
}
