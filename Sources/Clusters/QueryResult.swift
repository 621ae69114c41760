import CLibPQ
import LabModel

/// What one statement returned; columns are found by their names, so that another version's columns do no harm.
final class QueryResult {
    private let handle: OpaquePointer
    private let columns: [String: Int32]

    init(_ handle: OpaquePointer) {
        self.handle = handle
        let names = (0..<PQnfields(handle)).map { (PQfname(handle, $0).map { String(cString: $0) } ?? "", $0) }
        columns = Dictionary(names) { first, _ in first }
    }

    deinit { PQclear(handle) }

    var status: ExecStatusType { PQresultStatus(handle) }
    var columnCount: Int { Int(PQnfields(handle)) }
    var rows: [Row] { (0..<PQntuples(handle)).map { Row(result: self, number: $0) } }

    /// Whether the first column's type is `boolean`, by its number in `pg_type`.
    var isBoolean: Bool { columnCount > 0 && PQftype(handle, 0) == 16 }

    var failure: ConnectionFailure {
        func field(_ code: Character) -> String? {
            code.asciiValue.flatMap { PQresultErrorField(handle, Int32($0)) }.map { String(cString: $0) }
        }
        // The letters of the protocol's error fields: M message, D detail, C SQLSTATE.
        let message = [field("M"), field("D")].compactMap { $0 }.joined(separator: ": ")
        let whole = message.isEmpty ? String(cString: PQresultErrorMessage(handle)) : message
        return ConnectionFailure(whole, sqlState: field("C"))
    }

    func text(row: Int32, column: Int32) -> String? {
        guard PQgetisnull(handle, row, column) == 0 else { return nil }
        return PQgetvalue(handle, row, column).map { String(cString: $0) }
    }

    func column(_ name: String) -> Int32? { columns[name] }
}

/// One row of a result; nil is NULL or a column that the server does not have.
struct Row {
    let result: QueryResult
    let number: Int32

    /// The first column, whatever its name.
    var first: String? { result.columnCount > 0 ? result.text(row: number, column: 0) : nil }

    func text(_ name: String) -> String? {
        result.column(name).flatMap { result.text(row: number, column: $0) }
    }

    func integer(_ name: String) -> Int64? { text(name).flatMap { Int64($0) } }
    func boolean(_ name: String) -> Bool? { text(name).map { $0 == "t" } }
    func lsn(_ name: String) -> LSN? { text(name).flatMap { LSN($0) } }
    /// A column of microseconds since 1970.
    func timestamp(_ name: String) -> Timestamp? { integer(name).map { Timestamp(microseconds: $0) } }
}
