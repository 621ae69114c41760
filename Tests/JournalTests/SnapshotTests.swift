import GRDB
import Journal
import LabModel
import Testing

@Suite struct SnapshotTests {
    private func snapshot(_ moment: Snapshot.Moment, _ content: [UInt8], settings: [Variable] = []) -> Snapshot {
        Snapshot(
            cluster: "master", file: "pg_hba.conf", moment: moment, takenAt: .now, content: content, settings: settings)
    }

    @Test func `snapshots come back with their settings; equal contents are stored once`() throws {
        let scratch = try Scratch()
        let recorder = try makeRecorder(scratch.journal)
        let content = Array("host all all all trust # всё\n".utf8) + [0x00, 0xFF]
        let settings = [Variable(name: "listen_addresses", value: "*"), Variable(name: "port", value: "5432")]
        let snapshots = [
            snapshot(.before, content), snapshot(.after, content, settings: settings), snapshot(.shown, []),
        ]
        try recorder.begin(entryDescription())
        for snapshot in snapshots { try recorder.snapshot(snapshot) }
        try recorder.end(.ok)
        try recorder.begin(entryDescription())
        try recorder.snapshot(snapshots[0])
        try recorder.end(.ok)

        let store = try JournalStore(path: scratch.journal)
        let entries = try store.entries(of: store.run(named: "last"))
        #expect(try store.snapshots(of: entries[0]) == snapshots)
        #expect(try store.snapshots(of: entries[1]) == [snapshots[0]])
        #expect(try store.problems() == [])
        let count = try DatabaseQueue(path: scratch.journal).read {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM content")
        }
        #expect(count == 2)
    }

    @Test func `a content that does not have its digest is a problem`() throws {
        let scratch = try Scratch()
        let recorder = try makeRecorder(scratch.journal)
        try recorder.begin(entryDescription())
        try recorder.snapshot(snapshot(.before, Array("a = 1\n".utf8)))
        try recorder.finish(.ok)
        try tamper(scratch.journal) { try $0.execute(sql: "UPDATE content SET bytes = x'00'") }
        #expect(try JournalStore(path: scratch.journal).problems().count == 1)
    }
}
