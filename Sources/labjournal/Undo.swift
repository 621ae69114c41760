internal import ArgumentParser
internal import Journal
internal import LabModel

/// `labjournal undo`.
struct Undo: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Take entries out of the record: the last one, or those that are named.",
        discussion: """
            What was removed leaves the report, the log, searches, exports and replays. It stays in the file, and \
            --restore puts it back where it stood, until --purge clears it from the file: then it is gone for good, \
            its bytes included.

            Examples:
              labjournal undo
              labjournal undo 019ab3f2-7c11 019ab3f2-8d02
              labjournal undo --restore 019ab3f2-7c11
              labjournal undo --purge 019ab3f2-7c11        also of an entry that was removed before
              labjournal undo --purge --removed            everything that was removed before

            Exit codes: 0 done, 1 error, 6 the journal is damaged or newer, 7 the entry still goes on, or its run was \
            not recorded by hand, 64 usage, 66 no journal.
            """)

    @Argument(help: ArgumentHelp("The entries: any unique prefix of their ids, or last.", valueName: "entry"))
    var entries: [String] = []
    @OptionGroup var selected: RecordOption
    @Flag(name: .long, help: "Put removed entries back.")
    var restore = false
    @Flag(name: .long, help: "Clear what is removed from the file as well.")
    var purge = false
    @Flag(name: .long, help: "All entries that were removed before; with --restore or --purge.")
    var removed = false

    func validate() throws {
        if restore && purge { throw ValidationError("Either --restore or --purge.") }
        if removed && !(restore || purge) { throw ValidationError("--removed goes with --restore or --purge.") }
        if removed && !entries.isEmpty { throw ValidationError("Either --removed or the entries' names.") }
        if restore && entries.isEmpty && !removed { throw ValidationError("Say which entry: --restore ENTRY.") }
    }

    func run() throws {
        let store = try selected.journal.open()
        let run = try selected.run(with: entries.first, in: store)
        var done: [Record.Entry] = []
        try selected.correct(run, in: store) { record in
            done = try concerned(in: record)
            for entry in done { try change(entry, in: &record) }
        }
        for entry in done {
            StandardError.write("\(purge ? "Purged" : restore ? "Restored" : "Removed") \(entry.summary)\n")
        }
        if purge { try tellCopies(of: run, in: store) }
    }

    private func concerned(in record: Record) throws -> [Record.Entry] {
        if removed { return record.removed }
        if restore { return try entries.map { try Record.entry(named: $0, among: record.removed) } }
        return try (entries.isEmpty ? ["last"] : entries).map { name in
            if purge, let gone = try? Record.entry(named: name, among: record.removed) { return gone }
            return try record.entry(named: name)
        }
    }

    private func change(_ entry: Record.Entry, in record: inout Record) throws {
        if restore { return record.restore(entry) }
        if record.removed.contains(entry) {
            record.removed.removeAll { $0.number == entry.number }
        } else {
            let taken = try record.take(entry)
            if !purge { record.removed.append(taken) }
        }
    }

    /// A replay is a run of its own: it has its own copy of what was done and printed.
    private func tellCopies(of run: RunRecord, in store: JournalStore) throws {
        for copy in try store.runs() where copy.origin == run.id {
            StandardError.write("The run \(copy.shortID) is a replay of it, and keeps its own copy.\n")
        }
    }
}
