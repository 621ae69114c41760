/// A process of a PostgreSQL server as `ps` lists it, by the title that it has given itself
/// (https://www.postgresql.org/docs/current/monitoring-ps.html).
enum ServerProcess {
    /// The line in a form in which it is compared; nil for processes that come and go by themselves: clients that ask
    /// for nothing, those that look at the clusters for a replay among them, and autovacuum's workers.
    static func text(_ line: String) -> String? {
        guard let title = line.range(of: "postgres: ") else { return line }
        let words = line[title.upperBound...].trimmed
        if words.hasSuffix(" idle") || words.range(of: "autovacuum worker") != nil { return nil }
        return namingPort(line)
    }

    /// `127.0.0.1(54321)`, a client's address and port, with the word by which the port is known as one.
    private static func namingPort(_ line: String) -> String {
        guard let open = line.range(of: "("), let close = line[open.upperBound...].range(of: ")"),
            line[..<open.lowerBound].last.map({ $0 != " " }) == true
        else { return line }
        let port = line[open.upperBound..<close.lowerBound]
        guard !port.isEmpty, port.utf8.allSatisfy(\.isDigit) else { return line }
        return "\(line[..<open.lowerBound])(port \(port)\(line[close.lowerBound...])"
    }
}
