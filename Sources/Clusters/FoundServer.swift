import Glibc
public import LabModel

/// A server that somebody else keeps, found by where a program connected to it, or by its data directory. It is only
/// looked at; no connection stays open.
public final class FoundServer {
    /// Where it is: a host's name or address, or the directory of its socket.
    public let host: String
    /// Its port.
    public let port: Int
    private let server: Server

    /// Makes what is known of a server; nothing is connected yet.
    public init(
        name: String, host: String, port: Int, user: String, password: String? = nil, database: String = "postgres"
    ) {
        self.host = host
        self.port = port
        let parameters = [
            ("host", host), ("port", "\(port)"), ("user", user), ("dbname", database),
            ("options", "-c client_min_messages=warning"), ("connect_timeout", "2"),
        ]
        let given = password.map { [("password", $0)] } ?? []
        server = Server(cluster: name, endpoint: Endpoint(conninfo: parameters + given)) { true }
    }

    /// What the server says of itself.
    public struct Identity: Sendable, Equatable {
        /// Its data directory; nil where it does not tell.
        public let data: String?
        /// What `initdb` gave the cluster.
        public let systemIdentifier: String?
        /// `15.18`.
        public let version: String?
    }

    /// Whether the server has started and answers.
    public var accepts: Bool { server.accepts }

    /// Asks who the server is; nil when it does not answer.
    public func identity() -> Identity? {
        defer { server.close() }
        guard let version = try? server.version() else { return nil }
        let data = try? server.query("SELECT current_setting('data_directory', true)").last?.rows.first?.first
        return Identity(data: data ?? nil, systemIdentifier: try? server.systemIdentifier(), version: version)
    }

    /// The typed state at this moment.
    public func observe() -> Observation {
        defer { server.close() }
        return server.observe()
    }

    /// The settings in force that differ from their defaults; empty when it does not answer.
    public func settings() -> [Variable] {
        defer { server.close() }
        return (try? server.settings()) ?? []
    }
}

/// A data directory as it lies on this machine's disk, whoever made it.
public struct FoundData: Sendable, Equatable {
    /// Its absolute path, links resolved.
    public let path: String

    /// Finds the data directory of a path; nil when it is none.
    public init?(path: String) {
        guard let resolved = Path.resolved(path), FileStatus(path: resolved + "/PG_VERSION")?.isRegular == true else {
            return nil
        }
        self.path = resolved
    }

    /// The port that its server listens on; nil when none runs.
    public var runningPort: Int? { Postmaster(of: path)?.port.map(Int.init) }

    /// Whether a server runs there.
    public var isRunning: Bool { Postmaster(of: path) != nil }

    /// The directory of the socket that its server listens on, the fifth line of its `postmaster.pid`.
    public var socketDirectory: String? {
        let lines = Files.text(of: path + "/postmaster.pid")?.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.flatMap { $0.count > 4 && !$0[4].isEmpty ? String($0[4]) : nil }
    }

    /// The configuration files that people change.
    public static let configurationFiles = ["postgresql.conf", "postgresql.auto.conf", "pg_hba.conf", "pg_ident.conf"]

    /// A configuration file's content; nil when it cannot be read.
    public func content(of file: String) -> [UInt8]? {
        try? DataFile(cluster: "", directory: path, file: file).read()
    }
}
