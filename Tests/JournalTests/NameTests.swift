import Journal
import LabModel
import Testing

@Suite struct NameTests {
    @Test func `last, whole identifiers and prefixes name runs and entries`() throws {
        let scratch = try Scratch()
        let entry = try recordEntry(scratch.journal)
        let store = try JournalStore(path: scratch.journal)
        let run = try store.run(named: "last")
        for length in [1, 8, 20, 36] {
            #expect(try store.run(named: String(run.id.prefix(length))) == run)
            #expect(try store.entry(named: String(entry.prefix(length))).id == entry)
        }
        #expect(try store.run(named: run.id.uppercased()) == run)
    }

    @Test func `a prefix of several is refused`() throws {
        let scratch = try Scratch()
        for _ in 1...2 { try recordEntry(scratch.journal) }
        let store = try JournalStore(path: scratch.journal)
        let runs = try store.runs().map(\.id)
        let common = String(zip(runs[0], runs[1]).prefix { $0 == $1 }.map(\.0))
        let error = try journalError { _ = try store.run(named: common) }
        #expect(error.code == .notFound && error.problem.contains("more than one run"))
        #expect(try journalError { _ = try store.entry(named: "0") }.problem.contains("more than one entry"))
        let longer = runs.map { String($0.prefix(common.count + 1)) }
        #expect(try longer.map { try store.run(named: $0).id } == runs)
    }

    @Test(arguments: ["zzz", "", "%", "_", "'", "0' OR 1=1", "ffffffff", "last ", "я", "~"])
    func `an unknown name is an error that says it`(name: String) throws {
        let scratch = try Scratch()
        try recordEntry(scratch.journal)
        let store = try JournalStore(path: scratch.journal)
        for error in [
            try journalError { _ = try store.run(named: name) }, try journalError { _ = try store.entry(named: name) },
        ] {
            #expect(error.code == .notFound && error.problem.contains("\"\(name)\""))
        }
    }

    @Test func `last of an empty journal is an error`() throws {
        let scratch = try Scratch()
        let recorder = try makeRecorder(scratch.journal)
        let store = try JournalStore(path: scratch.journal)
        #expect(try journalError { _ = try store.entry(named: "last") }.code == .notFound)
        try recorder.finish(.ok)
        #expect(try store.run(named: "last").id == recorder.run)
    }
}
