internal import ArgumentParser
internal import Capture
internal import Journal
internal import Runner

/// Which run the verbs that record by hand go into.
struct CurrentRun: ParsableArguments {
    @OptionGroup var journal: JournalOption
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The recording; default: $LABJOURNAL_RUN, else the one that is open, else a new one.", valueName: "id"),
        completion: .recordedRuns)
    var run: String?

    var destination: Destination { Destination(journal: journal.journal, run: run) }

    /// The present recording with its clusters; begun where none is open.
    func recording(interrupt: Interrupt, progress: @escaping (Runner.Progress) -> Void = { _ in }) throws -> Recording {
        let recorder = try destination.recorder()
        return try Recording(
            recorder, in: JournalStore(path: destination.path), interrupt: interrupt, progress: progress)
    }
}
