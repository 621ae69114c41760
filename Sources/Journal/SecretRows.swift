internal import Foundation
internal import GRDB
public import LabModel

/// A secret that a run has met.
public struct SecretRecord: Sendable, Equatable {
    /// The name that stands in its place, without braces.
    public let name: String
    /// How it gave itself away.
    public let kind: SecretKind
    /// The entry in which it was met first; nil when it stood in the lab.
    public let entry: String?
    /// When it was met.
    public let foundAt: Timestamp
    /// How often its name stands in the run: in the lab, commands, output, configuration.
    public let places: Int
}

/// The names of a run's secrets, as they stand in the journal.
struct SecretRows {
    let run: String
    private let digest: SecretDigest

    init(run: String, key: SecretKey) {
        self.run = run
        digest = SecretDigest(key: key, run: run)
    }

    /// The name of a secret: the one that it has, or a new one. Call it in an immediate transaction, so that two
    /// processes agree.
    ///
    /// A declared name is kept, even where the value already had another.
    func name(of secret: FoundSecret, entry: Int64?, besides taken: [String], _ db: Database) throws -> String {
        let digest = digest.of(secret.value)
        if let name = secret.name {
            try insert(name, secret.kind, digest, entry, db)
            return name
        }
        let known = try String.fetchOne(
            db, sql: "SELECT name FROM secret WHERE run = ? AND digest = ? ORDER BY found_at, name LIMIT 1",
            arguments: [run, digest])
        if let known { return known }
        let names = try String.fetchAll(db, sql: "SELECT name FROM secret WHERE run = ?", arguments: [run])
        let name = Self.next(besides: names + taken)
        try insert(name, secret.kind, digest, entry, db)
        return name
    }

    /// The first `secret_N` behind those that are taken.
    static func next(besides taken: [String]) -> String {
        let numbers = taken.compactMap { $0.hasPrefix(prefix) ? Int($0.dropFirst(prefix.count)) : nil }
        return prefix + "\((numbers.max() ?? 0) + 1)"
    }

    private static let prefix = FoundSecret.givenPrefix

    func insert(_ name: String, _ kind: SecretKind, _ digest: Data, _ entry: Int64?, _ db: Database) throws {
        try db.execute(
            sql: "INSERT OR IGNORE INTO secret VALUES (?, ?, ?, ?, ?, ?)",
            arguments: [run, name, kind.rawValue, digest, entry, Timestamp.now.microseconds])
    }

    /// The name that a value has in the run; nil when it was not met there.
    func name(of value: [UInt8], _ db: Database) throws -> String? {
        try String.fetchOne(
            db, sql: "SELECT name FROM secret WHERE run = ? AND digest = ?", arguments: [run, digest.of(value)])
    }

    /// Notes a secret that was taken out of a run afterwards.
    func note(scrubbed value: [UInt8], as name: String, _ db: Database) throws {
        try insert(name, .scrubbed, digest.of(value), nil, db)
    }
}

extension JournalStore {
    /// The secrets that a run has met, in the order in which it met them.
    public func secrets(of run: RunRecord) throws(JournalError) -> [SecretRecord] {
        try read { db in
            guard try db.tableExists("secret") else { return [] }
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT secret.name, secret.kind, secret.found_at, entry.id AS entry_id
                    FROM secret LEFT JOIN entry ON entry.number = secret.entry
                    WHERE secret.run = ? ORDER BY secret.found_at, length(secret.name), secret.name
                    """, arguments: [run.id])
            let places = rows.isEmpty ? [:] : try SecretPlaces.count(of: run.id, db)
            return try rows.map { row in
                try SecretRecord(
                    name: row.value("name"), kind: SecretKind(rawValue: row.value("kind")) ?? .setting,
                    entry: row.value("entry_id"), foundAt: Timestamp(microseconds: row.value("found_at")),
                    places: places[row.value("name")] ?? 0)
            }
        }
    }
}
