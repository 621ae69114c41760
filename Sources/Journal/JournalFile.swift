internal import GRDB
internal import Foundation
internal import JournalMigrations

/// Opening a journal's file: what it must be before it is read, and how it becomes one before it is written.
enum JournalFile {
    /// `LJRN`, in the header of every journal (https://www.sqlite.org/fileformat.html#application_id).
    static let applicationID: Int32 = 0x4C4A_524E

    /// Opens an existing journal for reading; the file is not touched.
    static func openForReading(_ path: String) throws -> DatabaseQueue {
        guard FileManager.default.fileExists(atPath: path) else {
            throw JournalError(
                .missing, "there is no journal \(path)",
                remedy: "Make one with labjournal demo or labjournal play, or name one with --journal.")
        }
        try checkHeader(path)
        let queue = try openReadOnly(path)
        try queue.read { try check($0, path: path) }
        return queue
    }

    /// Opens a journal for writing, and makes it when there is none.
    static func openForWriting(_ path: String) throws -> DatabaseQueue {
        let size = (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
        if size > 0 {
            try checkHeader(path)
            let queue = try openReadOnly(path)
            try queue.read { if try !isEmpty($0) { try check($0, path: path) } }
            try queue.close()
        }
        var configuration = configuration()
        configuration.journalMode = .wal
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try migrate(queue, path: path)
        return queue
    }

    private static func configuration() -> Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(30)
        return configuration
    }

    /// A journal in write-ahead mode whose directory is read-only opens as immutable only.
    private static func openReadOnly(_ path: String) throws -> DatabaseQueue {
        var configuration = configuration()
        configuration.readonly = true
        do {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.read { _ = try Int.fetchOne($0, sql: "SELECT count(*) FROM sqlite_schema") }
            return queue
        } catch let error as DatabaseError where [.SQLITE_CANTOPEN, .SQLITE_READONLY].contains(error.resultCode) {
            let name = URL(fileURLWithPath: path).absoluteString
            return try DatabaseQueue(path: name + "?immutable=1", configuration: configuration)
        }
    }

    private static func checkHeader(_ path: String) throws {
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw JournalError(.readOnly, "\(path) cannot be read", remedy: "Check the rights of the file.")
        }
        defer { try? file.close() }
        let header = try file.read(upToCount: 16) ?? Data()
        guard header == Data("SQLite format 3\0".utf8) else {
            throw JournalError(
                .damaged, "\(path) is not a journal: it is no SQLite file",
                remedy: "Name another file with --journal; this one was not touched.")
        }
    }

    /// Whether another process has begun to make the journal and has not yet come to its tables.
    private static func isEmpty(_ db: Database) throws -> Bool {
        try Int32.fetchOne(db, sql: "PRAGMA application_id") == 0
            && Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") == 0
    }

    private static func check(_ db: Database, path: String) throws {
        guard try Int32.fetchOne(db, sql: "PRAGMA application_id") == applicationID else {
            throw JournalError(
                .damaged, "\(path) is not a journal: it is a database of another program",
                remedy: "Name another file with --journal; this one was not touched.")
        }
        let applied = try String.fetchAll(db, sql: "SELECT name FROM migration ORDER BY name")
        if let unknown = applied.first(where: { name in !migrations.contains { $0.name == name } }) {
            throw JournalError(
                .newer, "\(path) was written by a newer version of labjournal: it has the change \(unknown)",
                remedy: "Install a newer labjournal; the journal was not touched.")
        }
    }

    /// One immediate transaction decides, so that two processes that make the same journal do not make it twice.
    private static func migrate(_ queue: DatabaseQueue, path: String) throws {
        try queue.write { db in
            try db.execute(
                sql: """
                    PRAGMA application_id = \(applicationID);
                    CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
                    """)
            let applied = try Set(String.fetchAll(db, sql: "SELECT name FROM migration"))
            for migration in migrations where !applied.contains(migration.name) {
                try db.execute(sql: migration.sql)
                try db.execute(sql: "INSERT INTO migration VALUES (?)", arguments: [migration.name])
            }
        }
    }
}
