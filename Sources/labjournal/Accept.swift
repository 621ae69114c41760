internal import ArgumentParser
internal import Journal
internal import LabModel

/// `labjournal accept`.
struct Accept: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accept",
        abstract: "Make a replay's outputs what later replays are compared with.",
        discussion: """
            The older outputs stay in the journal. Only a replay that carried out the whole of its origin is accepted.

            Examples:
              labjournal accept last --reason "PostgreSQL 17 has one more column"

            Exit codes: 0 done, 1 error, 6 the journal is damaged or newer, 7 the run cannot be accepted, 64 usage, \
            66 no journal.
            """)

    @Argument(help: ArgumentHelp("The replay: any unique prefix of its id, or last.", valueName: "run"))
    var replay: String
    @Option(name: .long, help: "Why its outputs are right.")
    var reason: String
    @OptionGroup var journal: JournalOption

    func run() throws {
        let store = try journal.open()
        let run = try store.run(named: replay)
        guard let origin = run.origin else {
            throw Failure(
                .refused, "the run \(run.shortID) is no replay of a recorded run",
                remedy: "Replay one first: labjournal replay RUN.")
        }
        guard !reason.allSatisfy(\.isWhitespace) else { throw ValidationError("--reason says nothing.") }
        try check(run, against: store.run(named: origin), in: store)
        try Acceptance.record(run: run, of: origin, reason: reason, in: store.path)
        StandardError.write(
            "Replays of \(origin.prefix(13)) are from now on compared with \(run.shortID); its own outputs stay.\n")
    }

    /// What was not carried out would be missing from the expectation.
    private func check(_ run: RunRecord, against origin: RunRecord, in store: JournalStore) throws {
        let carriedOut = try store.entries(of: run).filter { $0.status == .ok || $0.status == .failed }
        let expected = try store.entries(of: origin).filter { $0.status == .ok || $0.status == .failed }
        guard run.status == .ok, carriedOut.count >= expected.count else {
            throw Failure(
                .refused,
                "the run \(run.shortID) is \(run.status.rawValue) and carried out \(carriedOut.count) of the \(expected.count) recorded blocks",
                remedy: "Accept a replay that went through as a whole.")
        }
    }
}
