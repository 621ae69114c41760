internal import ArgumentParser
internal import Foundation
internal import Journal

/// `--journal`, which every verb that reads a journal has.
struct JournalOption: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The journal; default: $LABJOURNAL_FILE, else the nearest journal.sqlite upward.", valueName: "file"))
    var journal: String?

    /// The journal to read.
    func open() throws -> JournalStore { try JournalStore(path: path) }

    /// The journal.
    var path: String { JournalPath.find(journal) }
}

/// `--run`, for verbs that speak of one run.
struct RunOption: ParsableArguments {
    @Option(
        name: .long, help: ArgumentHelp("The run: any unique prefix of its id, or last.", valueName: "id"),
        completion: .recordedRuns)
    var run = "last"
}

/// `--json`, for verbs that list or answer.
struct JSONOption: ParsableArguments {
    @Flag(name: .long, help: "Write JSON to standard output.")
    var json = false
}
