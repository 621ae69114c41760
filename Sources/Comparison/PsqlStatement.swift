/// What a statement says about the table that it prints.
struct PsqlStatement: Sendable {
    /// Whether it is one of psql's own commands.
    let isMeta: Bool
    /// Whether the rows come in an order that is part of the result.
    let hasOrder: Bool
    /// The columns' names as PostgreSQL gives them; nil when the statement does not spell them out.
    let columns: [String]?
    /// Whether the names come from elsewhere: `SELECT *`, `TABLE`.
    let hidesColumns: Bool
    /// What columns show that are called functions or were given names of their own: `mine` of
    /// `pg_backend_pid() AS mine`.
    let sources: [String: Source]

    /// A column or a function by its name.
    struct Source: Sendable, Equatable {
        let name: String
        let isCalled: Bool
    }

    /// Reads a statement.
    init(_ text: String) {
        let words = SQLWords.top(of: text)
        isMeta = text.first { !$0.isWhitespace } == "\\"
        let order = zip(words, words.dropFirst()).contains { $0.text == "order" && $1.text == "by" }
        hasOrder = isMeta || order || words.first?.text == "explain" || words.first?.text == "show"
        columns = isMeta ? nil : Self.columns(words)
        sources = Self.sources(words)
        hidesColumns = isMeta || columns == nil
    }

    private static let ends: Set<String> = [
        "from", "where", "group", "order", "limit", "union", "window", "having", "offset", "fetch", "for", ";", "\\",
        "into", "intersect", "except",
    ]

    private static func columns(_ words: [SQLWord]) -> [String]? {
        if words.first?.text == "show", words.count > 1 { return [words[1].text] }
        guard words.first?.text == "select" else { return nil }
        let list = words.dropFirst().prefix { !ends.contains($0.text) || $0.isQuoted }
        let items = list.split(omittingEmptySubsequences: false) { $0.text == "," && !$0.isQuoted }
        let names = items.map { name(of: Array($0)) }
        return names.contains(nil) ? nil : names.compactMap(\.self)
    }

    private static func sources(_ words: [SQLWord]) -> [String: Source] {
        let items = words.drop { $0.text != "select" }.dropFirst().prefix { !ends.contains($0.text) || $0.isQuoted }
            .split { $0.text == "," && !$0.isQuoted }
        var sources: [String: Source] = [:]
        for item in items.map(Array.init) {
            let hasAlias = item.count > 2 && item[item.count - 2].text == "as"
            let shown = hasAlias ? Array(item.dropLast(2)) : item
            let isCalled = shown.last?.text == "()"
            guard hasAlias || isCalled, let alias = name(of: item), let name = name(of: shown) else { continue }
            sources[alias] = Source(name: name, isCalled: isCalled)
        }
        return sources
    }

    /// `FigureColname` of PostgreSQL's `parse_target.c`, as far as the statements of labs go.
    private static func name(of item: [SQLWord]) -> String? {
        var item = item
        if item.last?.text == "*" { return nil }
        if let cast = item.firstIndex(where: { $0.text == "::" }), item.count <= cast + 2 {
            if cast == 1, !item[0].isName { return item.last?.text }
            item.removeSubrange(cast...)
        }
        guard let last = item.last else { return nil }
        if last.text == "()", item.count > 1, item[item.count - 2].isName { return item[item.count - 2].text }
        if item.count == 1 || item[item.count - 2].text == "." || item[item.count - 2].text == "as" {
            return last.isName ? last.text : "?column?"
        }
        let before = item[item.count - 2]
        return last.isName && (before.isName || before.text == "()" || before.isLiteral) ? last.text : "?column?"
    }
}

/// A word or a sign of a statement.
struct SQLWord: Sendable, Equatable {
    /// As PostgreSQL understands it: in lower case unless it was quoted; `()` stands for parentheses with their content.
    var text: String
    var isQuoted = false
    var isLiteral = false

    var isName: Bool { isQuoted || !isLiteral && (text.first?.isLetter == true || text.first == "_") }
}

/// Reads the words of a statement that stand outside of parentheses.
struct SQLWords {
    private var rest: Substring
    private var depth = 0
    private var words: [SQLWord] = []

    /// The words of a statement outside of parentheses, comments and strings.
    static func top(of text: String) -> [SQLWord] {
        var reader = SQLWords(rest: text[...])
        while !reader.rest.isEmpty { reader.readWord() }
        return reader.words
    }

    private mutating func readWord() {
        guard let first = rest.first else { return }
        switch first {
        case "(", "[": enter()
        case ")", "]": leave()
        case "'": readQuoted("'") { SQLWord(text: $0, isLiteral: true) }
        case "\"": readQuoted("\"") { SQLWord(text: $0, isQuoted: true) }
        case "$" where rest.dropFirst().first?.isNumber != true: readDollars()
        case _ where rest.hasPrefix("--"): rest = rest.drop { !$0.isNewline }
        case _ where rest.hasPrefix("/*"): skip(to: "*/")
        case _ where rest.hasPrefix("::"): add(SQLWord(text: "::"), 2)
        case _ where first.isWhitespace: rest.removeFirst()
        case _ where first.isLetter || first == "_" || first.isNumber: readName()
        default: add(SQLWord(text: String(first)), 1)
        }
    }

    private mutating func add(_ word: SQLWord, _ count: Int) {
        rest = rest.dropFirst(count)
        if depth == 0 { words.append(word) }
    }

    private mutating func enter() {
        add(SQLWord(text: "()"), 1)
        depth += 1
    }

    private mutating func leave() {
        depth = max(0, depth - 1)
        rest.removeFirst()
    }

    private mutating func readName() {
        let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "$" }
        add(SQLWord(text: name.lowercased(), isLiteral: name.first?.isNumber == true), name.count)
    }

    private mutating func readQuoted(_ quote: Character, _ word: (String) -> SQLWord) {
        let body = rest.dropFirst().prefix { $0 != quote }
        add(word(String(body)), body.count + 2)
    }

    private mutating func readDollars() {
        let tag = rest.dropFirst().prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        guard rest.dropFirst(1 + tag.count).first == "$" else { return add(SQLWord(text: "$"), 1) }
        add(SQLWord(text: "", isLiteral: true), tag.count + 2)
        skip(to: "$" + tag + "$")
    }

    private mutating func skip(to end: String) {
        while !rest.isEmpty, !rest.hasPrefix(end) { rest.removeFirst() }
        rest = rest.dropFirst(end.count)
    }
}
