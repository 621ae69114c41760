import GRDB
import Journal
import LabModel
import Testing

@Suite struct IdentifierTests {
    private func record(into path: String) throws -> String {
        let recorder = try Recorder(path: path, id: Recorder.newRunID(), run: runDescription(), redactor: Redactor())
        try recorder.step(1, prose: "")
        let id = try recorder.begin(entryDescription(body: "true\n"))
        try recorder.end(.ok)
        try recorder.finish(.ok)
        return id
    }

    @Test(arguments: ["ffffffff-0000-7123-8456-0123456789ab", "ffffffff-0000-7fff-bfff-ffffffffffff"])
    func `an entry sorts behind those before it when the clock was set back`(last: String) throws {
        let scratch = try Scratch()
        _ = try record(into: scratch.journal)
        let queue = try DatabaseQueue(path: scratch.journal)
        try queue.write { try $0.execute(sql: "UPDATE entry SET id = ?", arguments: [last]) }
        try queue.close()
        let next = try record(into: scratch.journal)
        let afterwards = try record(into: scratch.journal)
        #expect(last < next && next < afterwards)
        #expect(next.count == 36 && Array(next)[14] == "7" && "89ab".contains(Array(next)[19]))
    }

    @Test func `as much of an identifier as is shown tells entries of one moment apart`() throws {
        let scratch = try Scratch()
        let recorder = try Recorder(
            path: scratch.journal, id: Recorder.newRunID(), run: runDescription(), redactor: Redactor())
        try recorder.step(1, prose: "")
        recorder.moment = .now
        let ids = try (0..<50).map { _ in
            let id = try recorder.begin(entryDescription(body: "true\n"))
            try recorder.end(.ok)
            return id
        }
        try recorder.finish(.ok)
        #expect(ids == ids.sorted() && Set(ids.map { $0.prefix(18) }).count == 50)
    }

    @Test func `what is recorded later than it happened has the time at which it happened`() throws {
        let scratch = try Scratch()
        let recorder = try Recorder(
            path: scratch.journal, id: Recorder.newRunID(), run: runDescription(), redactor: Redactor())
        try recorder.step(1, prose: "")
        let happened = Timestamp.now
        recorder.moment = ContinuousClock.now - .seconds(3)
        try recorder.begin(entryDescription(body: "true\n"))
        recorder.moment = ContinuousClock.now - .seconds(1)
        try recorder.end(.ok)
        try recorder.finish(.ok)
        let store = try JournalStore(path: scratch.journal)
        let entry = try store.entry(named: "last")
        let late = happened.since(entry.startedAt)
        #expect(late > .milliseconds(2900) && late < .milliseconds(3500))
        let duration = try #require(entry.duration)
        #expect(duration > .milliseconds(1900) && duration < .milliseconds(2500))
    }
}
