internal import ArgumentParser
internal import Foundation
internal import Journal
internal import LabFile
internal import LabModel

/// `labjournal edit`.
struct Edit: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Correct the record of a run in your editor, as a lab file.",
        discussion: """
            $VISUAL, else $EDITOR, else vi opens the run. Taken back are prose, the order of blocks, removed blocks and \
            merged steps, and how the report shows a block: picture, append, alt, hidden, lines, rows, compare. What \
            was typed and what it printed is not changed by anyone: a file that says otherwise is refused, and kept. \
            Of a run that was played, prose and pictures can be corrected; its blocks are those of its lab file.

            Examples:
              labjournal edit
              labjournal edit --run 019ab3f2 --purge        what was removed goes from the file too
              labjournal edit --file /tmp/labjournal-Xy12ab/record.lab.md

            Exit codes: 0 done (also when nothing was changed), 1 error, or the editor failed, 6 the journal is \
            damaged or newer, 7 the record has changed meanwhile, 64 usage, 65 the file cannot be taken back, \
            66 no journal, or no such file.
            """)

    @OptionGroup var selected: RecordOption
    @Option(
        name: .long, help: ArgumentHelp("Take this edited file back, without opening an editor.", valueName: "file"))
    var file: String?
    @Flag(name: .long, help: "Clear what was removed, now or before, from the file as well.")
    var purge = false

    func run() throws {
        let store = try selected.journal.open()
        if let file {
            guard let bytes = FileManager.default.contents(atPath: file) else {
                throw Failure(.missingInput, "\(file) cannot be read", remedy: "Name a file that labjournal edit kept.")
            }
            let run = selected.run ?? EditFile.run(in: [UInt8](bytes))
            return try takeBack([UInt8](bytes), from: file, run: store.run(named: run ?? "last"), in: store)
        }
        let run = try selected.run(in: store)
        let text = try EditFile.text(of: store.record(of: run), run: run)
        let draft = try Draft(text)
        do {
            let edited = try draft.edit()
            if edited != text || purge {
                try takeBack(edited, from: draft.path, run: run, in: store)
            } else {
                StandardError.write("Nothing was changed.\n")
            }
        } catch {
            if (try? draft.read()) == text { draft.remove() } else { try keep(draft, error) }
            throw error
        }
        draft.remove()
    }

    private func keep(_ draft: Draft, _ error: any Error) throws {
        guard let failure = Failure(error) else { return }
        throw Failure(
            failure.code, failure.problem,
            remedy: [failure.remedy, "Your text is kept; mend it, then: labjournal edit --file \(draft.path)"]
                .filter { !$0.isEmpty }.joined(separator: "\n"))
    }

    private func takeBack(_ bytes: [UInt8], from path: String, run: RunRecord, in store: JournalStore) throws {
        let file = try EditFile(bytes, path: path)
        let records = try selected.correct(run, in: store) { record in
            try file.correct(&record)
            if purge { record.removed = [] }
        }
        let gone = records.after.removed.count - records.before.removed.count
        let what = purge ? ", and what was removed is cleared from the file" : gone > 0 ? ", \(gone) removed" : ""
        StandardError.write("The record of run \(run.shortID) has \(records.after.entries.count) entries\(what).\n")
    }
}
