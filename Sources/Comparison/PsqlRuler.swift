/// The line that separates the header of an aligned table from its rows, and so tells where the columns are.
struct PsqlRuler: Sendable, Equatable {
    /// psql's `border`: 0, 1 or 2.
    var border: Int
    /// Where the columns' content is, in cells.
    var columns: [Range<Int>]
    /// How many cells the line takes.
    var width: Int

    /// Reads a line that consists of rules alone; nil for any other.
    init?(_ line: Substring) {
        let line = line.withoutTrailingSpaces
        guard let first = line.unicodeScalars.first, first.isRule || first.isCross else { return nil }
        let scalars = Array(line.unicodeScalars)
        guard scalars.allSatisfy({ $0.isRule || $0.isCross || $0 == " " }) else { return nil }
        let crosses = scalars.indices.filter { scalars[$0].isCross }
        guard crosses.isEmpty || !scalars.contains(" ") else { return nil }
        width = scalars.count
        if crosses.isEmpty {
            border = scalars.contains(" ") ? 0 : 1
            columns = border == 0 ? Self.runs(scalars) : [0..<width]
        } else {
            border = first.isCross ? 2 : 1
            let edges = border == 2 ? crosses : [-1] + crosses + [width]
            columns = zip(edges, edges.dropFirst()).map { $0 + 1..<$1 }
        }
        if border > 0 {
            // A cell for the space or the mark at each side of the content.
            guard !columns.isEmpty, columns.allSatisfy({ $0.count >= 2 }) else { return nil }
            columns = columns.map { $0.lowerBound + 1..<$0.upperBound - 1 }
        }
    }

    /// A ruler of border 0 with one column looks like one of border 1: its header tells, which is a cell longer.
    mutating func settle(header: Substring) {
        guard border == 1, columns.count == 1 else { return }
        if header.cellCount == width + 1 || header.unicodeScalars.first != " " {
            border = 0
            columns = [0..<width]
        }
    }

    private static func runs(_ scalars: [Unicode.Scalar]) -> [Range<Int>] {
        var runs: [Range<Int>] = []
        var start = 0
        for end in scalars.indices where scalars[end] == " " {
            runs.append(start..<end)
            start = end + 1
        }
        return runs + [start..<scalars.count]
    }
}

extension Unicode.Scalar {
    var isRule: Bool { self == "-" || self == "─" || self == "═" }

    /// Where rules meet, in any of psql's line styles.
    var isCross: Bool { self == "+" || (0x2500...0x257F).contains(value) && !isRule && !isUprightRule }

    /// What divides columns.
    var isUprightRule: Bool { self == "|" || self == "│" || self == "║" }
}
