/// Finds what SQL, as typed into psql, destroys or reaches outside.
struct SQLHazards {
    static let unknown = "runs SQL that is not known before"

    private var findings: [Finding] = []
    private let depth: Int

    static func find(in text: String, line: Int = 0, depth: Int = 0) -> [Finding] {
        guard depth < 12 else { return [Finding(line: line, reason: unknown)] }
        var hazards = SQLHazards(depth: depth)
        for statement in SQLScanner.statements(in: text, line: line) {
            hazards.inspect(statement)
        }
        return hazards.findings
    }

    private init(depth: Int) { self.depth = depth }

    private mutating func report(_ reason: String, _ line: Int) {
        findings.append(Finding(line: line, reason: reason))
    }

    private mutating func inspect(_ statement: SQLStatement) {
        let tokens = statement.tokens
        if tokens.first == .sign(":") { report(Self.unknown, statement.line) }
        for (index, token) in tokens.enumerated() {
            if case .meta(let command) = token { meta(command, statement.lines[index]) }
            if Self.begins(index, in: tokens) { command(tokens[index...], statement.lines[index]) }
            if let reason = token.upper.flatMap(Self.reason) { report(reason, statement.lines[index]) }
            if token == .word("DELETE"), isUnbounded(tokens[index...]) {
                report("deletes every row", statement.lines[index])
            }
        }
        bodies(of: statement)
    }

    /// Words behind which a statement of PL/pgSQL, a CTE or an explained one begins.
    private static let openers: Set<String> = [
        "BEGIN", "THEN", "ELSE", "LOOP", "ATOMIC", "EXPLAIN", "ANALYZE", "VERBOSE", "AS",
    ]

    private static func begins(_ index: Int, in tokens: [SQLToken]) -> Bool {
        guard index > 0 else { return true }
        if case .word(let before) = tokens[index - 1] { return openers.contains(before) }
        return tokens[index - 1] == .sign("(") || tokens[index - 1] == .sign(")")
    }

    private mutating func command(_ tokens: ArraySlice<SQLToken>, _ line: Int) {
        let words = tokens.compactMap(\.upper)
        switch tokens.first {
        case .word("DROP"): report("drops database objects", line)
        case .word("ALTER"): alter(tokens, words, line)
        case .word("TRUNCATE"): report("empties tables", line)
        case .word("COPY"): copy(tokens, line)
        case .word("CREATE"): create(tokens, words, line)
        case .word("EXECUTE") where depth > 0: report(Self.unknown, line)
        default: break
        }
    }

    private mutating func alter(_ tokens: ArraySlice<SQLToken>, _ words: [String], _ line: Int) {
        let harmless: Set<String> = ["NOT", "DEFAULT", "EXPRESSION", "IDENTITY"]
        for (word, next) in zip(words, words.dropFirst()) where word == "DROP" && !harmless.contains(next) {
            report("drops database objects", line)
        }
        if words.contains("SUBSCRIPTION"), words.contains("CONNECTION") { report("connects to another server", line) }
        guard words.contains(where: { $0.hasSuffix("_COMMAND") }) else { return }
        for case .literal(let text) in tokens { shell(text, line) }
    }

    private mutating func create(_ tokens: ArraySlice<SQLToken>, _ words: [String], _ line: Int) {
        let foreign: Set<String> = ["DBLINK", "POSTGRES_FDW", "FILE_FDW", "ADMINPACK"]
        if words.contains("EXTENSION"), words.contains(where: foreign.contains) {
            report("connects to another server", line)
        }
        if words.contains("SUBSCRIPTION") && words.contains("CONNECTION") || words.dropFirst().first == "SERVER" {
            report("connects to another server", line)
        }
    }

    private mutating func copy(_ tokens: ArraySlice<SQLToken>, _ line: Int) {
        for (token, next) in zip(tokens, tokens.dropFirst()) {
            switch (token, next) {
            case (.word("PROGRAM"), .literal(let text)):
                report("runs a program on the server's machine", line)
                shell(text, line)
            case (.word("TO"), .literal): report("writes a file on the server's machine", line)
            default: break
            }
        }
    }

    /// Whether `DELETE FROM …` ends without a `WHERE`.
    private func isUnbounded(_ tokens: ArraySlice<SQLToken>) -> Bool {
        guard tokens.dropFirst().first == .word("FROM") else { return false }
        var depth = 0
        for token in tokens {
            if token == .sign("(") { depth += 1 } else if token == .sign(")") { depth -= 1 }
            if depth < 0 { return true }
            if depth == 0, token == .word("WHERE") { return false }
        }
        return true
    }

    private static func reason(_ name: String) -> String? {
        switch name {
        case "PG_TERMINATE_BACKEND", "PG_CANCEL_BACKEND": "ends sessions"
        case "PG_READ_FILE", "PG_READ_BINARY_FILE", "PG_READ_SERVER_FILES", "PG_WRITE_SERVER_FILES", "LO_EXPORT",
            "LO_IMPORT", "PG_FILE_WRITE", "PG_FILE_UNLINK", "PG_FILE_RENAME":
            "reaches files of the server's machine"
        case "PG_EXECUTE_SERVER_PROGRAM": "runs a program on the server's machine"
        default: name.hasPrefix("DBLINK") ? "connects to another server" : nil
        }
    }

    /// What `DO` runs, and what a function will run when it is called; other dollar quotes are text.
    private mutating func bodies(of statement: SQLStatement) {
        let words = statement.tokens.compactMap(\.upper)
        let isRoutine = words.first == "CREATE" && (words.contains("FUNCTION") || words.contains("PROCEDURE"))
        guard words.first == "DO" || isRoutine else { return }
        for (token, line) in zip(statement.tokens, statement.lines) {
            switch token {
            case .dollar(let body), .literal(let body): findings += Self.find(in: body, line: line, depth: depth + 1)
            default: break
            }
        }
    }

    private mutating func shell(_ text: String, _ line: Int) {
        findings += ShellHazards.find(in: text, line: line, depth: depth + 1).map {
            Finding(line: line, reason: $0.reason)
        }
    }
}

/// Meta-commands of psql.
extension SQLHazards {
    fileprivate mutating func meta(_ command: String, _ line: Int) {
        let name = command.hasPrefix("!") ? "!" : String(command.prefix { $0.isLetter || $0 == "_" })
        let rest = command.dropFirst(name.count).drop { $0.isWhitespace }
        if name != "!" { backticks(rest, line) }
        switch name {
        case "!":
            report("runs a shell command", line)
            shell(String(rest), line)
        case "o", "out", "w", "write", "g", "gx", "s": output(rest, line)
        case "copy": copyHere(rest, line)
        case "c", "connect": connect(rest, line)
        case "i", "include", "ir", "include_relative", "gexec", "e", "edit": report(Self.unknown, line)
        case "lo_export": report("overwrites a file", line)
        default: break
        }
    }

    /// psql runs what stands between backticks in a meta-command's arguments.
    private mutating func backticks(_ text: Substring, _ line: Int) {
        let parts = text.split(separator: "`", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() where index % 2 == 1 {
            report("runs a shell command", line)
            shell(String(part), line)
        }
    }

    private mutating func output(_ text: Substring, _ line: Int) {
        var text = text
        if text.hasPrefix("(") { text = text.drop { $0 != ")" }.dropFirst().drop { $0.isWhitespace } }
        let path = text.prefix { !$0.isWhitespace }
        if path.isEmpty || path == "/dev/null" || path.hasPrefix(";") { return }
        guard path.hasPrefix("|") else { return report("overwrites a file", line) }
        report("runs a shell command", line)
        shell(String(text.dropFirst()), line)
    }

    private mutating func copyHere(_ text: Substring, _ line: Int) {
        let tokens = SQLScanner.statements(in: String(text), line: line).flatMap(\.tokens)
        for (token, next) in zip(tokens, tokens.dropFirst()) {
            if token == .word("PROGRAM"), case .literal(let program) = next {
                report("runs a shell command", line)
                shell(program, line)
            }
            let harmless: [SQLToken] = [.word("STDOUT"), .word("PSTDOUT"), .word("PROGRAM")]
            if token == .word("TO"), !harmless.contains(next) { report("overwrites a file", line) }
        }
    }

    private mutating func connect(_ text: Substring, _ line: Int) {
        let words = text.split { $0.isWhitespace }.map { $0.replacing("'", with: "").replacing("\"", with: "") }
        let plain = words.filter { !$0.contains("=") }
        let whole = text.replacing("'", with: " ").replacing("\"", with: " ")
        let host = ServerAddress.host(in: String(whole)) ?? (plain.count > 2 ? String(plain[2]) : "")
        if !ServerAddress.isLocal(host) { report("connects to another server", line) }
    }
}
