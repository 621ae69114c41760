/// What the lines of certain commands need before they are compared; the reader asks in order, line by line.
struct LineRules: Sendable {
    /// `LINE 1: …` and the line with the caret below say where a query's text has an error, which is no fact.
    var leavesOutPositions = false
    /// Lines of error messages are compared elsewhere.
    var leavesOutErrors = false
    /// A server that starts prints a dot a while.
    var joinsDots = false
    /// pg_basebackup's progress.
    var leavesOutProgress = false
    /// How many transactions a second pgbench carried out.
    var leavesOutRates = false
    /// pg_dump's `\restrict`, with a word that is drawn by lot; older versions have none.
    var leavesOutRestrictions = false
    /// How much work VACUUM VERBOSE has had with it.
    var leavesOutWork = false
    /// Each shell says in its own words that it has found no command; the exit status is one.
    var unifiesNotFound = false
    /// A shell says by a word which signal has ended its child; the exit status tells.
    var leavesOutSignals = false
    /// The processes of PostgreSQL's servers.
    var describesProcesses = false
    /// Tables whose columns are known by their header.
    var columns: [ColumnRule] = []

    /// postmaster.pid: numbers that are known by their lines only.
    var isLockFile = false
    /// The columns of a table; known in advance when its header is suppressed.
    var layout: ColumnRule.Layout?
    private var number = 0
    private var isAfterPosition = false
    private var isInError = false

    init() {}

    var isEmpty: Bool {
        !leavesOutPositions && !leavesOutErrors && !leavesOutRestrictions && !leavesOutSignals && !leavesOutWork
            && !changesLines
    }

    /// Whether lines become others; leaving some out is faster.
    private var changesLines: Bool {
        joinsDots || leavesOutProgress || leavesOutRates || unifiesNotFound || describesProcesses || !columns.isEmpty
            || isLockFile
    }

    /// The line as it is to be compared; nil when it is to be left out.
    mutating func apply(to line: [UInt8]) -> [UInt8]? {
        if leavesOutPositions, isPosition(line) { return nil }
        if leavesOutErrors, isError(line) { return nil }
        if leavesOutRestrictions, isRestriction(line) { return nil }
        if leavesOutWork, Self.isWork(line) { return nil }
        if leavesOutSignals, ShellMessages.isSignal(line) { return nil }
        guard changesLines else { return line }
        var text = String(readable: line)
        number += 1
        if isLockFile { text = Self.lockFile(text, line: number) }
        if joinsDots { text = Self.joiningDots(text) }
        if leavesOutProgress { text = Self.withoutProgress(text) }
        if leavesOutRates { text = Self.withoutRates(text) }
        if unifiesNotFound { text = ShellMessages.notFound(text) }
        if !columns.isEmpty { text = inColumns(text) }
        if describesProcesses {
            guard let process = ServerProcess.text(text) else { return nil }
            text = process
        }
        return text.utf8.elementsEqual(line) ? line : Array(text.utf8)
    }

    private mutating func isPosition(_ line: [UInt8]) -> Bool {
        // Most lines are none, and need not be looked at.
        guard isAfterPosition || line.first == UInt8(ascii: "L") || line.first == 0xD0 else { return false }
        if isAfterPosition {
            isAfterPosition = false
            if line.last == UInt8(ascii: "^"), line.dropLast().allSatisfy({ $0 == .space || $0 == 9 }) { return true }
        }
        isAfterPosition = ErrorText.isPosition(line)
        return isAfterPosition
    }

    /// An error's lines: the message and what explains it.
    private mutating func isError(_ line: [UInt8]) -> Bool {
        let text = String(readable: line)
        isInError = ErrorText.isMessage(text) || (isInError && ErrorText.isExplanation(text))
        return isInError
    }

    /// https://www.postgresql.org/docs/current/storage-file-layout.html: process, directory, start, port, socket,
    /// address, shared memory.
    private static func lockFile(_ text: String, line: Int) -> String {
        switch line {
        case 1: "pid \(text)"
        case 3, 7: ""
        case 4: "port \(text)"
        default: text
        }
    }

    private static func joiningDots(_ text: String) -> String {
        let isWaiting = text.contains("waiting for") || text.hasSuffix(" done") || text.hasSuffix(" stopped waiting")
        guard isWaiting, let first = text.firstIndex(of: ".") else { return text }
        return String(text[..<first] + text[first...].drop { $0 == "." })
    }

    /// Without `23456/23456 kB (100%)`.
    private static func withoutProgress(_ text: String) -> String {
        guard let unit = text.range(of: " kB") else { return text }
        let digits = text[..<unit.lowerBound].reversed().prefix { $0.isNumber || $0 == "/" }.count
        let rest = text[unit.upperBound...].drop { $0 == " " || $0 == "(" || $0.isNumber || $0 == "%" || $0 == ")" }
        // The name of the file that is copied stands behind, and what was longer before.
        let end = rest.range(of: "tablespace").map { $0.upperBound } ?? rest.endIndex
        return String(text[..<unit.lowerBound].dropLast(digits) + "kB" + rest[..<end])
    }

    /// `tps = 812.1 (without …)`, and of its progress `812.1 tps, lat 0.8 ms stddev 0.1`.
    private static func withoutRates(_ text: String) -> String {
        guard text.hasPrefix("tps = ") || text.hasPrefix("progress: ") else { return text }
        var words = text.split(separator: " ", omittingEmptySubsequences: false)
        for index in words.indices {
            let isRate =
                index > 0 && words[index - 1] == "stddev" || index > 1 && words[index - 2] == "tps"
                || index + 1 < words.count && words[index + 1].hasPrefix("tps")
            if isRate, words[index].first?.isNumber == true { words[index] = "…" }
        }
        return words.joined(separator: " ")
    }

    private static let work = [
        "avg read rate:", "buffer usage:", "WAL usage:", "system usage:", "CPU:", "I/O timings:", "removable cutoff:",
        "new relfrozenxid:", "new relminmxid:",
    ].map { Array($0.utf8) }

    /// Rates, pages that were in memory by chance, times, and how far transactions' numbers are.
    private static func isWork(_ line: [UInt8]) -> Bool { work.contains { line.starts(with: $0) } }

    private func isRestriction(_ line: [UInt8]) -> Bool {
        guard line.first == UInt8(ascii: #"\"#) else { return false }
        return line.starts(with: #"\restrict "#.utf8) || line.starts(with: #"\unrestrict "#.utf8)
    }

    private mutating func inColumns(_ text: String) -> String {
        if let rule = columns.first(where: { $0.isHeader(text) }) {
            layout = rule.layout(of: text)
            return text.split(separator: " ").joined(separator: " ")
        }
        return layout?.apply(to: text) ?? text
    }
}

extension StringProtocol {
    /// Where a text stands first.
    func range(of other: String) -> Range<Index>? {
        var index = startIndex
        while index < endIndex {
            if self[index...].hasPrefix(other) { return index..<self.index(index, offsetBy: other.count) }
            index = self.index(after: index)
        }
        return nil
    }
}
