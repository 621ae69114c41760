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
    /// The greatest number that a name is known to have.
    private var greatestNumber: Int?

    init(run: String, key: SecretKey) {
        self.run = run
        digest = SecretDigest(key: key, run: run)
    }

    /// The names of secrets: those that they have, or new ones. Call it in an immediate transaction, so that two
    /// processes agree.
    ///
    /// A declared name is kept, even where the value already had another.
    mutating func names(
        of secrets: [FoundSecret], entry: Int64?, besides taken: [String], _ db: Database
    ) throws -> [String] {
        try zip(secrets, digest.of(secrets.map(\.value))).map { secret, digest in
            try name(of: secret, digest, entry, besides: taken, db)
        }
    }

    private mutating func name(
        of secret: FoundSecret, _ digest: Data, _ entry: Int64?, besides taken: [String], _ db: Database
    ) throws -> String {
        if let name = secret.name {
            try insert(name, secret.kind, digest, entry, db)
            return name
        }
        if let known = try known(by: digest, db) { return known }
        var number = try (greatestNumber ?? greatest(besides: taken, db)) + 1
        // Another process may have given the next name away.
        while try !insert(Self.prefix + "\(number)", secret.kind, digest, entry, db) {
            number = try max(number, greatest(besides: taken, db)) + 1
        }
        greatestNumber = number
        return Self.prefix + "\(number)"
    }

    private func greatest(besides taken: [String], _ db: Database) throws -> Int {
        Self.greatest(
            of: try String.fetchAll(db, sql: "SELECT name FROM secret WHERE run = ?", arguments: [run]) + taken)
    }

    /// The first `secret_N` behind those that are taken.
    static func next(besides taken: [String]) -> String {
        var number = greatest(of: taken) + 1
        while taken.contains(prefix + "\(number)") { number += 1 }
        return prefix + "\(number)"
    }

    private static func greatest(of names: [String]) -> Int {
        names.compactMap { $0.hasPrefix(prefix) ? Int($0.dropFirst(prefix.count)) : nil }
            .filter { $0 < mostSecrets }.max() ?? 0
    }

    private static let prefix = FoundSecret.givenPrefix
    /// A greater number is a name that somebody has made up.
    private static let mostSecrets = Int(Int32.max)

    /// Returns whether the name is new in the run.
    @discardableResult
    private func insert(
        _ name: String, _ kind: SecretKind, _ digest: Data, _ entry: Int64?, _ db: Database
    ) throws -> Bool {
        try db.cachedStatement(sql: "INSERT OR IGNORE INTO secret VALUES (?, ?, ?, ?, ?, ?)")
            .execute(arguments: [run, name, kind.rawValue, digest, entry, Timestamp.now.microseconds])
        return db.changesCount == 1
    }

    /// The name that a value has in the run; nil when it was not met there.
    func name(of value: [UInt8], _ db: Database) throws -> String? { try known(by: digest.of(value), db) }

    /// The index is named, because SQLite would go through all of a run's secrets by itself.
    private func known(by digest: Data, _ db: Database) throws -> String? {
        let statement = try db.cachedStatement(
            sql: """
                SELECT name FROM secret INDEXED BY secret_digest WHERE run = ? AND digest = ?
                ORDER BY found_at, name LIMIT 1
                """)
        return try String.fetchOne(statement, arguments: [run, digest])
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
