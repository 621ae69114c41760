internal import ArgumentParser
internal import Capture
internal import Foundation
internal import Journal
internal import LabModel
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

    /// The present recording with its clusters; begun where none is open.
    func recording(interrupt: Interrupt, progress: @escaping (Runner.Progress) -> Void = { _ in }) throws -> Recording {
        let recorder = try recorder()
        return try Recording(
            recorder, in: JournalStore(path: journal.pathForWriting()), interrupt: interrupt, progress: progress)
    }

    /// Records on in the present recording; begins one where none is open, and says so.
    func recorder() throws -> Recorder {
        let path = journal.pathForWriting()
        if named == nil {
            if let open = try Recorder(joiningOpenRecordingIn: path, redactor: Redactor()) { return open }
        } else if let open = try open(in: path) {
            return try Recorder(path: path, joining: open.id, redactor: Redactor())
        }
        let recorder = try Recorder(
            path: path, id: Recorder.newRunID(), run: .byHand(title: nil), redactor: Redactor())
        StandardError.write(
            "Recording run \(recorder.run.prefix(13)) in \(path). End it with: labjournal finish\n")
        return recorder
    }

    private var named: String? {
        run ?? ProcessInfo.processInfo.environment["LABJOURNAL_RUN"].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The recording that was named, else the one that is open; nil when there is none.
    ///
    /// - Throws: `Failure` for a run that is no recording, `JournalError` for one that is not there.
    func open(in path: String) throws -> RunRecord? {
        guard FileManager.default.fileExists(atPath: path) || named != nil else { return nil }
        let store = try JournalStore(path: path)
        guard let named else { return try store.openRecording() }
        let record = try store.run(named: named)
        guard record.kind == .recording else {
            throw Failure(
                .refused, "run \(record.shortID) is not a recording by hand",
                remedy: "What was played or replayed stays as it is; begin a recording with labjournal step.")
        }
        return record
    }
}

extension RunDescription {
    /// A recording by hand that begins now.
    static func byHand(title: String?, columns: Int = 120, rows: Int = 40) -> RunDescription {
        RunDescription(
            kind: .recording, lab: "recording", title: title, language: nil, source: [], driver: "local",
            variables: [], programVersion: Labjournal.version, host: ProcessInfo.processInfo.hostName,
            os: ProcessInfo.processInfo.operatingSystemVersionString, columns: columns, rows: rows)
    }
}
