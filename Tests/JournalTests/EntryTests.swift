import Journal
import LabModel
import Testing

@Suite struct EntryTests {
    @Test func `an entry is read back as its block was described`() throws {
        let scratch = try Scratch()
        let recorder = try makeRecorder(scratch.journal, steps: 2)
        let attributes = [
            attribute("cluster", "master"), attribute("picture", "slot-unused"), attribute("append"),
            attribute("alt", "Слот"), attribute("hidden"), attribute("lines", "2-5"), attribute("rows", "12"),
        ]
        let id = try recorder.begin(entryDescription(.sql, attributes, body: "SELECT 1;\n", step: 2))
        try recorder.end(.failed, error: "no such table")

        let entry = try JournalStore(path: scratch.journal).entry(named: "last")
        #expect(entry.id == id && entry.run == recorder.run && entry.step == 2 && entry.position == 1)
        #expect(entry.kind == .sql && entry.cluster == "master" && entry.body == "SELECT 1;\n")
        #expect(entry.picture == "slot-unused" && entry.appendsToPicture && entry.alternative == "Слот")
        #expect(entry.isHidden && entry.shownLines == 2...5 && entry.shownRows == 12 && entry.columns == 100)
        #expect(entry.status == .failed && entry.error == "no such table")
        #expect(try #require(entry.duration) >= .zero)
    }

    @Test(arguments: EntryStatus.allCases.filter { $0 != .running })
    func `every status is kept`(status: EntryStatus) throws {
        let scratch = try Scratch()
        let recorder = try makeRecorder(scratch.journal)
        try recorder.begin(entryDescription())
        try recorder.end(status)
        #expect(try JournalStore(path: scratch.journal).entry(named: "last").status == status)
    }

    @Test func `entries keep their order; a limit gives the last ones`() throws {
        let scratch = try Scratch()
        let recorder = try makeRecorder(scratch.journal)
        for number in 1...10 {
            try recorder.begin(entryDescription(body: "echo \(number)\n"))
            try recorder.end(.ok)
        }
        let store = try JournalStore(path: scratch.journal)
        let run = try store.run(named: "last")
        #expect(try store.entries(of: run).map(\.position) == Array(1...10))
        #expect(try store.entries(of: run, last: 3).map(\.body) == ["echo 8\n", "echo 9\n", "echo 10\n"])
        #expect(try store.entries(of: run, last: 0) == [])
        #expect(try store.entryCount(of: run) == 10)
    }

    @Test func `what comes outside of an entry is no part of one`() throws {
        let scratch = try Scratch()
        let recorder = try makeRecorder(scratch.journal)
        try recorder.append(Array("before".utf8))
        try recorder.beginCommand("before")
        try recorder.end(.ok)
        try recorder.begin(entryDescription())
        try recorder.append(Array("inside".utf8))
        try recorder.end(.ok)
        try recorder.append(Array("after".utf8))
        let store = try JournalStore(path: scratch.journal)
        let entry = try store.entry(named: "last")
        #expect(try store.output(of: entry) == Array("inside".utf8))
        #expect(try store.commands(of: entry) == [])
        #expect(try store.problems() == [])
    }
}
