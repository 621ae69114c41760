internal import ArgumentParser
internal import Foundation
internal import Journal
internal import LabModel

/// `labjournal finish`.
struct Finish: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "End the present recording.",
        discussion: """
            It can be reported and replayed from then on; recording with --run ID opens it again.

            Exit codes: 0 done, 1 error or nothing to end, 6 the journal is damaged or newer, 7 not a recording,
            64 usage, 66 there is no journal.
            """)

    @OptionGroup var current: CurrentRun

    func run() throws {
        let path = current.journal.pathForWriting()
        guard let open = try current.open(in: path) else {
            throw Failure(
                .error, "no recording is open in \(path)", remedy: "Begin one with labjournal shell or labjournal step."
            )
        }
        try Recorder(path: path, joining: open.id, redactor: Redactor()).finish(.ok)
        StandardError.write("Recorded as run \(open.shortID) in \(path). Write it up: labjournal report\n")
    }
}
