import Glibc
import LabModel

/// A cluster's server as a client of it sees it: one connection, kept open so that an observation costs one round trip.
///
/// The connection is to the database `postgres`, so that the lab can create and drop its own; it makes
/// `pg_ctl -m smart stop` wait until `close()`.
final class Server {
    let cluster: String
    private let endpoint: () -> Endpoint
    private let redactor: Redactor
    private let absence: (() -> ClusterError)?
    private let isUp: () -> Bool
    private var connection: Connection?

    /// Makes a client that does not connect yet.
    ///
    /// - Parameters:
    ///   - cluster: the cluster's name, for errors.
    ///   - endpoint: where the server is; asked whenever it is to be connected to.
    ///   - secrets: values that an error must not show.
    ///   - absence: why there is none; nil when no more is known.
    ///   - isUp: whether there is a server at all; without one, nothing is sent.
    init(
        cluster: String, endpoint: @escaping @autoclosure () -> Endpoint, secrets: [Variable] = [],
        absence: (() -> ClusterError)? = nil, isUp: @escaping () -> Bool
    ) {
        self.cluster = cluster
        self.endpoint = endpoint
        self.redactor = Redactor(secrets: secrets)
        self.absence = absence
        self.isUp = isUp
    }

    func close() { connection = nil }

    /// Whether the server has started and answers.
    var accepts: Bool { Connection.isAccepted(at: endpoint()) }

    /// Carries statements out; a connection that a restart has broken is made anew, once and silently.
    func query(_ sql: String) throws(ClusterError) -> [QueryResult] {
        try requireUp()
        if let connection {
            if let results = try retriable(sql, on: connection) { return results }
            self.connection = nil
        }
        do {
            let fresh = try Connection(endpoint())
            let results = try fresh.query(sql)
            connection = fresh
            return results
        } catch { throw explained(error) }
    }

    /// nil when the connection turned out to be broken.
    private func retriable(_ sql: String, on connection: Connection) throws(ClusterError) -> [QueryResult]? {
        do {
            return try connection.query(sql)
        } catch {
            guard connection.isUsable else { return nil }
            throw explained(error)
        }
    }

    private func requireUp() throws(ClusterError) {
        if isUp() { return }
        close()
        if let absence { throw absence() }
        throw ClusterError(
            .notRunning, cluster: cluster, problem: "its server does not run", remedy: "Start it: start \(cluster)")
    }

    func connect(database: String?, user: String?) throws(ClusterError) -> Connection {
        try requireUp()
        do {
            return try Connection(endpoint().with(database: database, user: user))
        } catch { throw explained(error) }
    }

    func explained(_ failure: ConnectionFailure) -> ClusterError {
        let message = redactor.redact(failure.message)
        guard let sqlState = failure.sqlState else {
            return ClusterError(
                .connection, cluster: cluster, problem: message,
                remedy: "Look whether the server runs and accepts connections: logs \(cluster)")
        }
        return ClusterError(
            .query(sqlState: sqlState), cluster: cluster, problem: "\(message) (SQLSTATE \(sqlState))",
            remedy: "Correct the SQL, or wait until it can succeed.")
    }

    private func rows(_ sql: String) throws(ClusterError) -> [Row] { try query(sql).last?.rows ?? [] }

    /// The settings in force that were not left at their defaults, by name.
    func settings() throws(ClusterError) -> [Variable] {
        let sql = """
            SELECT name, current_setting(name, true) AS value FROM pg_settings
            WHERE source NOT IN ('default', 'override', 'client', 'session') ORDER BY name COLLATE "C"
            """
        return try rows(sql).compactMap { row in
            row.text("name").map { Variable(name: $0, value: row.text("value") ?? "") }
        }
    }

    func version() throws(ClusterError) -> String {
        let text = try rows("SHOW server_version").first?.first ?? ""
        return text.split(separator: " ").first.map(String.init) ?? "unknown"
    }

    func systemIdentifier() throws(ClusterError) -> String {
        try rows("SELECT system_identifier FROM pg_control_system()").first?.first ?? ""
    }

    func writtenLSN() throws(ClusterError) -> LSN? {
        let sql = """
            SELECT CASE WHEN standby THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END AS lsn
            FROM pg_is_in_recovery() AS standby
            """
        return try rows(sql).first?.lsn("lsn")
    }

    func replayedLSN() throws(ClusterError) -> LSN? {
        try rows("SELECT pg_last_wal_replay_lsn() AS lsn").first?.lsn("lsn")
    }

    func observe() -> Observation {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        let now = Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
        do {
            let results = try query(ObservationQuery.sql)
            return ObservationQuery.observation(of: cluster, at: now, results)
        } catch {
            let state: Observation.State = [.notRunning, .ended].contains(error.code) ? .stopped : .unreachable
            return Observation(cluster: cluster, takenAt: now, state: state)
        }
    }
}
