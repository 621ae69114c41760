import Foundation
import GRDB
import Journal
import LabModel
import Testing

@Suite struct DiskTests {
    @Test(.enabled(if: SmallDisk.isPossible, "needs root and mount"))
    func `a full disk is an error; what was committed stays readable`() throws {
        let disk = try SmallDisk(kilobytes: 4096)
        let recorder = try makeRecorder(disk.journal)
        try recorder.begin(entryDescription())
        var written: [UInt8] = []
        let error = try journalError {
            for _ in 0..<100 {
                let bytes = (0..<262_144).map { _ in UInt8.random(in: 0...255) }
                try recorder.append(bytes)
                written += bytes
            }
        }
        #expect(error.code == .full && error.problem.contains(disk.journal))
        #expect(!written.isEmpty)
        let store = try JournalStore(path: disk.journal)
        #expect(try store.output(of: store.entry(named: "last")) == written)
        #expect(try store.problems() == [])
    }

    @Test(.enabled(if: SmallDisk.isPossible, "needs root and mount"))
    func `a journal cannot be made on a full disk`() throws {
        let disk = try SmallDisk(kilobytes: 16)
        #expect(try journalError { _ = try makeRecorder(disk.journal) }.code == .full)
    }

    @Test(.enabled(if: SmallDisk.isPossible, "needs root and mount"))
    func `a journal on a read-only disk is read, and not written`() throws {
        let disk = try SmallDisk(kilobytes: 2048)
        try recordEntry(disk.journal)
        try disk.makeReadOnly()
        let store = try JournalStore(path: disk.journal)
        #expect(try store.output(of: store.entry(named: "last")) == Array("hi\r\n".utf8))
        #expect(try journalError { _ = try makeRecorder(disk.journal) }.code == .readOnly)
        #expect(try journalError { _ = try makeRecorder(disk.scratch.path("new")) }.code == .readOnly)
    }

    @Test(.enabled(if: getuid() != 0, "root may write everywhere")) func `a read-only directory is an error`() throws {
        let scratch = try Scratch()
        try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: scratch.url.path)
        defer { try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: scratch.url.path) }
        #expect(try journalError { _ = try makeRecorder(scratch.journal) }.code == .readOnly)
    }

    @Test func `a hundred thousand entries open`() throws {
        let scratch = try Scratch()
        try recordEntry(scratch.journal)
        try tamper(scratch.journal) { db in
            try db.execute(
                sql: """
                    WITH RECURSIVE n (i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
                    INSERT INTO entry SELECT i, printf('%036d', i), run, step, i, kind, cluster, session, attributes, body,
                        picture, appends, alternative, hidden, shown_first, shown_last, shown_rows, columns, status,
                        started_at, ended_at, error, recorder, directory FROM entry, n WHERE number = 1
                    """)
        }
        let store = try JournalStore(path: scratch.journal)
        let run = try store.run(named: "last")
        #expect(try store.entryCount(of: run) == 100_000)
        #expect(try store.entries(of: run, last: 2).map(\.position) == [99_999, 100_000])
        #expect(try store.entry(named: "last").number == 100_000)
        try recordEntry(scratch.journal)
        #expect(try store.runs().count == 2)
    }
}
