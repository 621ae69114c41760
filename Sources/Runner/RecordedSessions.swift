internal import Journal
internal import LabModel

/// The sessions of a recording's psqls that went over to another server by `\c`.
///
/// A lab's session is found by where it began: one that has gone elsewhere would be taken for one that has not.
struct RecordedSessions {
    private var names: [Int64: String] = [:]

    init(of entries: [EntryRecord]) {
        let bySession = Dictionary(grouping: entries) { $0.session ?? "" }
        for (session, entries) in bySession { name(entries, session.isEmpty ? "psql" : session) }
    }

    /// The session of an entry, when it is not the one that was recorded.
    subscript(entry: EntryRecord) -> String? { names[entry.number] }

    private mutating func name(_ entries: [EntryRecord], _ session: String) {
        // The session of psqls that have only just been started, and that of the present one.
        var (first, present): (String?, String?) = (nil, nil)
        for (index, entry) in entries.enumerated() {
            // At the shell's prompt again, psql has ended.
            if entry.kind == .shell { present = first }
            defer { if entry.body.hasPrefix("\\q") { present = first } }
            guard entry.kind == .sql else { continue }
            names[entry.number] = present
            let next = entries[(index + 1)...].first { $0.kind == .sql || $0.kind == .shell }
            guard entry.connects, let next, next.kind == .sql, next.cluster != entry.cluster else { continue }
            // What is left of it is used no more.
            if present == first { first = "\(session)-\(entry.position)-after" }
            names[entry.number] = "\(session)-\(entry.position)-left"
            present = "\(session)-\(entry.position)"
        }
    }
}

extension EntryRecord {
    /// The session that it belongs to; nil in the run's first.
    var session: String? { attributes.first { $0.name == "session" }?.value }

    /// Whether psql was told to connect to something else.
    fileprivate var connects: Bool {
        guard let word = body.split(whereSeparator: \.isWhitespace).first else { return false }
        return status == .ok && ["\\c", "\\connect"].contains(word)
    }
}
