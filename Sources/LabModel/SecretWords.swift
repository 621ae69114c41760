/// Values that are no secrets although they stand where one would: placeholders, types, and what everybody uses.
enum SecretWords {
    private static let placeholders: Set<String> = [
        "", "null", "nil", "none", "true", "false", "yes", "no", "on", "off", "undefined", "string", "str", "text",
        "varchar", "char", "bytes", "bytea", "secret", "value", "required", "optional", "changeit", "redacted",
        "hidden", "masked", "empty", "unset", "default", "prompt", "your_password", "yourpassword", "your-password",
        "mypassword_here", "xxx", "function", "integer", "int", "bool", "boolean", "object", "array", "any",
    ]

    /// Words that stand in every other line of a lab: replacing them wherever they occur would make it unreadable.
    private static let common: Set<String> = [
        "postgres", "postgresql", "password", "passwd", "pass", "docker", "secret", "admin", "root", "test", "user",
        "master", "replica", "standby", "primary", "slave", "replication", "replicator", "repl", "repuser", "main",
        "demo", "example", "default", "public", "private", "local", "localhost", "trust", "mysecretpassword", "token",
        "database", "server", "client", "data", "select", "table", "index", "create", "alter", "role", "login",
        "superuser", "host", "port", "application", "service", "backup", "monitor", "barman", "patroni", "pgbouncer",
        "guest", "temp", "work", "code", "name", "true", "false", "null", "none", "prod", "production", "staging",
        "development", "dev", "qwerty", "welcome", "changeme", "hello", "world", "shop", "eshop", "shell", "psql",
    ]

    /// Whether a value only says where one would stand.
    static func isPlaceholder(_ value: ArraySlice<UInt8>) -> Bool {
        guard let head = value.first else { return true }
        if value.allSatisfy({ $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "x") || $0 == UInt8(ascii: ".") }) {
            return true
        }
        if value.count <= 20, placeholders.contains(String(decoding: value.map(\.lowered), as: UTF8.self)) {
            return true
        }
        switch head {
        case UInt8(ascii: "<"): return value.contains(UInt8(ascii: ">"))
        case UInt8(ascii: "["): return value.last == UInt8(ascii: "]")
        case UInt8(ascii: "$"): return isVariable(value)
        case UInt8(ascii: "%"): return value.count == 2 || value.last == UInt8(ascii: "%")
        case UInt8(ascii: ":"):
            let name = value.dropFirst()
            return !name.isEmpty && name.allSatisfy { $0.isWord || $0.isQuote }
        default: return isTemplate(value) || value.elementsEqual("…".utf8)
        }
    }

    /// `secret_1`: the name that a secret without one gets when it is recorded.
    static func isGivenName(_ value: ArraySlice<UInt8>) -> Bool {
        let prefix = Array(FoundSecret.givenPrefix.utf8)
        let number = value.dropFirst(prefix.count)
        return value.starts(with: prefix) && !number.isEmpty && number.allSatisfy(\.isDigit)
    }

    /// `$NAME`, `${NAME…}`, `$(command)`, `$1`, `$$`.
    private static func isVariable(_ value: ArraySlice<UInt8>) -> Bool {
        let head = UInt8(ascii: "$")
        let rest = value.dropFirst()
        guard let next = rest.first else { return true }
        if next == UInt8(ascii: "{") || next == UInt8(ascii: "(") { return true }
        let isConstant = rest.allSatisfy { $0.isUpper || $0.isDigit || $0 == UInt8(ascii: "_") || $0 == head }
        return isConstant || rest.allSatisfy { $0.isLetter || $0 == UInt8(ascii: "_") }
    }

    /// A name in double braces, alone or within.
    private static func isTemplate(_ value: ArraySlice<UInt8>) -> Bool {
        var before: UInt8 = 0
        for byte in value {
            if byte == UInt8(ascii: "{"), before == byte { return true }
            before = byte
        }
        return false
    }

    /// Whether the value is a common word, which is hidden only where it is plainly a secret.
    static func isCommon(_ value: [UInt8]) -> Bool {
        value.count <= 20 && common.contains(String(decoding: value.map(\.lowered), as: UTF8.self))
    }
}
