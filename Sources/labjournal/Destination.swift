internal import Foundation
internal import Journal
internal import LabModel

/// Where what is recorded by hand goes: a journal, and a recording in it.
struct Destination {
    /// The journal that was named.
    var journal: String?
    /// The recording that was named.
    var run: String?

    /// The journal.
    var path: String { JournalPath.find(journal) }

    /// Records on in the present recording; begins one where none is open, and says so.
    func recorder() throws -> Recorder {
        let path = path
        if let named { return try Recorder(path: path, joining: named, redactor: Redactor()) }
        if let open = try Recorder(joiningOpenRecordingIn: path, redactor: Redactor()) { return open }
        let recorder = try Recorder(
            path: path, id: Recorder.newRunID(), run: .byHand(title: nil), redactor: Redactor())
        StandardError.write(
            "Recording run \(recorder.run.prefix(13)) in \(path). End it with: labjournal finish\n")
        return recorder
    }

    private var named: String? { run ?? Environment["LABJOURNAL_RUN"] }

    /// The recording that was named, else the one that is open; nil when there is none.
    ///
    /// - Throws: `Failure` for a run that is no recording, `JournalError` for one that is not there.
    func open() throws -> RunRecord? {
        let path = path
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
