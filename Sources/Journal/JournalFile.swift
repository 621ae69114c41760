internal import GRDB
internal import Foundation
internal import JournalMigrations

/// Opening a journal's file: what it must be before it is read, and how it becomes one before it is written.
enum JournalFile {
    /// `LJRN`, in the header of every journal (https://www.sqlite.org/fileformat.html#application_id).
    static let applicationID: Int32 = 0x4C4A_524E

    /// What a new journal's pages hold, in bytes: with SQLite's 4 KiB a lot of output takes longer to write, with 16 KiB
    /// a short command does.
    private static let pageSize = 8 * 1024

    /// Opens an existing journal for reading; the file is not touched.
    static func openForReading(_ path: String) throws -> DatabaseQueue {
        try refuseMissing(path)
        _ = try isWithoutBytes(path)
        let inspected = try openReadOnly(path)
        _ = try inspected.read { try check($0, path: path) }
        guard FileManager.default.isWritableFile(atPath: path),
            let queue = try? openQueryOnly(path)
        else { return inspected }
        try inspected.close()
        return queue
    }

    private static func refuseMissing(_ path: String) throws {
        if FileManager.default.fileExists(atPath: path) { return }
        throw JournalError(
            .missing, "there is no journal \(path)",
            remedy: "Make one with labjournal demo or labjournal play, or name one with --journal.")
    }

    /// Opens a journal for writing, for who looks for something that it has.
    static func openExistingForWriting(_ path: String) throws -> DatabaseQueue {
        try refuseMissing(path)
        return try openForWriting(path)
    }

    /// Opens a journal for writing, and makes it when there is none.
    static func openForWriting(_ path: String) throws -> DatabaseQueue {
        try withDirectoryLocked(of: path) {
            let isNew = !FileManager.default.fileExists(atPath: path)
            do {
                return try openJournal(path)
            } catch {
                if isNew, (try? isEmpty(path)) == true { remove(path) }
                throw error
            }
        }
    }

    private static func openJournal(_ path: String) throws -> DatabaseQueue {
        // What is certainly a journal is opened once: several commands a second may record.
        let isMarked = try isMarked(path)
        if !isMarked, try !isEmpty(path) { try openForReading(path).close() }
        var configuration = configuration()
        if isMarked {
            // Turning write-ahead mode on once more would write a table and remove it (GRDB's setUpWALMode).
            configuration.prepareDatabase { try $0.execute(sql: "PRAGMA synchronous = NORMAL") }
        } else {
            configuration.prepareDatabase { try $0.execute(sql: "PRAGMA page_size = \(pageSize)") }
            configuration.journalMode = .wal
        }
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        if try queue.read({ try isUpToDate($0, path: path) }) { return queue }
        try migrate(queue, path: path)
        return queue
    }

    /// Whether the file's header says that it is a journal in write-ahead mode, with no log beside it: opening does not
    /// change it then. Bytes 18 and 19 are 2, and 68 to 71 the application's identifier (https://www.sqlite.org/fileformat.html#the_database_header).
    private static func isMarked(_ path: String) throws -> Bool {
        guard !FileManager.default.fileExists(atPath: path + "-wal"), let file = FileHandle(forReadingAtPath: path)
        else { return false }
        defer { try? file.close() }
        let header = try file.read(upToCount: 100) ?? Data()
        return header.count == 100 && header[18] == 2 && header[19] == 2
            && header[68..<72].reduce(0) { $0 << 8 | Int32($1) } == applicationID
    }

    /// Whether every migration is there.
    private static func isUpToDate(_ db: Database, path: String) throws -> Bool {
        guard try Int32.fetchOne(db, sql: "PRAGMA application_id") == applicationID,
            try db.tableExists("migration")
        else { return false }
        return try check(db, path: path).count == migrations.count
    }

    /// Two that make the same journal at once would get in each other's way while SQLite turns the write-ahead log on.
    private static func withDirectoryLocked<Value>(of path: String, _ body: () throws -> Value) throws -> Value {
        let directory = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { if descriptor >= 0 { close(descriptor) } }
        while descriptor >= 0, flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
        return try body()
    }

    /// Whether the file holds nothing: no byte, or a database without a table, as a full disk or a kill may leave it.
    private static func isEmpty(_ path: String) throws -> Bool {
        guard FileManager.default.fileExists(atPath: path) else { return true }
        if try isWithoutBytes(path) { return true }
        let queue = try openReadOnly(path)
        defer { try? queue.close() }
        return try queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM sqlite_schema") } == 0
    }

    /// SQLite itself takes a file that is shorter than its header for an empty database.
    private static func isWithoutBytes(_ path: String) throws -> Bool {
        let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
        guard size == 0 || size >= 100 else { throw DatabaseError(resultCode: .SQLITE_NOTADB) }
        return size == 0
    }

    private static func remove(_ path: String) {
        for ending in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + ending) }
    }

    private static func configuration() -> Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(30)
        return configuration
    }

    /// A connection that only reads leaves SQLite's `-shm` file behind; one that could write clears it away.
    private static func openQueryOnly(_ path: String) throws -> DatabaseQueue {
        var configuration = configuration()
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA query_only = ON") }
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.read { _ = try Int.fetchOne($0, sql: "SELECT count(*) FROM sqlite_schema") }
        return queue
    }

    /// Without a write-ahead log beside it the file holds everything, and reading it as immutable leaves no trace; that
    /// is also the only way in a directory that is read-only.
    private static func openReadOnly(_ path: String) throws -> DatabaseQueue {
        var configuration = configuration()
        configuration.readonly = true
        if FileManager.default.fileExists(atPath: path + "-wal") {
            return try DatabaseQueue(path: path, configuration: configuration)
        }
        let name = URL(fileURLWithPath: path).absoluteString
        return try DatabaseQueue(path: name + "?immutable=1", configuration: configuration)
    }

    /// Refuses what is no journal that this program can read; returns the names of the changes that it has.
    @discardableResult
    private static func check(_ db: Database, path: String) throws -> [String] {
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
        return applied
    }

    /// Clears the bytes of what was deleted: free pages, and the write-ahead log.
    static func clearFreeBytes(_ queue: DatabaseQueue, path: String) throws {
        try queue.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA secure_delete = ON; VACUUM")
            let busy = try Int.fetchOne(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
            guard busy == 0 else {
                throw JournalError(
                    .busy, "\(path) is being read, so that its write-ahead log still holds what was deleted",
                    remedy: "End the process that reads, and say it once more.")
            }
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
