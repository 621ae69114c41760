/// Which SQL only looks: a block of it can be asked again.
enum ReadOnlySQL {
    /// Whether nothing in a block's lines changes anything, as far as can be told from the words; a doubt is a no.
    static func isReadOnly(_ body: String) -> Bool {
        let lines = body.split(whereSeparator: \.isNewline).map { $0.trimmingSpaces() }
        let statements = withoutLiterals(lines.filter { !$0.hasPrefix("\\") }.joined(separator: "\n"))
        return lines.filter { $0.hasPrefix("\\") }.allSatisfy { isReadOnly(metaCommand: $0) }
            && statements.split(separator: ";").allSatisfy { isReadOnly(statement: String($0)) }
    }

    private static let lookingCommands: Set<String> = [
        "\\c", "\\connect", "\\conninfo", "\\encoding", "\\echo", "\\pset", "\\x", "\\a", "\\t", "\\timing", "\\z",
        "\\sf",
        "\\sv", "\\?", "\\h", "\\g", "\\gx", "\\gset",
    ]

    private static func isReadOnly(metaCommand line: Substring) -> Bool {
        let words = line.split(separator: " ")
        guard let command = words.first, !line.contains("|"), !line.contains("`") else { return false }
        if command.hasPrefix("\\g") { return words.count == 1 && lookingCommands.contains(String(command)) }
        return command.hasPrefix("\\d") || command.hasPrefix("\\l") && !command.hasPrefix("\\lo")
            || lookingCommands.contains(String(command))
    }

    private static let lookingWords: Set<String> = ["SELECT", "TABLE", "VALUES", "SHOW", "WITH", "EXPLAIN"]
    /// Words that make one of these statements change something, lock rows, or carry it out under EXPLAIN.
    private static let changingWords: Set<String> = [
        "INSERT", "UPDATE", "DELETE", "MERGE", "INTO", "ANALYZE", "NEXTVAL", "SETVAL", "SET_CONFIG", "DBLINK",
        "TXID_CURRENT",
        "PG_CURRENT_XACT_ID", "PG_NOTIFY",
    ]
    /// Beginnings of functions' names that change something: https://www.postgresql.org/docs/current/functions-admin.html
    private static let changingFunctions = [
        "PG_CREATE_", "PG_DROP_", "PG_COPY_", "PG_SWITCH_", "PG_PROMOTE", "PG_RELOAD", "PG_ROTATE", "PG_TERMINATE",
        "PG_CANCEL", "PG_SLEEP", "PG_WAL_REPLAY_", "PG_BACKUP_", "PG_START_", "PG_STOP_", "PG_REPLICATION_SLOT_",
        "PG_LOGICAL_",
        "PG_REPLICATION_ORIGIN_", "PG_STAT_RESET", "PG_STAT_STATEMENTS_RESET", "PG_ADVISORY", "PG_TRY_ADVISORY",
        "PG_SYNC_",
        "PG_LOG_", "PG_IMPORT_", "PG_EXPORT_", "LO_", "DBLINK_",
    ]

    private static func isReadOnly(statement: String) -> Bool {
        // A meta-command may end a statement: `SELECT 1 \gx`.
        let parts = statement.split(separator: "\\", maxSplits: 1)
        if parts.count == 2, !isReadOnly(metaCommand: "\\" + parts[1].trimmingSpaces()) { return false }
        let text = (parts.first ?? "").uppercased()
        let words = text.split { !isWord($0) }.map(String.init)
        guard let first = words.first else { return true }
        return lookingWords.contains(first) && !words.contains { changingWords.contains($0) }
            && called(in: text).allSatisfy { only(looks: $0) }
    }

    private static func isWord(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_"
    }

    /// The words before parentheses: functions, and words of SQL. What was quoted is an empty name.
    private static func called(in text: String) -> [String] {
        var names: [String] = []
        var rest = text[...]
        while let open = rest.firstIndex(of: "(") {
            let before = rest[..<open].trimmingSpaces()
            names.append(String(before.reversed().prefix(while: isWord).reversed()))
            rest = rest[rest.index(after: open)...]
        }
        return names
    }

    private static func only(looks name: String) -> Bool {
        if name.isEmpty || lookingFunctions.contains(name) { return true }
        return lookingBeginnings.contains { name.hasPrefix($0) } && !changingFunctions.contains { name.hasPrefix($0) }
    }

    private static let lookingBeginnings = [
        "PG_", "INET_", "TXID_", "TO_", "JSON", "ARRAY_", "STRING_", "REGEXP_", "HAS_",
    ]
    /// Functions and words of SQL that stand before parentheses and change nothing. A function of the lab's own may.
    private static let lookingFunctions: Set<String> = [
        "SELECT", "EXISTS", "IN", "ANY", "ALL", "SOME", "AND", "OR", "NOT", "AS", "FROM", "WHERE", "ON", "USING",
        "OVER",
        "FILTER", "VALUES", "UNION", "EXCEPT", "INTERSECT", "CASE", "WHEN", "THEN", "ELSE", "BY", "HAVING", "LIMIT",
        "OFFSET", "MATERIALIZED", "EXPLAIN", "BETWEEN", "LIKE", "DISTINCT", "ROW", "ARRAY", "CAST", "EXTRACT",
        "INTERVAL",
        "COUNT", "SUM", "MIN", "MAX", "AVG", "BOOL_AND", "BOOL_OR", "EVERY", "COALESCE", "NULLIF", "GREATEST", "LEAST",
        "ABS", "ROUND", "CEIL", "FLOOR", "TRUNC", "MOD", "LENGTH", "LOWER", "UPPER", "TRIM", "LTRIM", "RTRIM", "LPAD",
        "RPAD", "SUBSTRING", "SUBSTR", "LEFT", "RIGHT", "REPLACE", "REPEAT", "CONCAT", "FORMAT", "MD5", "SPLIT_PART",
        "NOW", "AGE", "DATE_TRUNC", "DATE_PART", "CLOCK_TIMESTAMP", "STATEMENT_TIMESTAMP", "VERSION", "CURRENT_SETTING",
        "CURRENT_DATABASE", "CURRENT_USER", "CURRENT_SCHEMA", "GENERATE_SERIES", "UNNEST", "CARDINALITY", "ROW_NUMBER",
        "RANK", "DENSE_RANK", "LAG", "LEAD", "FIRST_VALUE", "LAST_VALUE", "OBJ_DESCRIPTION", "COL_DESCRIPTION",
        "NUMERIC", "VARCHAR", "CHAR", "OID", "TEXT",
    ]

    /// The text without what stands in strings, with a word in place of quoted names, and without comments to the end of a line.
    private static func withoutLiterals(_ text: String) -> String {
        var result = ""
        var quote: Character?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            for character in line {
                if quote == nil, character == "-", result.last == "-" { break }
                if let open = quote {
                    // A quoted name is a name, which no list has.
                    if character == open, open == "\"" { result += "QUOTED" }
                    if character == open { quote = nil }
                } else if character == "'" || character == "\"" {
                    quote = character
                } else {
                    result.append(character)
                }
            }
            result.append("\n")
        }
        return result
    }
}

extension StringProtocol {
    fileprivate func trimmingSpaces() -> Substring {
        var text = Substring(self)
        while text.last?.isWhitespace == true { text.removeLast() }
        return text.drop(while: \.isWhitespace)
    }
}
