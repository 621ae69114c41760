extension Scanner {
    /// `0.123 s`, `Time: 1234.500 ms (00:01.235)`, `actual time=0.012..0.034`. Without a fraction it is a fact: `5s`.
    @inline(__always) func fraction(_ start: Int, _ dot: Int) -> Token? {
        let end = bytes.end(from: dot + 1, where: \.isDigit)
        guard end > dot + 1 else { return nil }
        if bytes.has("time=", at: start - 5) { return Token(.duration, end: upperBound(end)) }
        let unit = bytes.at(end) == .space ? end + 1 : end
        guard let last = unitEnd(at: unit) else { return nil }
        return Token(.duration, end: bytes.has("ms (", at: unit) ? parenthesised(last) : last)
    }

    private func upperBound(_ end: Int) -> Int {
        guard bytes.has("..", at: end) else { return end }
        return bytes.end(from: end + 2) { $0.isDigit || $0 == .dot }
    }

    private func unitEnd(at start: Int) -> Int? {
        let end = bytes.end(from: start) { $0.isWord }
        switch end - start {
        case 1: return [UInt8(ascii: "s"), UInt8(ascii: "m"), UInt8(ascii: "h")].contains(bytes[start]) ? end : nil
        case 2: return bytes.has("ms", at: start) || bytes.has("us", at: start) ? end : nil
        case 3: return bytes.has("sec", at: start) || bytes.has("min", at: start) ? end : nil
        case 7: return bytes.has("seconds", at: start) || bytes.has("minutes", at: start) ? end : nil
        default: return nil
        }
    }

    /// The same time in minutes and hours, which psql adds in parentheses once it is a second or more.
    private func parenthesised(_ end: Int) -> Int {
        let close = bytes.end(from: end + 2) {
            $0.isDigit || $0 == .colon || $0 == .dot || $0 == .space || $0 == UInt8(ascii: "d")
        }
        return close > end + 2 && bytes.at(close) == UInt8(ascii: ")") ? close + 1 : end
    }

    /// bash's `0m0.012s`.
    func minutes(_ end: Int) -> Int? {
        let seconds = bytes.end(from: end + 1, where: \.isDigit)
        guard seconds > end + 1, bytes.at(seconds) == .dot else { return nil }
        let last = bytes.end(from: seconds + 1, where: \.isDigit)
        return bytes.at(last) == UInt8(ascii: "s") && isBoundary(last + 1) ? last + 1 : nil
    }
}
