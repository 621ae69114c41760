import CLibPQ
import LabModel

/// A connection string, its secrets apart: https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING
struct Conninfo {
    /// All keywords that the string gives, secrets included.
    let parameters: [(keyword: String, value: String)]
    private let secretKeywords: Set<String>

    /// Reads `host=… port=…` or `postgresql://…`; nil when it is neither. libpq's own message is not passed on: it
    /// quotes the string, and with it a password.
    init?(_ text: String) {
        guard let options = PQconninfoParse(text, nil) else { return nil }
        defer { PQconninfoFree(options) }
        var parameters: [(keyword: String, value: String)] = []
        var secrets: Set<String> = []
        var option = options
        while let keyword = option.pointee.keyword {
            let name = String(cString: keyword)
            if let value = option.pointee.val { parameters.append((name, String(cString: value))) }
            if option.pointee.dispchar.map({ $0.pointee == CChar(UInt8(ascii: "*")) }) == true { secrets.insert(name) }
            option += 1
        }
        self.parameters = parameters
        secretKeywords = secrets
    }

    func value(_ keyword: String) -> String? { parameters.first { $0.keyword == keyword }?.value }

    /// The keywords whose values must not be shown.
    var secrets: [(keyword: String, value: String)] { parameters.filter { secretKeywords.contains($0.keyword) } }

    /// The string without its secrets, with another database or role.
    func text(database: String? = nil, user: String? = nil) -> String {
        Endpoint(conninfo: parameters).with(database: database, user: user).parameters
            .filter { !secretKeywords.contains($0.keyword) }
            .map { "\($0.keyword)=\(Self.quote($0.value))" }
            .joined(separator: " ")
    }

    static func quote(_ value: String) -> String {
        let needsQuotes = value.isEmpty || value.contains { $0.isWhitespace || $0 == "'" || $0 == "\\" }
        guard needsQuotes else { return value }
        let escaped = value.flatMap { $0 == "'" || $0 == "\\" ? ["\\", $0] : [$0] }
        return "'" + String(escaped) + "'"
    }
}
