internal import ArgumentParser
internal import Foundation
internal import Journal
internal import LabModel

/// Which run's record the verbs that correct it speak of.
struct RecordOption: ParsableArguments {
    @OptionGroup var journal: JournalOption
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The run; default: $LABJOURNAL_RUN, else the recording that is open, else the last run.",
            valueName: "id"))
    var run: String?

    /// The run; without a name for it, the one that an entry belongs to.
    func run(with entry: String? = nil, in store: JournalStore) throws -> RunRecord {
        if let name = run { return try store.run(named: name) }
        if let entry, entry != "last" { return try store.run(named: store.entry(named: entry).run) }
        if let name = Environment["LABJOURNAL_RUN"] { return try store.run(named: name) }
        return try store.openRecording() ?? store.run(named: "last")
    }

    /// Corrects the record of a run.
    @discardableResult
    func correct(
        _ run: RunRecord, in store: JournalStore, _ change: (inout Record) throws -> Void
    ) throws -> (before: Record, after: Record) {
        do {
            return try Record.correct(run.id, in: store.path, redactor: Redactor(), change)
        } catch let error as LabError {
            throw Failure(.invalidInput, error.problem, remedy: error.remedy)
        }
    }
}

extension Record {
    /// The entry of that name among those in the record: `last` is the last that has ended.
    ///
    /// - Throws: `Failure` when none or more than one has it.
    func entry(named name: String) throws -> Entry {
        guard name == "last" else { return try Self.entry(named: name, among: entries) }
        guard let last = entries.last(where: { !$0.isOpen }) else {
            throw Failure(.error, "the record has no entry that has ended", remedy: "Record something first.")
        }
        return last
    }

    static func entry(named name: String, among entries: [Entry]) throws -> Entry {
        let found = entries.filter { !name.isEmpty && $0.id.hasPrefix(name.lowercased()) }
        if let only = found.first, found.count == 1 { return only }
        throw Failure(
            .error, found.isEmpty ? "there is no entry \"\(name)\" in it" : "more than one entry begins with \(name)",
            remedy: found.isEmpty ? "List them with labjournal log --all." : "Give more of its letters.")
    }

    /// Where an entry stands.
    func place(of entry: Entry) throws -> (step: Int, index: Int) {
        for (step, content) in steps.enumerated() {
            if let index = content.entries.firstIndex(where: { $0.number == entry.number }) { return (step, index) }
        }
        throw Failure(.error, "the entry \(entry.shortID) is not in the record", remedy: "See labjournal log --all.")
    }

    /// Takes an entry out of its step.
    mutating func take(_ entry: Entry) throws -> Entry {
        let place = try place(of: entry)
        return steps[place.step].entries.remove(at: place.index)
    }

    /// Puts an entry back into its step, where it stood by the time when it was recorded.
    mutating func restore(_ entry: Entry) {
        removed.removeAll { $0.number == entry.number }
        if steps.isEmpty { steps.append(Step(prose: "", entries: [])) }
        let step = min(max(0, entry.step - 1), steps.count - 1)
        let index = steps[step].entries.firstIndex { $0.number > entry.number } ?? steps[step].entries.count
        steps[step].entries.insert(entry, at: index)
    }
}

extension Record.Entry {
    var shortID: String { String(id.prefix(18)) }

    /// What it was, in a line.
    var summary: String {
        let line = body.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
        return "\(kind.rawValue) \(shortID): \(line.prefix(60))"
    }
}
