internal import Foundation
internal import GRDB
internal import LabModel

/// Takes a value out of a journal: of every table, of the search index, and of the pages that SQLite has set free.
public struct Scrub {
    /// What was done.
    public struct Outcome: Sendable, Equatable {
        /// What stands in the value's place, without braces.
        public let name: String
        /// The runs in which it stood.
        public let runs: [String]
        /// How many rows were changed.
        public let rows: Int
    }

    private let value: String
    private let path: String
    private let key: SecretKey

    /// Prepares it.
    ///
    /// - Parameters:
    ///   - value: what is to go, in every spelling that quotes and addresses give it.
    ///   - path: the journal.
    ///   - key: what digests of secrets are made with.
    public init(_ value: String, in path: String, key: SecretKey = .ofUser) {
        self.value = value
        self.path = path
        self.key = key
    }

    /// Carries it out, and looks in the journal's files afterwards whether the value is gone.
    ///
    /// - Returns: what was done; nil when the value stood nowhere.
    /// - Throws: `JournalError`; `recording` while a run is being recorded.
    public func run() throws(JournalError) -> Outcome? {
        do {
            let queue = try JournalFile.openForWriting(path)
            let outcome = try scrub(queue)
            try JournalFile.clearFreeBytes(queue, path: path)
            try queue.close()
            try checkFiles()
            return outcome
        } catch {
            throw JournalError(error, path: path)
        }
    }

    private func scrub(_ queue: DatabaseQueue) throws -> Outcome? {
        var outcome: Outcome?
        try queue.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA secure_delete = ON")
            try db.inTransaction(.immediate) {
                try requireQuiet(db)
                outcome = try scrub(db)
                return .commit
            }
        }
        return outcome
    }

    private func requireQuiet(_ db: Database) throws {
        let rows = try Row.fetchAll(db, sql: "SELECT * FROM run WHERE status = 'running'")
        guard let run = try rows.map({ try RunRecord(row: $0, db) }).first(where: { $0.status == .running }) else {
            return
        }
        throw JournalError(
            .refused, "the run \(run.id.prefix(13)) is being recorded into \(path)",
            remedy: "Scrub when it has ended.")
    }

    private func scrub(_ db: Database) throws -> Outcome? {
        let runs = try String.fetchAll(db, sql: "SELECT id FROM run ORDER BY id")
        let name = try name(in: runs, db)
        let before = try runs.map { try SecretPlaces.count(of: $0, db)[name] ?? 0 }
        let rows = try ScrubbedTables(Variable(name: name, value: value)).scrub(db)
        guard rows > 0 else { return nil }
        var changed: [String] = []
        for (run, before) in zip(runs, before) where try SecretPlaces.count(of: run, db)[name] ?? 0 > before {
            try SecretRows(run: run, key: key).note(scrubbed: Array(value.utf8), as: name, db)
            changed.append(run)
        }
        return Outcome(name: name, runs: changed, rows: rows)
    }

    /// The name that the value has already, where no other run calls another value so; else one that none has.
    private func name(in runs: [String], _ db: Database) throws -> String {
        let known = try runs.compactMap { run in try SecretRows(run: run, key: key).name(of: Array(value.utf8), db) }
        let all = try String.fetchAll(db, sql: "SELECT name FROM secret")
        if let name = known.first, known.allSatisfy({ $0 == name }), all.count(where: { $0 == name }) == known.count {
            return name
        }
        return SecretRows.next(besides: all)
    }

    private func checkFiles() throws {
        for file in ["", "-wal", "-shm", "-journal"].map({ path + $0 }) {
            guard let data = try? Data(contentsOf: URL(fileURLWithPath: file), options: .alwaysMapped) else { continue }
            for spelling in Redactor.spellings(of: value) where data.range(of: Data(spelling)) != nil {
                throw JournalError(
                    .other, "\(file) still holds the value", remedy: "Keep the file to yourself, and report this.")
            }
        }
    }
}
