internal import GRDB
public import LabModel

/// What the record of a run says, in order, as far as people may correct it: never what was typed or printed.
public struct Record: Sendable, Equatable {
    /// A piece of prose and the entries that belong to it.
    public struct Step: Sendable, Equatable {
        /// Which step of its lab it is, from 1; of a recording by hand its place is what counts.
        public let number: Int
        public var prose: String
        public var entries: [Entry]

        /// Makes a step.
        public init(number: Int = 0, prose: String, entries: [Entry]) {
            self.number = number
            self.prose = prose
            self.entries = entries
        }
    }

    /// An entry with its block's attributes.
    public struct Entry: Sendable, Equatable {
        /// The journal's own number, which orders all entries by the time when they were begun.
        public let number: Int64
        public let id: String
        public let kind: Block.Kind
        public let body: String
        /// Whether it still goes on.
        public let isOpen: Bool
        /// Which step it is in, or was when it was removed, from 1.
        public let step: Int
        public var attributes: [Block.Attribute]

        init(_ entry: EntryRecord) {
            number = entry.number
            id = entry.id
            kind = entry.kind
            body = entry.body
            isOpen = entry.status == .running
            step = entry.step
            attributes = entry.attributes
        }
    }

    public let kind: RunKind
    public var title: String?
    public var language: String?
    /// The lab file's bytes; empty for a recording by hand.
    public var source: [UInt8]
    public var steps: [Step]
    /// What was removed, by number. What stands here no more, nor in a step, goes from the file.
    public var removed: [Entry]

    /// Every entry that stands in a step, in order.
    public var entries: [Entry] { steps.flatMap(\.entries) }

    /// Says which record this is, and how many entries it has: another one has another digest. What was removed does
    /// not count.
    public var digest: String {
        var text = [title ?? "", language ?? ""]
        for step in steps {
            text += ["step", step.prose]
            for entry in step.entries {
                text.append(entry.id)
                text += entry.attributes.map { [$0.name, $0.value].compactMap(\.self).joined(separator: "=") }
            }
        }
        let bytes = source + text.flatMap { Array($0.utf8) + [0] }
        let digits = Digest.of(bytes).prefix(8).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
        return digits.joined() + "-\(entries.count)"
    }
}

extension JournalStore {
    /// What the record of a run says.
    public func record(of run: RunRecord) throws(JournalError) -> Record {
        try read { try Record(of: run.id, $0, path: self.path) }
    }
}

extension Record {
    init(of run: String, _ db: Database, path: String) throws {
        guard let row = try Row.fetchOne(db, sql: "SELECT * FROM run WHERE id = ?", arguments: [run]) else {
            throw JournalError(
                .notFound, "\(path) has no run \"\(run)\"", remedy: "List them with labjournal runs.")
        }
        let record = try RunRecord(row: row, db)
        let entries = try Row.fetchAll(
            db, sql: EntryRecord.query + " WHERE run = ? ORDER BY position", arguments: [run]
        ).map { try EntryRecord.standing($0, db) }
        let inSteps = Dictionary(grouping: entries.filter { $0.position > 0 }, by: \.step)
        let rows = try Row.fetchAll(
            db, sql: "SELECT * FROM step WHERE run = ? AND position > 0 ORDER BY position", arguments: [run])
        kind = record.kind
        title = record.title
        language = record.language
        source = record.source
        steps = try rows.map { row in
            let position: Int = try row.value("position")
            return Step(
                number: position, prose: try row.value("prose"), entries: (inSteps[position] ?? []).map(Entry.init))
        }
        removed = entries.filter { $0.position < 0 }.map(Entry.init).sorted { $0.number < $1.number }
    }
}
