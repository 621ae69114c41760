internal import ArgumentParser
internal import Capture
internal import Foundation
internal import Journal
internal import LabModel
internal import Runner

/// `labjournal finish`.
struct Finish: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "finish",
        abstract: "End the present recording; stop and remove the clusters that it made.",
        discussion: """
            It can be reported and replayed from then on; recording with --run ID opens it again. Servers that were there
            before, and clusters that it was only told of, are left alone.

            Examples:
              labjournal finish
              labjournal finish --keep          the clusters go on; finish --run ID removes them later

            Exit codes: 0 done, 1 error or nothing to end, 6 the journal is damaged or newer, 7 not a recording, or a
            guard refused to remove something, 64 usage, 66 there is no journal.
            """)

    @Flag(name: .long, help: "Leave the clusters as they are.")
    var keep = false
    @OptionGroup var current: CurrentRun

    func run() throws {
        let interrupt = Interrupt()
        let path = current.journal.pathForWriting()
        guard let open = try current.open(in: path) else {
            throw Failure(
                .error, "no recording is open in \(path)", remedy: "Begin one with labjournal shell or labjournal step."
            )
        }
        let recorder = try Recorder(path: path, joining: open.id, redactor: Redactor())
        let recording = try Recording(recorder, in: JournalStore(path: path), interrupt: interrupt)
        let removed = keep ? [] : try recording.removeClusters()
        try recorder.finish(.ok)
        if !removed.isEmpty { StandardError.write("Stopped and removed: \(removed.joined(separator: ", ")).\n") }
        if keep, let directory = open.directory { StandardError.write("The clusters go on in \(directory).\n") }
        StandardError.write("Recorded as run \(open.shortID) in \(path). Write it up: labjournal report\n")
    }
}
