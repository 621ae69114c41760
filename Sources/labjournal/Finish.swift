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
            It can be reported and replayed from then on; recording with --run ID opens it again. Servers that were there \
            before, and clusters that it was only told of, are left alone. When no recording is open, the clusters that \
            the last one has left, a recorded shell for instance, are stopped and removed.

            Examples:
              labjournal finish
              labjournal finish --keep          the clusters go on; finish --run ID removes them later

            Exit codes: 0 done, 1 error or nothing to end or remove, 6 the journal is damaged or newer, 7 not a recording, or a \
            guard refused to remove something, 64 usage, 66 there is no journal.
            """)

    @Flag(name: .long, help: "Leave the clusters as they are.")
    var keep = false
    @OptionGroup var current: CurrentRun

    func run() throws {
        let interrupt = Interrupt()
        let path = current.destination.path
        guard let open = try current.destination.open() else { return try clear(path, interrupt) }
        let recorder = try Recorder(path: path, joining: open.id, redactor: Redactor())
        let recording = try Recording(recorder, in: JournalStore(path: path), interrupt: interrupt)
        if keep { open.directory.map(recording.keepClusters) } else { try remove(recording) }
        try recorder.finish(.ok)
        if keep, let directory = open.directory { StandardError.write("The clusters go on in \(directory).\n") }
        StandardError.write("Recorded as run \(open.shortID) in \(path). Write it up: labjournal report\n")
    }

    private func remove(_ recording: Recording) throws {
        let removed = try recording.removeClusters()
        if !removed.isEmpty { StandardError.write("Stopped and removed: \(removed.joined(separator: ", ")).\n") }
    }

    /// Removes what the last recording has left behind; when it ended stays as it was.
    private func clear(_ path: String, _ interrupt: Interrupt) throws {
        let store = FileManager.default.fileExists(atPath: path) ? try JournalStore(path: path) : nil
        guard !keep, let store, let ended = try store.recordingToClear() else {
            throw Failure(
                .error, "no recording is open in \(path)", remedy: "Begin one with labjournal shell or labjournal step."
            )
        }
        let recorder = try Recorder(path: path, joining: ended.id, redactor: Redactor())
        recorder.pastMoment = ended.endedAt
        defer { try? recorder.finish(ended.status) }
        try remove(Recording(recorder, in: store, interrupt: interrupt))
        StandardError.write("They had been left by run \(ended.shortID) in \(path), which had ended.\n")
    }
}
