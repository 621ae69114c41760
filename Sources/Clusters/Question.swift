import LabModel

/// SQL that returns one boolean, asked again and again by a wait.
///
/// It has a connection of its own as long as it lives; let go of it when the wait is over, so that the lab may drop the
/// database.
public final class Question {
    private let server: Server
    private let sql: String
    private let database: String?
    private let user: String?
    private var connection: Connection?

    init(_ sql: String, database: String?, user: String?, server: Server) {
        self.sql = sql
        self.database = database
        self.user = user
        self.server = server
    }

    /// Asks; connects first when there is no connection.
    ///
    /// - Parameter limit: how long the server may take to answer.
    /// - Returns: the answer; nil for NULL or no row.
    /// - Throws: `notRunning` or `connection`, after which asking again may succeed; `query` when the SQL fails, with
    ///   the server's message, or returns something other than one boolean.
    public func ask(limit: Duration = .seconds(30)) throws(ClusterError) -> Bool? {
        if connection?.isUsable != true { connection = try server.connect(database: database, user: user) }
        guard let connection else { return nil }
        let results: [QueryResult]
        do {
            // The server gives up as well, so that no query stays behind.
            let milliseconds = max(1, limit.inMicroseconds / 1000)
            _ = try connection.query("SET statement_timeout = \(min(milliseconds, 2_000_000_000))")
            results = try connection.query(sql, limit: limit + .seconds(1))
        } catch { throw server.explained(error) }
        return try answer(results.last)
    }

    private func answer(_ result: QueryResult?) throws(ClusterError) -> Bool? {
        guard let result, result.columnCount == 1, result.isBoolean, result.rows.count <= 1 else {
            throw ClusterError(
                .query(sqlState: nil), cluster: server.cluster, problem: "the SQL does not return one boolean",
                remedy: "Compare: SELECT count(*) > 0 FROM …")
        }
        return result.rows.first?.first.map { $0 == "t" }
    }
}
