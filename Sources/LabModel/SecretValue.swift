/// A value as it stands in a text, in one of the ways in which shells, SQL, connection strings and JSON quote.
struct SecretValue {
    /// Where its first quote stands.
    var start = Int.max
    /// What is to be replaced, quotes left out where there is only one pair.
    var range: Range<Int>
    /// The value without quotes and escapes.
    var decoded: [UInt8]
    /// Where reading goes on.
    var end: Int
    /// Whether what follows the text may belong to it.
    var isOpen = false
    var isQuoted = false
    /// Whether it is quoted within another text's quotes.
    var isNested = false

    /// How a place writes quotes inside of quotes.
    struct Quoting: OptionSet {
        let rawValue: Int
        /// A backslash takes the next character's meaning: connection strings, JSON, `E'…'`.
        static let backslash = Quoting(rawValue: 1)
        /// `''` is one quote: SQL, configuration files.
        static let doubled = Quoting(rawValue: 2)
        /// `$$…$$`, `E'…'`, `U&'…'`.
        static let sql = Quoting(rawValue: 4)
    }

    /// Reads a quoted value; nil where none begins.
    static func quoted(_ text: SecretText, at start: Int, _ quoting: Quoting) -> SecretValue? {
        var value = unplaced(text, at: start, quoting)
        value?.start = start
        return value
    }

    private static func unplaced(_ text: SecretText, at start: Int, _ quoting: Quoting) -> SecretValue? {
        var start = start
        var quoting = quoting
        if quoting.contains(.sql) {
            if let value = dollarQuoted(text, at: start) { return value }
            if text[start].lowered == UInt8(ascii: "e"), text[start + 1] == UInt8(ascii: "'") {
                start += 1
                quoting.insert(.backslash)
            } else if text.has("u&'", at: start) {
                start += 2
            }
        }
        guard text[start].isQuote || text[start] == UInt8(ascii: "\\") else { return nil }
        for nested in ["'\\''", "'\"'\"'", "\\\\\\\"", "\\\"", "\\'"] where text.hasExactly(nested, at: start) {
            return until(Array(nested.utf8), text, from: start + nested.utf8.count)
        }
        guard text[start].isQuote else { return nil }
        if let value = doubledWithin(text, at: start) { return value }
        return simple(text, at: start, quoting)
    }

    private static let endsEmpty = ByteSet(",);")

    /// `''…''`, the quotes of a literal within a literal.
    private static func doubledWithin(_ text: SecretText, at start: Int) -> SecretValue? {
        guard text[start] == UInt8(ascii: "'"), text[start + 1] == text[start] else { return nil }
        let next = text[start + 2]
        let isEmpty = next.isWhite || next == UInt8(ascii: "'") || endsEmpty.contains(next)
        if isEmpty { return SecretValue(range: start + 1..<start + 1, decoded: [], end: start + 2, isQuoted: true) }
        return until(Array("''".utf8), text, from: start + 2)
    }

    private static func dollarQuoted(_ text: SecretText, at start: Int) -> SecretValue? {
        guard text[start] == UInt8(ascii: "$") else { return nil }
        let close = text.skip(from: start + 1, while: \.isWord)
        guard text[close] == UInt8(ascii: "$"), !text[start + 1].isDigit else { return nil }
        return until(Array(text.bytes[start...close]), text, from: close + 1)
    }

    private static func until(_ close: [UInt8], _ text: SecretText, from start: Int) -> SecretValue {
        let limit = text.lineEnd(of: start)
        var index = start
        while index < limit {
            if text.bytes[index...].starts(with: close), !isEscaped(text, index, from: start, by: close) { break }
            index += 1
        }
        text.spend(index - start)
        guard index < limit else { return unclosed(text, from: start, to: limit) }
        let raw = Array(text.bytes[start..<index])
        return SecretValue(
            range: start..<index, decoded: unescaped(raw, [.backslash, .doubled]), end: index + close.count,
            isOpen: text.isOpen(at: index + close.count), isQuoted: true, isNested: true)
    }

    /// A quote behind a backslash does not close, except where the backslash is part of what closes.
    private static func isEscaped(_ text: SecretText, _ index: Int, from start: Int, by close: [UInt8]) -> Bool {
        guard close.first != UInt8(ascii: "\\") else { return false }
        let backslashes = index - text.skipBack(from: index) { $0 == UInt8(ascii: "\\") }
        return close == Array("''".utf8) && backslashes > 0 && index - backslashes >= start
    }

    private static func simple(_ text: SecretText, at start: Int, _ quoting: Quoting) -> SecretValue {
        let quote = text[start]
        let limit = text.lineEnd(of: start + 1)
        var index = start + 1
        while index < limit {
            if quoting.contains(.backslash), text[index] == UInt8(ascii: "\\") {
                index += 2
            } else if text[index] != quote {
                index += 1
            } else if quoting.contains(.doubled), text[index + 1] == quote {
                index += 2
            } else {
                break
            }
        }
        text.spend(index - start)
        guard index < limit else { return unclosed(text, from: start + 1, to: limit) }
        return SecretValue(
            range: start + 1..<index, decoded: unescaped(Array(text.bytes[start + 1..<index]), quoting),
            end: index + 1, isOpen: text.isOpen(at: index + 1), isQuoted: true)
    }

    /// A quote that does not close on its line: a message that was cut off, or an apostrophe.
    private static func unclosed(_ text: SecretText, from start: Int, to limit: Int) -> SecretValue {
        if text.isOpen(at: limit) {
            return SecretValue(range: start..<limit, decoded: [], end: limit, isOpen: true, isQuoted: true)
        }
        let end = min(limit, text.skip(from: start) { !$0.isWhite })
        return SecretValue(
            range: start..<end, decoded: Array(text.bytes[start..<end]), end: end, isQuoted: true)
    }

    private static func unescaped(_ raw: [UInt8], _ quoting: Quoting) -> [UInt8] {
        var result: [UInt8] = []
        var index = 0
        while index < raw.count {
            let isDoubled = raw[index] == UInt8(ascii: "'") && index + 1 < raw.count && raw[index + 1] == raw[index]
            if quoting.contains(.doubled), isDoubled { index += 1 }
            if quoting.contains(.backslash), raw[index] == UInt8(ascii: "\\"), index + 1 < raw.count { index += 1 }
            result.append(raw[index])
            index += 1
        }
        return result
    }

    /// Reads a word as a shell does, up to a byte that ends it; quotes and backslashes may stand within.
    static func word(_ text: SecretText, at start: Int, endsAt isEnd: (UInt8) -> Bool) -> SecretValue {
        let quoting: Quoting = text[start] == UInt8(ascii: "'") ? [.doubled] : [.backslash]
        if let value = quoted(text, at: start, quoting) {
            let next = text[value.end]
            let isWhole = next.isQuote ? !closes(text, next, after: value.end) : isEnd(next)
            if isWhole || value.isNested || value.end >= text.count { return value }
        }
        return pieces(text, at: start, endsAt: isEnd)
    }

    private static func pieces(_ text: SecretText, at start: Int, endsAt isEnd: (UInt8) -> Bool) -> SecretValue {
        var decoded: [UInt8] = []
        var index = start
        var open: UInt8?
        // Where a quote can only open, blanks may follow it: in the beginning, and behind an escaped quote.
        var opens = true
        let limit = text.lineEnd(of: start)
        while index < limit, !text[index].isLineEnd {
            let byte = text[index]
            if let quote = open {
                if byte == quote { open = nil } else { decoded.append(byte) }
                opens = byte == quote && quote == UInt8(ascii: "\"") && text[index - 1] == UInt8(ascii: "'")
            } else if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\""),
                opens || closes(text, byte, after: index)
            {
                open = byte
                opens = false
            } else if byte == UInt8(ascii: "\\"), index + 1 < text.count, !text[index + 1].isLineEnd {
                index += 1
                decoded.append(text[index])
                opens = text[index].isQuote
            } else if isEnd(byte) || byte.isQuote {
                break
            } else {
                decoded.append(byte)
                opens = false
            }
            index += 1
        }
        text.spend(2 * (index - start))
        return SecretValue(range: start..<index, decoded: decoded, end: index, isOpen: text.isOpen(at: index))
    }

    /// Leaves out what ends a list or a sentence behind a value without quotes.
    mutating func dropLast(while isLeftOut: (UInt8) -> Bool) {
        while !isOpen, !isQuoted, let last = decoded.last, isLeftOut(last), !range.isEmpty {
            range = range.dropLast()
            decoded.removeLast()
        }
    }

    /// Whether a quote within a word has its other half in it: one that has none ends what is around the word.
    private static func closes(_ text: SecretText, _ quote: UInt8, after index: Int) -> Bool {
        let end = text.skip(from: index + 1) { $0 != quote && !$0.isWhite }
        return text[end] == quote || text.isOpen(at: end)
    }
}

extension SecretText {
    func hasExactly(_ literal: String, at index: Int) -> Bool {
        index >= 0 && index < count && bytes[index..<count].starts(with: literal.utf8)
    }
}
