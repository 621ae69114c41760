internal import LabModel

/// Compares two outputs line by line: literally first, by symbols second.
struct LineComparison {
    /// How far outputs are read ahead to find where they agree again.
    static let window = 2000
    /// How many bytes of them at most: lines may be long.
    private static let windowBytes = 4 << 20
    /// How many differences are said one by one.
    static let limit = 200
    /// Above so many bytes, lines that are the same are not looked at: their symbols are not learned.
    static let large = 1 << 20

    private var recorded: LineReader
    private var replayed: LineReader
    private let isLarge: Bool
    private let isExact: Bool
    private let cluster: String?
    private var verdict = TextVerdict(match: .same, differences: [])

    init(_ recorded: Output, _ replayed: Output, rules: LineRules = LineRules(), isExact: Bool, cluster: String?) {
        self.recorded = LineReader(recorded, rules: rules)
        self.replayed = LineReader(replayed, rules: rules)
        isLarge = max(recorded.count, replayed.count) > Self.large && rules.isEmpty
        self.isExact = isExact
        self.cluster = cluster
    }

    /// Compares to the end, or until there is more to say than anybody would read.
    mutating func run(_ symbols: inout SymbolTable) throws -> TextVerdict {
        while verdict.differences.count < Self.limit {
            if isLarge { try skipEqual() }
            let (one, two) = (try recorded.next(), try replayed.next())
            if !one, !two {
                if verdict.match == .same, recorded.leftOut != replayed.leftOut { verdict.match = .equivalent }
                return verdict
            }
            let match = one && two ? matchLines(&symbols) : .different
            if match == .different {
                guard try resynchronise(one, two, &symbols) else { return verdict }
            } else if match == .equivalent || recorded.printed != replayed.printed, verdict.match == .same {
                verdict.match = .equivalent
            }
        }
        let said = (recorded.number, replayed.number)
        try finish()
        if said != (recorded.number, replayed.number) { sayNumbers("further lines") }
        return verdict
    }

    @inline(__always) private func matchLines(_ symbols: inout SymbolTable) -> Match {
        recorded.withLine { first in
            replayed.withLine { second in
                if isExact { return first.isEqual(to: second) ? .same : .different }
                return symbols.match(line: first, second, in: cluster)
            }
        }
    }

    /// Leaves out the whole lines that are the same byte for byte.
    private mutating func skipEqual() throws {
        guard recorded.isDirect, replayed.isDirect else { return }
        while true {
            try recorded.fill()
            try replayed.fill()
            let (bytes, lines) = recorded.withRest { first in replayed.withRest { Self.equalLines(first, $0) } }
            guard bytes > 0 else { return }
            recorded.skip(bytes: bytes, lines: lines)
            replayed.skip(bytes: bytes, lines: lines)
        }
    }

    private static func equalLines(_ first: Bytes, _ second: Bytes) -> (bytes: Int, lines: Int) {
        var end = first.commonPrefix(with: second)
        while end > 0, first[end - 1] != .lineFeed { end -= 1 }
        var lines = 0
        for index in 0..<end where first[index] == .lineFeed { lines += 1 }
        return (end, lines)
    }

    /// Reads ahead, says what differs, and goes on where the outputs agree again; false when they never do.
    private mutating func resynchronise(_ one: Bool, _ two: Bool, _ symbols: inout SymbolTable) throws -> Bool {
        let (firstLine, secondLine) = (recorded.number, replayed.number)
        let (first, isFirstWhole) = try Self.ahead(&recorded, has: one)
        let (second, isSecondWhole) = try Self.ahead(&replayed, has: two)
        let isWhole = isFirstWhole && isSecondWhole
        var diff = LineDiff(first, second, isExact: isExact, cluster: cluster)
        guard diff.find(&symbols), isWhole || diff.hasMatch else {
            try sayFirst(first, second, firstLine, &symbols)
            return false
        }
        let found = diff.differences(
            &symbols, toEnd: isWhole, lines: (one ? firstLine : firstLine + 1, two ? secondLine : secondLine + 1))
        verdict.differences += found.differences
        verdict.match = found.differences.isEmpty && verdict.match != .different ? .equivalent : .different
        recorded.push(first[found.recorded...])
        replayed.push(second[found.replayed...])
        return true
    }

    /// The next lines, and whether they are the last ones.
    private static func ahead(_ reader: inout LineReader, has line: Bool) throws -> ([[UInt8]], isWhole: Bool) {
        guard line else { return ([], true) }
        var lines = [reader.withLine { Array($0) }]
        var bytes = lines[0].count
        while lines.count < window, bytes < windowBytes {
            guard try reader.next() else { return (lines, true) }
            lines.append(reader.withLine { Array($0) })
            bytes += lines[lines.count - 1].count
        }
        return (lines, false)
    }

    /// Too different to be set side by side: the first lines, and how many there are.
    private mutating func sayFirst(
        _ first: [[UInt8]], _ second: [[UInt8]], _ line: Int, _ symbols: inout SymbolTable
    ) throws {
        verdict.differences.append(
            LineDiff.difference(first.first, second.first, line: line, &symbols, cluster))
        try finish()
        if recorded.number != replayed.number { sayNumbers("number of lines") }
    }

    private mutating func finish() throws {
        verdict.match = .different
        while try recorded.next() {}
        while try replayed.next() {}
    }

    private mutating func sayNumbers(_ place: String) {
        let (first, second) = (String(recorded.number), String(replayed.number))
        verdict.differences.append(Difference(place: place, recorded: first, replayed: second))
    }
}
