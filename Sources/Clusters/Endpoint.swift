import CLibPQ

/// Where a server is and as whom to connect, as libpq's keywords.
struct Endpoint {
    /// Keywords and values; a later one counts more.
    private(set) var parameters: [(keyword: String, value: String)]

    /// A server on this machine. All that the environment could redirect or slow down is said here.
    ///
    /// - Parameter host: its address.
    init(host: String = "127.0.0.1", port: UInt16, user: String = "postgres", password: String? = nil) {
        parameters = [
            ("host", host), ("hostaddr", host), ("port", "\(port)"), ("user", user),
            ("dbname", "postgres"), ("sslmode", "disable"), ("gssencmode", "disable"),
            ("options", "-c client_min_messages=warning"),
        ]
        if let password { parameters.append(("password", password)) }
    }

    /// The server of a connection string.
    init(conninfo: [(keyword: String, value: String)]) {
        parameters = conninfo
    }

    func value(_ keyword: String) -> String? {
        parameters.last { $0.keyword == keyword }?.value
    }

    /// The same server, another database or role.
    func with(database: String?, user: String?) -> Endpoint {
        var copy = self
        copy.set("dbname", database)
        copy.set("user", user)
        return copy
    }

    func with(_ keyword: String, _ value: String) -> Endpoint {
        var copy = self
        copy.set(keyword, value)
        return copy
    }

    private mutating func set(_ keyword: String, _ value: String?) {
        guard let value else { return }
        parameters.removeAll { $0.keyword == keyword }
        parameters.append((keyword, value))
    }

    private static let always = [("application_name", "labjournal"), ("client_encoding", "UTF8")]

    /// Calls a function of libpq with the keywords and values as null-terminated arrays.
    func withParameters<R>(
        _ body: (UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<UnsafePointer<CChar>?>) -> R
    ) -> R {
        let all = parameters.map { ($0.keyword, $0.value) } + Self.always
        return withCStrings(all.map(\.0)) { keywords in withCStrings(all.map(\.1)) { body(keywords, $0) } }
    }
}

/// Calls a function with a null-terminated array of C strings, all in one buffer.
private func withCStrings<R>(_ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> R) -> R {
    var buffer: [CChar] = []
    var offsets: [Int] = []
    for string in strings {
        offsets.append(buffer.count)
        buffer += string.utf8CString
    }
    return buffer.withUnsafeBufferPointer { storage in
        body(offsets.map { offset in storage.baseAddress.map { $0 + offset } } + [nil])
    }
}
