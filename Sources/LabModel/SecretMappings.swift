// `name: value`: in YAML and JSON, in headers, and in what programs print.

extension SecretRules {
    /// `name: value`, in YAML and JSON, headers, and what programs print.
    func colon(_ name: Name, at separator: Int) -> SecretMatch? {
        if isDefault(name, at: separator) {
            return match(plain(at: separator + 2) { $0 == UInt8(ascii: "}") }, .setting)
        }
        if text[separator + 1] == UInt8(ascii: "=") { return assigned(name, at: separator + 1) }
        let start = text.skipBlanks(from: separator + 1)
        if start >= text.count || text[start].isLineEnd { return nil }
        // `:'name'` is psql's variable.
        if name.hasBlanks, !name.isQuoted, start == separator + 1, text[start].isQuote { return nil }
        if text[start].isQuote || text.has("\\\"", at: start) { return quoted(at: start, name) }
        let isPassword = name.sort == .password
        guard start > separator + 1 || isPassword && !name.isQuoted else { return nil }
        let isFlow = hasOpenBrace(before: name.range.lowerBound)
        return isFlow || isAtLineStart(name.range.lowerBound) ? line(name, start) : nil
    }

    /// `${NAME:-value}`.
    private func isDefault(_ name: Name, at separator: Int) -> Bool {
        let next = text[separator + 1]
        return text.has("${", endingAt: name.range.lowerBound)
            && (next == UInt8(ascii: "-") || next == UInt8(ascii: "="))
    }

    /// A value without quotes that is all of its line but a remark, or all of its place in a YAML mapping.
    func line(_ name: Name, _ start: Int) -> SecretMatch? {
        let isFlow = hasOpenBrace(before: name.range.lowerBound)
        let quote = enclosingQuote(of: name)
        let end = text.skip(from: start) {
            !$0.isWhite && $0 != quote && !(isFlow && ($0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "}")))
        }
        let rest = text.skipBlanks(from: end)
        let isAll =
            rest >= text.count || text[rest].isLineEnd || text[rest] == UInt8(ascii: "#") || text[end] == quote
            || isFlow
        guard isAll || text.isOpen(at: rest) else { return nil }
        let range = start..<end
        var value = SecretValue(
            range: range, decoded: Array(text.bytes[range]), end: end, isOpen: text.isOpen(at: rest))
        value.dropLast { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: ";") }
        if !value.isOpen, name.sort == .key, !isRandom(range) { return nil }
        if text.bytes[range].contains(where: { $0 == UInt8(ascii: "(") || $0 == UInt8(ascii: "[") }),
            text.bytes[range].first?.isLetter == true
        {
            return value.isOpen ? match(value, .setting) : nil
        }
        return accepted(value, name)
    }

    private func enclosingQuote(of name: Name) -> UInt8? {
        let before = text[name.range.lowerBound - 1]
        return before.isQuote && !name.isQuoted ? before : nil
    }

    private func hasOpenBrace(before place: Int) -> Bool {
        let line = text.bytes[max(text.lineStart(of: place), place - 256)..<place]
        return line.reduce(0) { $1 == UInt8(ascii: "{") ? $0 + 1 : $1 == UInt8(ascii: "}") ? $0 - 1 : $0 } > 0
    }

    /// `- name: X_PASSWORD`, then `value: …` in the line below.
    func manifest(_ name: Name, at end: Int) -> SecretMatch? {
        guard text[end].isLineEnd,
            text.has("name:", endingAt: text.skipBack(from: name.range.lowerBound) { $0.isBlank || $0.isQuote })
        else { return nil }
        let line = text.skip(from: end) { $0.isWhite || $0.isQuote }
        guard text.has("value", at: line) else { return nil }
        var after = line + 5
        if text[after].isQuote { after += 1 }
        guard text[after] == UInt8(ascii: ":") else { return nil }
        let start = text.skipBlanks(from: after + 1)
        if text[start].isQuote { return quoted(at: start, name) }
        return accepted(plain(at: start, endsAt: \.isWhite), name)
    }
}
