/// A tool's table whose volatile columns are known by their names.
struct ColumnRule: Sendable, Equatable {
    /// What becomes of a column's cells.
    enum Cell: Sendable, Equatable {
        case literal
        /// Another at every look: a time, a share of memory.
        case leftOut
        /// A number that the scanner knows by the word put before it.
        case number(String)
        /// docker's `Up 3 minutes`: how long is left out.
        case state
    }

    /// Words that every header of the table has.
    let words: [String]
    /// What the columns hold; others are literal.
    let cells: [String: Cell]
    /// Whether columns begin where their names do; otherwise one space parts them, and the last takes the rest.
    let isAligned: Bool

    static let ps = ColumnRule(
        words: ["PID"],
        cells: [
            "PID": .number("pid"), "PPID": .number("pid"), "SID": .number("pid"), "PGID": .number("pid"),
            "TGID": .number("pid"), "LWP": .number("pid"), "%CPU": .leftOut, "%MEM": .leftOut, "VSZ": .leftOut,
            "RSS": .leftOut, "SZ": .leftOut, "C": .leftOut, "STIME": .leftOut, "START": .leftOut,
            "STARTED": .leftOut, "TIME": .leftOut, "ELAPSED": .leftOut, "TT": .leftOut, "TTY": .leftOut,
            "STAT": .leftOut, "S": .leftOut, "WCHAN": .leftOut, "ADDR": .leftOut, "PRI": .leftOut,
        ], isAligned: false)

    static let docker = ColumnRule(
        words: ["CONTAINER ID", "STATUS"], cells: ["CREATED": .leftOut, "STATUS": .state], isAligned: true)

    static let lsclusters = ColumnRule(
        words: ["Ver", "Cluster", "Port"], cells: ["Port": .number("port")], isAligned: false)

    func isHeader(_ line: String) -> Bool { words.allSatisfy { line.range(of: $0) != nil } }

    /// Where the columns of a table with such a header are.
    func layout(of header: String) -> Layout {
        Layout(rule: self, names: isAligned ? Self.alignedNames(header) : Self.names(header))
    }

    private static func names(_ header: String) -> [(name: String, start: Int)] {
        header.split(separator: " ").map { (String($0), 0) }
    }

    /// Names are at least two spaces apart; `CONTAINER ID` is one name.
    private static func alignedNames(_ header: String) -> [(name: String, start: Int)] {
        var names: [(name: String, start: Int)] = []
        var spaces = 2
        for (offset, character) in header.enumerated() {
            if character == " " {
                spaces += 1
                continue
            }
            if spaces >= 2 { names.append(("", offset)) } else if spaces == 1 { names[names.count - 1].name += " " }
            names[names.count - 1].name.append(character)
            spaces = 0
        }
        return names
    }

    /// The columns of one table.
    struct Layout: Sendable {
        let rule: ColumnRule
        let names: [(name: String, start: Int)]

        /// A row without what is another at every look.
        func apply(to row: String) -> String {
            let cells = rule.isAligned ? aligned(row) : parted(row)
            guard cells.count == names.count else { return row }
            return zip(names, cells).compactMap { text($1, as: rule.cells[$0.name] ?? .literal) }.joined(separator: " ")
        }

        private func parted(_ row: String) -> [Substring] {
            row.split(separator: " ", maxSplits: names.count - 1, omittingEmptySubsequences: true)
        }

        private func aligned(_ row: String) -> [Substring] {
            let characters = Array(row)
            return names.indices.map { index in
                let start = min(names[index].start, characters.count)
                let end = index + 1 < names.count ? min(names[index + 1].start, characters.count) : characters.count
                return Substring(String(characters[start..<max(start, end)]).trimmed)
            }
        }

        private func text(_ cell: Substring, as kind: Cell) -> String? {
            switch kind {
            case .literal: String(cell)
            case .leftOut: nil
            case .number(let word): "\(word) \(cell)"
            case .state: Self.state(cell)
            }
        }

        /// `Up 3 minutes (healthy)` without the time; `Exited (1) 2 hours ago` keeps its status.
        private static func state(_ cell: Substring) -> String {
            let first = cell.prefix { $0 != " " }
            return ([String(first)] + cell.split(separator: " ").filter { $0.hasPrefix("(") }.map(String.init))
                .joined(separator: " ")
        }
    }
}

extension StringProtocol where SubSequence == Substring {
    /// Without the blanks at both ends.
    var trimmed: Substring {
        let front = drop { $0 == " " || $0 == "\t" }
        return front.lastIndex { $0 != " " && $0 != "\t" }.map { front[...$0] } ?? ""
    }
}
