extension Scanner {
    /// A token that begins with a digit.
    @inline(__always) func number(at start: Int) -> Token {
        let digits = bytes.end(from: start, where: \.isDigit)
        let next = bytes.at(digits)
        switch next {
        case .dash where digits - start == 4:
            if let found = isoDate(at: start) { return found }
        case .colon:
            if let found = clock(at: start) { return Token(.time, end: found) }
        case .dot:
            if let found = address(at: start) { return Token(.address, end: found) }
            if let found = fraction(start, digits) { return found }
        case UInt8(ascii: "m"):
            if let found = minutes(digits) { return Token(.duration, end: found) }
        default: break
        }
        let end = bytes.end(from: digits) { $0.isWord }
        if let found = hexadecimal(start, end) { return found }
        return Token(integerKind(start, digits), end: integerKind(start, digits) == nil ? end : digits)
    }

    /// `0/3000060`, unless it is a part of a path, a fraction or a progress in kB.
    @inline(__always) func lsn(_ start: Int, _ slash: Int) -> Token? {
        let end = bytes.end(from: slash + 1, where: \.isUpperHex)
        guard slash - start <= 8, (1...8).contains(end - slash - 1), isBoundary(end), bytes.at(end) != .slash,
            !isInPath(start), bytes.part(start..<slash).allSatisfy(\.isUpperHex)
        else { return nil }
        if bytes.has(" kB", at: end) { return Token(.walSize, end: end) }
        if bytes.at(end) == .dot, bytes.at(end + 1).isWord { return nil }
        // 0/0 is no position: the server says by it that there is none.
        if end == slash + 2, bytes[end - 1] == 48, slash == start + 1, bytes[start] == 48 { return nil }
        return end - slash > 5 || isPosition(before: start) ? Token(.lsn, end: end) : nil
    }

    private func isInPath(_ start: Int) -> Bool {
        let before = bytes.at(start - 1)
        return before == .slash || before == .dot || before == .dash || before == UInt8(ascii: "~")
    }

    private func isPosition(before start: Int) -> Bool {
        switch ContextWord(bytes, before: start).packed {
        case ContextWord.lsn, ContextWord.location, ContextWord.point, ContextWord.at, ContextWord.to: true
        default: false
        }
    }

    /// What a whole number is, by its size or by what stands before it.
    @inline(__always) private func integerKind(_ start: Int, _ end: Int) -> SymbolKind? {
        let before = bytes.at(start - 1)
        let next = bytes.at(end)
        if before == UInt8(ascii: "_") { return bytes.has("pg_toast_", at: start - 9) ? .oid : .pid }
        if before == .slash { return isFileNumber(start) ? .oid : nil }
        if before == .dot, bytes.has(".s.PGSQL.", at: start - 9) { return .port }
        if next.isWord { return nil }
        if end - start == 19, before != .dot, isSystemIdentifier(start, end) { return .systemIdentifier }
        if next == .dot, bytes.at(end + 1).isDigit { return nil }
        if before == UInt8(ascii: "[") { return isBracketed(start, end) ? .pid : nil }
        if before == .colon, let kind = afterColon(start, end) ?? afterEpoch(start) { return kind }
        guard let kind = ContextWord(bytes, before: start).kind else { return byOption(start, end) }
        let isEpoch = kind == .xid && next == .colon && bytes.at(end + 1).isDigit
        return isEpoch ? nil : kind
    }

    /// A system identifier has the second of its making in its upper half (`BootStrapXLOG` of PostgreSQL's `xlog.c`);
    /// other numbers of that length are somebody's sums.
    private func isSystemIdentifier(_ start: Int, _ end: Int) -> Bool {
        guard let number = bytes.part(start..<end).integer, number < UInt64(Int64.max) else { return false }
        return number >> 32 >= Self.firstSystem
    }

    /// 1 January 2015: no server of a version that is used was made earlier.
    private static let firstSystem: UInt64 = 1_420_070_400

    /// `NextXID: 0:735`: a transaction after the number of times that the counter has begun anew.
    private func afterEpoch(_ start: Int) -> SymbolKind? {
        var epoch = start - 1
        while epoch > 0, bytes[epoch - 1].isDigit { epoch -= 1 }
        return epoch < start - 1 && ContextWord(bytes, before: epoch).kind == .xid ? .xid : nil
    }

    /// `[123]` and `[123-1]` in the lines of a server's log; `[1]` is a job or an index.
    private func isBracketed(_ start: Int, _ end: Int) -> Bool {
        end - start > 1 && (bytes.at(end) == UInt8(ascii: "]") || bytes.at(end) == .dash)
    }

    /// `127.0.0.1:5432`, `[::]:5432`, `localhost:5432`.
    private func afterColon(_ start: Int, _ end: Int) -> SymbolKind? {
        guard (4...5).contains(end - start) else { return nil }
        let before = bytes.at(start - 2)
        if before == UInt8(ascii: "]") || before == .colon || bytes.has("localhost:", at: start - 10) { return .port }
        guard before.isDigit else { return nil }
        var index = start - 2
        var dots = 0
        while index >= 0, bytes[index].isDigit || bytes[index] == .dot {
            dots += bytes[index] == .dot ? 1 : 0
            index -= 1
        }
        return dots == 3 ? .port : nil
    }

    /// `-p 5432`, and the process of bash's `[1] 12345`.
    private func byOption(_ start: Int, _ end: Int) -> SymbolKind? {
        guard bytes.at(start - 1) == .space else { return nil }
        if bytes.has("-p", at: start - 3), !bytes.at(start - 4).isWord, end - start >= 4 { return .port }
        let isJob = bytes.at(0) == UInt8(ascii: "[") && bytes.at(start - 2) == UInt8(ascii: "]") && start < 8
        return isJob ? .pid : nil
    }

    /// `base/5/16390`, `pg_tblspc/16400`.
    private func isFileNumber(_ start: Int) -> Bool {
        let parent = component(before: start)
        if bytes.has("base/", at: parent) || bytes.has("pg_tblspc/", at: parent) { return true }
        guard bytes.at(parent).isDigit || bytes.has("PG_", at: parent) else { return false }
        let grandparent = component(before: parent)
        return bytes.has("base/", at: grandparent) || bytes.has("PG_", at: grandparent)
    }

    private func component(before start: Int) -> Int {
        var index = start - 1
        while index > 0, bytes[index - 1].isWord || bytes[index - 1] == .dot { index -= 1 }
        return index
    }
}
