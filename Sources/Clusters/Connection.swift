import CLibPQ
import Glibc
import LabModel

/// What libpq or the server said went wrong.
struct ConnectionFailure: Error {
    let message: String
    /// The server's code when it answered; nil when there was no answer.
    let sqlState: String?

    init(_ message: String, sqlState: String? = nil) {
        let lines = message.split(separator: "\n").map { $0.drop { $0 == " " || $0 == "\t" } }
        self.message = lines.joined(separator: " ")
        self.sqlState = sqlState
    }
}

/// A connection by libpq that never blocks longer than it is allowed to, even when the server has been suspended:
/// https://www.postgresql.org/docs/current/libpq-async.html
final class Connection {
    private let handle: OpaquePointer
    private var isBroken = false

    /// Connects.
    init(_ endpoint: Endpoint, limit: Duration = .seconds(2)) throws(ConnectionFailure) {
        if let problem = clibpq_problem() {
            throw ConnectionFailure("PostgreSQL's client library is missing (libpq5): \(String(cString: problem))")
        }
        let started = endpoint.withParameters { PQconnectStartParams($0, $1, 0) }
        guard let started else { throw ConnectionFailure("out of memory") }
        handle = started
        // Otherwise libpq prints the server's notices to standard error.
        PQsetNoticeProcessor(handle, { _, _ in }, nil)
        try connect(by: .now + limit)
    }

    deinit { PQfinish(handle) }

    /// Whether a server answers that is past its start, whoever it would let in.
    static func isAccepted(at endpoint: Endpoint) -> Bool {
        endpoint.with("connect_timeout", "2").withParameters { PQpingParams($0, $1, 0) } == PQPING_OK
    }

    var isUsable: Bool { !isBroken && PQstatus(handle) == CONNECTION_OK }

    /// The server's version, `15.18`.
    var serverVersion: String? {
        let text = PQparameterStatus(handle, "server_version").map { String(cString: $0) }
        return text?.split(separator: " ").first.map(String.init)
    }

    /// Carries statements out, separated by semicolons, in one round trip; a result for each.
    func query(_ sql: String, limit: Duration = .seconds(2)) throws(ConnectionFailure) -> [QueryResult] {
        let deadline = ContinuousClock.now + limit
        guard PQsendQuery(handle, sql) == 1 else { throw failure() }
        var results: [QueryResult] = []
        var failed: ConnectionFailure?
        while let result = try nextResult(by: deadline) {
            switch result.status {
            case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
                isBroken = true
                throw ConnectionFailure("COPY is no query that answers", sqlState: "0A000")
            case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY: results.append(result)
            default: failed = failed ?? result.failure
            }
        }
        if let failed { throw failed }
        return results
    }

    private func nextResult(by deadline: ContinuousClock.Instant) throws(ConnectionFailure) -> QueryResult? {
        while PQisBusy(handle) == 1 {
            try wait(for: Int16(POLLIN), by: deadline)
            guard PQconsumeInput(handle) == 1 else { throw failure() }
        }
        return PQgetResult(handle).map(QueryResult.init)
    }

    private func connect(by deadline: ContinuousClock.Instant) throws(ConnectionFailure) {
        guard PQstatus(handle) != CONNECTION_BAD else { throw failure() }
        var events = Int16(POLLOUT)
        while true {
            try wait(for: events, by: deadline)
            switch PQconnectPoll(handle) {
            case PGRES_POLLING_OK: return
            case PGRES_POLLING_READING: events = Int16(POLLIN)
            case PGRES_POLLING_WRITING: events = Int16(POLLOUT)
            default: throw failure()
            }
        }
    }

    private func wait(for events: Int16, by deadline: ContinuousClock.Instant) throws(ConnectionFailure) {
        while true {
            let left = ContinuousClock.now.duration(to: deadline)
            var socket = pollfd(fd: PQsocket(handle), events: events, revents: 0)
            let count = left > .zero ? poll(&socket, 1, Int32(clamping: left.inMicroseconds / 1000 + 1)) : 0
            if count > 0 { return }
            if count < 0, errno == EINTR { continue }
            isBroken = true
            throw ConnectionFailure("the server did not answer in time")
        }
    }

    private func failure() -> ConnectionFailure {
        isBroken = true
        return ConnectionFailure(String(cString: PQerrorMessage(handle)))
    }
}
