internal import GRDB
public import LabModel

/// A journal that is read: runs, entries, what they printed, and what the clusters said.
///
/// Every method throws `JournalError`.
public final class JournalStore: Sendable {
    /// The journal's path.
    public let path: String
    let queue: DatabaseQueue

    /// Opens an existing journal; the file is not changed.
    public init(path: String) throws(JournalError) {
        self.path = path
        do {
            queue = try JournalFile.openForReading(path)
        } catch {
            throw JournalError(error, path: path)
        }
    }

    deinit {
        try? queue.close()
    }

    func read<Value>(_ body: (Database) throws -> Value) throws(JournalError) -> Value {
        do {
            return try queue.read(body)
        } catch {
            throw JournalError(error, path: path)
        }
    }

    /// Every run, the oldest first.
    public func runs() throws(JournalError) -> [RunRecord] {
        try read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM run ORDER BY id").map { try RunRecord(row: $0, db) }
        }
    }

    /// The run of that name: `last`, an identifier, or a prefix that only one has.
    public func run(named name: String) throws(JournalError) -> RunRecord {
        try read { db in
            let id = try Identifier.find("run", named: name, db, path: self.path)
            let row = try Row.fetchOne(db, sql: "SELECT * FROM run WHERE id = ?", arguments: [id])
            guard let row else { throw JournalError(unknown: name, in: "run", path: self.path) }
            return try RunRecord(row: row, db)
        }
    }

    /// The entry of that name: `last`, an identifier, or a prefix that only one has.
    public func entry(named name: String) throws(JournalError) -> EntryRecord {
        try read { db in
            let id = try Identifier.find("entry", named: name, db, path: self.path)
            let row = try Row.fetchOne(db, sql: EntryRecord.query + " WHERE entry.id = ?", arguments: [id])
            guard let row else { throw JournalError(unknown: name, in: "entry", path: self.path) }
            return try EntryRecord.standing(row, db)
        }
    }

    /// The entry of that number.
    public func entry(number: Int64) throws(JournalError) -> EntryRecord {
        try read { db in
            let row = try Row.fetchOne(db, sql: EntryRecord.query + " WHERE number = ?", arguments: [number])
            guard let row else { throw JournalError(unknown: "\(number)", in: "entry", path: self.path) }
            return try EntryRecord.standing(row, db)
        }
    }

    /// The recording by hand that was begun last of those that are open; nil when none is.
    public func openRecording() throws(JournalError) -> RunRecord? {
        try read { db in
            guard let id = try RunRecord.openRecording(db) else { return nil }
            return try Row.fetchOne(db, sql: "SELECT * FROM run WHERE id = ?", arguments: [id])
                .map { try RunRecord(row: $0, db) }
        }
    }
}

extension JournalStore {
    /// A run's steps, in order.
    public func steps(of run: RunRecord) throws(JournalError) -> [StepRecord] {
        try read { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM step WHERE run = ? AND position > 0 ORDER BY position", arguments: [run.id]
            )
            .map { try StepRecord(position: $0.value("position"), prose: $0.value("prose")) }
        }
    }

    /// A run's clusters, in order.
    public func clusters(of run: RunRecord) throws(JournalError) -> [ClusterRecord] {
        try read { try ClusterRecord.ofRun(run.id, $0) }
    }

    /// A run's entries, in order; with a limit, the last ones.
    public func entries(of run: RunRecord, last limit: Int? = nil) throws(JournalError) -> [EntryRecord] {
        try read { db in
            let rows = try Row.fetchCursor(
                db, sql: EntryRecord.query + " WHERE entry.run = ? AND position > 0 ORDER BY position DESC LIMIT ?",
                arguments: [run.id, limit ?? -1])
            var entries: [EntryRecord] = []
            while let row = try rows.next() { entries.append(try EntryRecord.standing(row, db)) }
            return entries.reversed()
        }
    }

    /// The entry that a run's record begins with; nil when nothing was recorded.
    public func firstEntry(of run: RunRecord) throws(JournalError) -> EntryRecord? {
        try read { db in
            let first = try Row.fetchOne(
                db, sql: EntryRecord.query + " WHERE entry.run = ? AND position > 0 ORDER BY position LIMIT 1",
                arguments: [run.id])
            return try first.map { try EntryRecord.standing($0, db) }
        }
    }

    /// The entries that were removed from a run's record, in the order in which they were recorded.
    public func removedEntries(of run: RunRecord) throws(JournalError) -> [EntryRecord] {
        try read { db in
            try Row.fetchAll(
                db, sql: EntryRecord.query + " WHERE entry.run = ? AND position < 0 ORDER BY number",
                arguments: [run.id]
            ).map { try EntryRecord.standing($0, db) }
        }
    }

    /// How many entries a run has.
    public func entryCount(of run: RunRecord) throws(JournalError) -> Int {
        try read { db in
            try Int.fetchOne(db, sql: "SELECT count(*) FROM entry WHERE run = ? AND position > 0", arguments: [run.id])
                ?? 0
        }
    }

    /// The commands of a run's entries, by the entry's number, in order.
    public func commands(of run: RunRecord) throws(JournalError) -> [Int64: [CommandRecord]] {
        try read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT command.* FROM entry JOIN command ON command.entry = entry.number
                    WHERE entry.run = ? AND entry.position > 0 ORDER BY command.entry, command.sequence
                    """, arguments: [run.id])
            return try Dictionary(grouping: rows.map(CommandRecord.init(row:)), by: \.entry)
        }
    }

    /// One entry's commands, in order.
    public func commands(of entry: EntryRecord) throws(JournalError) -> [CommandRecord] {
        try read { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM command WHERE entry = ? ORDER BY sequence", arguments: [entry.number]
            ).map(CommandRecord.init(row:))
        }
    }

    /// What an entry printed, from a byte on, chunk by chunk, so that it need not fit into memory.
    public func eachChunk(
        of entry: EntryRecord, from start: Int = 0, _ body: ([UInt8]) -> Void
    ) throws(JournalError) {
        try read { db in
            var before = start
            let chunks = try Row.fetchCursor(
                db, sql: "SELECT * FROM chunk WHERE entry = ? ORDER BY sequence", arguments: [entry.number])
            while let row = try chunks.next() {
                let bytes = try row.output()
                if bytes.count > before { body(before == 0 ? bytes : Array(bytes.dropFirst(before))) }
                before = max(0, before - bytes.count)
            }
        }
    }

    /// What an entry printed, or as much of its beginning.
    public func output(of entry: EntryRecord, atMost limit: Int = .max) throws(JournalError) -> [UInt8] {
        try read { db in
            var output: [UInt8] = []
            let chunks = try Row.fetchCursor(
                db, sql: "SELECT * FROM chunk WHERE entry = ? ORDER BY sequence", arguments: [entry.number])
            while output.count < limit, let row = try chunks.next() {
                output += try row.output().prefix(limit - output.count)
            }
            return output
        }
    }

    /// How many bytes an entry printed.
    public func outputLength(of entry: EntryRecord) throws(JournalError) -> Int {
        try chunks(of: entry).reduce(0) { $0 + $1.length }
    }

    private static func damagedOutputs(_ db: Database) throws -> [String] {
        var problems: [String] = []
        let chunks = try Row.fetchCursor(db, sql: "SELECT * FROM chunk")
        while let row = try chunks.next() {
            if (try? row.output()) != nil { continue }
            problems.append("a piece of output of entry \(row["entry"] as Int64? ?? 0) is damaged")
        }
        return problems
    }

    /// The snapshots that an entry took, in order.
    public func snapshots(of entry: EntryRecord) throws(JournalError) -> [Snapshot] {
        try read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT snapshot.*, content.bytes FROM snapshot JOIN content USING (sha256)
                    WHERE entry = ? ORDER BY id
                    """, arguments: [entry.number])
            return try rows.map { row in
                let settings = try Row.fetchAll(
                    db, sql: "SELECT name, value FROM snapshot_setting WHERE snapshot = ? ORDER BY name",
                    arguments: [row.value("id") as Int64])
                return try Snapshot(
                    row: row, settings: settings.map { try Variable(name: $0.value("name"), value: $0.value("value")) })
            }
        }
    }

    /// The recorded slot states of a run, in order of time: one for each cluster, entry and slot.
    public func slots(of run: RunRecord) throws(JournalError) -> [SlotRecord] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT entry.id AS entry_id, entry.position AS entry_position,
                        observation.cluster, observation.taken_at, slot.*
                    FROM entry JOIN observation ON observation.entry = entry.number
                    JOIN slot ON slot.observation = observation.id
                    WHERE entry.run = ? AND entry.position > 0 ORDER BY observation.id, slot.slot_name
                    """, arguments: [run.id]
            ).map(SlotRecord.init(row:))
        }
    }

    /// What the clusters said after an entry, in order.
    public func observations(of entry: EntryRecord) throws(JournalError) -> [Observation] {
        try read { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM observation WHERE entry = ? ORDER BY id", arguments: [entry.number]
            )
            .map { try Observation(row: $0, db) }
        }
    }

    /// The entries that hold all of the words, the best first.
    public func search(_ words: String, limit: Int = 50) throws(JournalError) -> [SearchHit] {
        let terms = words.split { $0.isWhitespace || $0 == "\0" }
            .map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }
        guard !terms.isEmpty else { return [] }
        return try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT entry.*, snippet(search, -1, char(2), char(3), '…', 16) AS excerpt
                    FROM search JOIN entry ON entry.number = search.rowid
                    WHERE search MATCH ? AND entry.position > 0 ORDER BY bm25(search), entry.number DESC LIMIT ?
                    """, arguments: [terms.joined(separator: " "), limit]
            ).map { try SearchHit(entry: EntryRecord.standing($0, db), excerpt: $0.value("excerpt")) }
        }
    }

    /// What is wrong with the journal: SQLite's integrity check, broken references, and content that does not have
    /// the digest under which it is kept. Empty when all is well.
    public func problems() throws(JournalError) -> [String] {
        try read { db in
            let integrity = try String.fetchAll(db, sql: "PRAGMA integrity_check").filter { $0 != "ok" }
            let references = try Row.fetchAll(db, sql: "PRAGMA foreign_key_check")
                .map {
                    "a row of \($0["table"] as String? ?? "?") refers to a missing \($0["parent"] as String? ?? "?")"
                }
            var contents: [String] = []
            let rows = try Row.fetchCursor(db, sql: "SELECT sha256, bytes FROM content")
            while let row = try rows.next() {
                if Digest.matches(try row.value("sha256"), bytes: try row.value("bytes")) { continue }
                contents.append("a configuration's content does not have its digest")
            }
            return integrity + references + contents + (try Self.damagedOutputs(db))
        }
    }
}
