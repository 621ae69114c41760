import Journal
import LabModel
import Testing

@Suite struct RecordingTests {
    private func begin(_ path: String) throws -> Recorder {
        var description = runDescription()
        description.kind = .recording
        return try Recorder(path: path, id: Recorder.newRunID(), run: description, redactor: Redactor())
    }

    private func record(_ command: String, with recorder: Recorder) throws {
        var description = try entryDescription(body: command + "\n")
        description.step = nil
        description.directory = "/home/me"
        try recorder.begin(description)
        try recorder.end(.ok)
    }

    @Test func `several record into one recording, in the order in which they came`() throws {
        let scratch = try Scratch()
        let first = try begin(scratch.journal)
        try record("one", with: first)
        try first.beginStep(prose: "Second.\n\n")
        let second = try Recorder(path: scratch.journal, joining: first.run, redactor: Redactor())
        try record("two", with: second)
        try record("three", with: first)
        try second.note("Third.\n\n")
        try second.note("Still the third.\n\n")
        try record("four", with: first)
        try second.leave()
        try first.finish(.ok)

        let store = try JournalStore(path: scratch.journal)
        let run = try store.run(named: "last")
        let entries = try store.entries(of: run)
        #expect(entries.map(\.body) == ["one\n", "two\n", "three\n", "four\n"])
        #expect(entries.map(\.step) == [1, 2, 2, 3] && entries.map(\.position) == [1, 2, 3, 4])
        #expect(entries.allSatisfy { $0.directory == "/home/me" })
        #expect(try store.steps(of: run).map(\.prose) == ["", "Second.\n\n", "Third.\n\nStill the third.\n\n"])
    }

    @Test func `a recording is open until it is finished, and again when someone records on`() throws {
        let scratch = try Scratch()
        let recorder = try begin(scratch.journal)
        try recorder.leave()
        let store = try JournalStore(path: scratch.journal)
        #expect(try store.openRecording()?.id == recorder.run)
        try Recorder(path: scratch.journal, joining: recorder.run, redactor: Redactor()).finish(.ok)
        #expect(try store.openRecording() == nil)
        #expect(try store.run(named: "last").status == .ok)
        try Recorder(path: scratch.journal, joining: recorder.run, redactor: Redactor()).leave()
        #expect(try store.openRecording()?.id == recorder.run)
    }

    @Test func `a run that was played is not gone on with`() throws {
        let scratch = try Scratch()
        try recordEntry(scratch.journal)
        let run = try JournalStore(path: scratch.journal).run(named: "last")
        let error = try journalError {
            _ = try Recorder(path: scratch.journal, joining: run.id, redactor: Redactor())
        }
        #expect(error.code == .refused)
        #expect(try JournalStore(path: scratch.journal).run(named: "last").status == .ok)
    }
}
