internal import LabModel

/// Sets two runs of lines side by side with the fewest changes (Myers, "An O(ND) Difference Algorithm", 1986).
struct LineDiff {
    /// More changes than these are not looked for: the time grows with their square.
    private static let mostChanges = 600

    private let recorded: [[UInt8]]
    private let replayed: [[UInt8]]
    private let isExact: Bool
    private let cluster: String?
    private var keys: (recorded: [UInt64], replayed: [UInt64]) = ([], [])
    /// The lines that agree, as pairs of indices in order.
    private var pairs: [(Int, Int)] = []

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

extension LineDiff {
    /// What a window of lines has to say, and how far it was read.
    struct Found {
        var differences: [Difference] = []
        var recorded = 0
        var replayed = 0
    }

    /// Says every change; to the last lines that agree, or to the end.
    func differences(_ symbols: inout SymbolTable, toEnd: Bool, lines: (Int, Int)) -> Found {
        var found = Found()
        for (one, two) in pairs + (toEnd ? [(recorded.count, replayed.count)] : []) {
            sayChange(upTo: one, two, &found, &symbols, lines)
            if one < recorded.count, two < replayed.count { say(one, two, &found, &symbols, lines) }
            (found.recorded, found.replayed) = (min(one + 1, recorded.count), min(two + 1, replayed.count))
        }
        return found
    }

    /// Lines between two that agree: set against each other one by one, the rest removed or added.
    private func sayChange(
        upTo one: Int, _ two: Int, _ found: inout Found, _ symbols: inout SymbolTable, _ lines: (Int, Int)
    ) {
        let shared = min(one - found.recorded, two - found.replayed)
        for offset in 0..<shared { say(found.recorded + offset, found.replayed + offset, &found, &symbols, lines) }
        for index in found.recorded + shared..<one {
            found.differences.append(Self.difference(recorded[index], nil, line: lines.0 + index, &symbols, cluster))
        }
        for index in found.replayed + shared..<two {
            found.differences.append(Self.difference(nil, replayed[index], line: lines.1 + index, &symbols, cluster))
        }
    }

    private func say(
        _ one: Int, _ two: Int, _ found: inout Found, _ symbols: inout SymbolTable, _ lines: (Int, Int)
    ) {
        let match = recorded[one].withUnsafeBufferPointer { first in
            replayed[two].withUnsafeBufferPointer { second -> Match in
                if isExact { return first.isEqual(to: second) ? .same : .different }
                return symbols.match(line: first, second, in: cluster)
            }
        }
        guard match == .different else { return }
        let difference = Self.difference(recorded[one], replayed[two], line: lines.0 + one, &symbols, cluster)
        found.differences.append(difference)
    }

    /// A line that differs, was added or was removed.
    static func difference(
        _ recorded: [UInt8]?, _ replayed: [UInt8]?, line: Int, _ symbols: inout SymbolTable, _ cluster: String?
    ) -> Difference {
        let place = "line \(line)"
        guard let recorded, let replayed else {
            let first = recorded?.withUnsafeBufferPointer { symbols.named($0, .recorded, in: cluster) }
            let second = replayed?.withUnsafeBufferPointer { symbols.named($0, .replayed, in: cluster) }
            return Difference(place: place, recorded: first, replayed: second)
        }
        let (first, second) = recorded.withUnsafeBufferPointer { one in
            replayed.withUnsafeBufferPointer { symbols.names(one, $0, in: cluster) }
        }
        return Difference(place: place, recorded: first, replayed: second)
    }
}

extension SymbolTable {
    /// A number for what a line says apart from its volatile values.
    func skeleton(_ bytes: Bytes, _ side: Side) -> UInt64 {
        let scanner = Scanner(bytes: bytes)
        var (hash, index): (UInt64, Int) = (0, 0)
        while index < bytes.count {
            if let (pair, end) = bindings.value(bytes, index, side) {
                hash = mixed(hash &+ pair.recorded.withUnsafeBufferPointer { $0.hash64(5) })
                index = end
                continue
            }
            let token = scanner.token(at: index)
            let part = bytes.part(index..<token.end)
            if bytes[index] != .space { hash = mixed(hash &+ (token.kind.map { UInt64($0.index) } ?? part.hash64(3))) }
            index = token.end
        }
        return hash
    }
}
