internal import ArgumentParser
internal import Journal
internal import LabModel
internal import Runner

/// `labjournal diff`.
struct Diff: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Compare two recorded runs as a replay would; nothing is run.",
        discussion: """
            Examples:
              labjournal diff 019ab3f2 last
              labjournal diff 019ab3f2 019ab411 --json | jq '.entries[] | select(.verdict == "different")'

            Exit codes: 0 nothing differs, 1 error, 3 something differs, 6 the journal is damaged or newer, \
            66 no journal.
            """)

    @Argument(help: ArgumentHelp("The older run: any unique prefix of its id, or last.", valueName: "run"))
    var first: String
    @Argument(help: ArgumentHelp("The newer run.", valueName: "run"))
    var second: String
    @OptionGroup var journal: JournalOption
    @OptionGroup var output: JSONOption

    func run() throws {
        let store = try journal.open()
        let older = try RecordedRun(store.run(named: first), in: store)
        let newer = try RecordedRun(store.run(named: second), in: store)
        let display = VerdictDisplay(isQuiet: output.json)
        var result = ComparedRun(run: newer.run.id, origin: older.run.id)
        try older.compare(newer) { entry, judgement in
            result.add(entry, judgement)
            let what = [entry.kind.rawValue, entry.cluster, entry.picture].compactMap(\.self)
            display.write(judgement, number: entry.position, what: what.joined(separator: " · "))
        }
        if output.json { try StandardOutput.write(json: result) } else { display.write(result.summary) }
        try result.throwIfDifferent()
    }
}
