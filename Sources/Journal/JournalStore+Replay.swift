internal import GRDB
internal import LabModel

// What a replay reads: what was expected, what comparisons said, and long outputs piece by piece.

extension JournalStore {
    /// What comparisons said of a run's entries, by the entry's number; empty for a run that was never compared.
    public func judgements(of run: RunRecord) throws(JournalError) -> [Int64: Judgement] {
        try read { db in
            guard try db.tableExists("verdict") else { return [:] }
            let differences = try Self.differences(of: run, db)
            let rows = try Row.fetchAll(
                db, sql: "SELECT verdict.* FROM entry JOIN verdict ON verdict.entry = entry.number WHERE entry.run = ?",
                arguments: [run.id])
            let judgements = try rows.map { row in
                let entry: Int64 = try row.value("entry")
                return (entry, try Judgement(row: row, differences: differences[entry] ?? []))
            }
            return Dictionary(judgements) { $1 }
        }
    }

    /// What a comparison said of an entry; nil when there was none.
    public func judgement(of entry: EntryRecord) throws(JournalError) -> Judgement? {
        try judgements(of: run(named: entry.run))[entry.number]
    }

    private static func differences(of run: RunRecord, _ db: Database) throws -> [Int64: [Difference]] {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT difference.* FROM entry JOIN difference ON difference.entry = entry.number
                WHERE entry.run = ? ORDER BY difference.entry, difference.sequence
                """, arguments: [run.id])
        var differences: [Int64: [Difference]] = [:]
        for row in rows { differences[try row.value("entry"), default: []].append(try Difference(row: row)) }
        return differences
    }

    /// What was accepted in place of a run's outputs, the oldest first.
    public func acceptances(of run: RunRecord) throws(JournalError) -> [Acceptance] {
        try read { db in
            guard try db.tableExists("acceptance") else { return [] }
            return try Row.fetchAll(
                db, sql: "SELECT * FROM acceptance WHERE origin = ? ORDER BY id", arguments: [run.id]
            ).map(Acceptance.init(row:))
        }
    }

    /// The run whose outputs a replay of this run is compared with: itself, or what was accepted in its place.
    public func expectation(of run: RunRecord) throws(JournalError) -> RunRecord {
        var run = run
        var seen: Set<String> = [run.id]
        while let accepted = try acceptances(of: run).last, seen.insert(accepted.run).inserted {
            run = try self.run(named: accepted.run)
        }
        return run
    }

    /// The pieces of an entry's output in order: the number of each, and how many bytes it has.
    public func chunks(of entry: EntryRecord) throws(JournalError) -> [(number: Int, length: Int)] {
        try read { db in
            let length = try StoredOutput.lengthExpression(db)
            return try Row.fetchAll(
                db, sql: "SELECT sequence, \(length) FROM chunk WHERE entry = ? ORDER BY sequence",
                arguments: [entry.number]
            ).map { (number: $0[0], length: $0[1]) }
        }
    }

    /// When each piece of an entry's output came, since the entry began, in order.
    public func chunkOffsets(of entry: EntryRecord) throws(JournalError) -> [Duration] {
        try read { db in
            try Int64.fetchAll(
                db, sql: "SELECT offset_us FROM chunk WHERE entry = ? ORDER BY sequence", arguments: [entry.number]
            ).map { .microseconds($0) }
        }
    }

    /// One piece of an entry's output by its number.
    public func chunk(_ number: Int, of entry: EntryRecord) throws(JournalError) -> [UInt8] {
        try read { db in
            let row = try db.cachedStatement(sql: "SELECT * FROM chunk WHERE entry = ? AND sequence = ?")
            return try Row.fetchOne(row, arguments: [entry.number, number])?.output() ?? []
        }
    }
}

extension Acceptance {
    /// Notes in a journal that a replay's outputs are from now on what those of its origin are expected to be.
    ///
    /// - Throws: `JournalError`.
    public static func record(
        run: RunRecord, of origin: String, reason: String, in path: String
    ) throws(JournalError) {
        do {
            let queue = try JournalFile.openForWriting(path)
            defer { try? queue.close() }
            try queue.write { db in
                try db.execute(
                    sql: "INSERT INTO acceptance (origin, run, reason, accepted_at) VALUES (?, ?, ?, ?)",
                    arguments: [origin, run.id, reason, Timestamp.now.microseconds])
            }
        } catch {
            throw JournalError(error, path: path)
        }
    }
}
