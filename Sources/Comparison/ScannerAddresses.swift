extension Scanner {
    /// `10.0.0.5`; not `0.0.0.0`, which stands for every address and is a fact.
    @inline(__always) func address(at start: Int) -> Int? {
        var index = start
        for part in 0..<4 {
            let end = bytes.end(from: index, where: \.isDigit)
            guard (1...3).contains(end - index), let value = bytes.part(index..<end).integer, value < 256 else {
                return nil
            }
            if part == 3 { return isBoundary(end) && !isWildcard(start, end) && !goesOn(end) ? end : nil }
            guard bytes.at(end) == .dot else { return nil }
            index = end + 1
        }
        return nil
    }

    private func isWildcard(_ start: Int, _ end: Int) -> Bool { end - start == 7 && bytes.has("0.0.0.0", at: start) }

    private func goesOn(_ end: Int) -> Bool { bytes.at(end) == .dot && bytes.at(end + 1).isDigit }

    /// `::1`; a cast and `::` by itself, which stands for every address, are literal.
    func colons(at start: Int) -> Token {
        guard bytes.at(start + 1) == .colon, bytes.at(start + 2).isHex, let end = addressWithColons(at: start) else {
            return Token(nil, end: start + 1)
        }
        return Token(.address, end: end)
    }

    /// `fe80::1`, `2001:db8:0:0:0:0:0:1`: with `::` and a digit, or of eight groups.
    @inline(never) func addressWithColons(at start: Int) -> Int? {
        let end = bytes.end(from: start) { $0.isHex || $0 == .colon }
        guard isBoundary(end), bytes.at(end - 1) != .colon else { return nil }
        let part = bytes.part(start..<end)
        let colons = part.count { $0 == .colon }
        let isShort = zip(part, part.dropFirst()).contains { $0 == .colon && $1 == .colon }
        guard isShort ? colons <= 7 : colons == 7, part.contains(where: \.isDigit) else { return nil }
        return part.split(separator: .colon).allSatisfy { $0.count <= 4 } ? end : nil
    }
}
