import Foundation
import Journal
import LabModel
import Testing

@Suite struct CorrectionTests {
    /// Records by hand: two entries in the first step, one in the second.
    private func record(_ path: String) throws -> RunRecord {
        var description = runDescription()
        (description.kind, description.source) = (.recording, [])
        let recorder = try Recorder(path: path, id: Recorder.newRunID(), run: description, redactor: Redactor())
        try recorder.beginStep(prose: "One.\n\n")
        for word in ["alpha", "beta", "gamma"] {
            if word == "gamma" { try recorder.beginStep(prose: "Two.\n\n") }
            var entry = try entryDescription(body: "echo \(word)\n")
            entry.step = nil
            try recorder.begin(entry)
            try recorder.beginCommand("echo \(word)")
            try recorder.beginOutput()
            try recorder.append(Array("\(word)-output\r\n".utf8))
            try recorder.endCommand(exitStatus: 0)
            try recorder.end(.ok)
        }
        try recorder.finish(.ok)
        return try JournalStore(path: path).run(named: "last")
    }

    private func correct(_ run: RunRecord, _ path: String, _ change: (inout Record) throws -> Void) throws {
        try Record.correct(run.id, in: path, redactor: Redactor(), change)
    }

    private func bodies(_ path: String, _ run: RunRecord) throws -> [[String]] {
        let store = try JournalStore(path: path)
        let entries = Dictionary(grouping: try store.entries(of: run), by: \.step)
        return try store.steps(of: run).map { (entries[$0.position] ?? []).map(\.body) }
    }

    @Test func `what was removed leaves the record, stays in the file, and comes back`() throws {
        let scratch = try Scratch()
        let run = try record(scratch.journal)
        try correct(run, scratch.journal) { $0.removed.append($0.steps[0].entries.remove(at: 0)) }
        let store = try JournalStore(path: scratch.journal)
        #expect(try bodies(scratch.journal, run) == [["echo beta\n"], ["echo gamma\n"]])
        #expect(try store.entries(of: run).map(\.position) == [1, 2])
        #expect(try store.removedEntries(of: run).map(\.body) == ["echo alpha\n"])
        #expect(try store.search("alpha").isEmpty)
        #expect(try store.commands(of: run).count == 2)
        #expect(try store.problems() == [])
        try correct(run, scratch.journal) { $0.steps[0].entries.insert($0.removed.removeLast(), at: 0) }
        #expect(try bodies(scratch.journal, run) == [["echo alpha\n", "echo beta\n"], ["echo gamma\n"]])
        #expect(try store.search("alpha").count == 1)
    }

    @Test func `what was purged leaves no byte behind`() throws {
        let scratch = try Scratch()
        let run = try record(scratch.journal)
        #expect(try scratch.content().values.contains { $0.range(of: Data("alpha".utf8)) != nil })
        try correct(run, scratch.journal) { record in
            record.steps[0].entries.remove(at: 0)
            record.steps[0].prose = "Another.\n\n"
        }
        for (name, content) in try scratch.content() {
            #expect(content.range(of: Data("alpha".utf8)) == nil, "\(name)")
            #expect(content.range(of: Data("One.".utf8)) == nil, "\(name)")
            #expect(name == "journal.sqlite" || content.isEmpty || !name.hasSuffix("-wal"))
        }
        let store = try JournalStore(path: scratch.journal)
        #expect(try store.search("beta").count == 1)
        #expect(try store.problems() == [])
    }

    @Test func `entries move, and steps merge`() throws {
        let scratch = try Scratch()
        let run = try record(scratch.journal)
        try correct(run, scratch.journal) { record in
            let gamma = record.steps[1].entries.removeLast()
            record.steps[0].entries.insert(gamma, at: 0)
        }
        #expect(try bodies(scratch.journal, run) == [["echo gamma\n", "echo alpha\n", "echo beta\n"], []])
        try correct(run, scratch.journal) { $0.steps[0].entries[0].attributes = [attribute("picture", "first")] }
        let store = try JournalStore(path: scratch.journal)
        #expect(try store.entries(of: run).first?.picture == "first")
        let recorder = try Recorder(path: scratch.journal, joining: run.id, redactor: Redactor())
        try recorder.beginStep(prose: "Three.\n\n")
        try recorder.leave()
        #expect(try store.steps(of: run).map(\.prose) == ["One.\n\n", "Two.\n\nThree.\n\n"])
    }

    @Test func `an entry that goes on is left alone, one that was cut off is not`() throws {
        let scratch = try Scratch()
        let run = try record(scratch.journal)
        let recorder = try Recorder(path: scratch.journal, joining: run.id, redactor: Redactor())
        var open = try entryDescription(body: "sleep 9\n")
        open.step = nil
        try recorder.begin(open)
        let error = try journalError {
            try correct(run, scratch.journal) { $0.removed.append($0.steps[1].entries.removeLast()) }
        }
        #expect(error.code == .refused && error.problem.contains("still goes on"))
        try correct(run, scratch.journal) { $0.removed.append($0.steps[1].entries.removeFirst()) }
        try recorder.append(Array("late\n".utf8))
        try recorder.end(.ok)
        try recorder.leave()
        #expect(try bodies(scratch.journal, run) == [["echo alpha\n", "echo beta\n"], ["sleep 9\n"]])
    }

    @Test func `what was played keeps its order and its entries`() throws {
        let scratch = try Scratch()
        try recordEntry(scratch.journal)
        let run = try JournalStore(path: scratch.journal).run(named: "last")
        let error = try journalError {
            try correct(run, scratch.journal) { $0.removed.append($0.steps[0].entries.removeLast()) }
        }
        #expect(error.code == .refused)
        try correct(run, scratch.journal) { $0.steps[0].prose = "Mended.\n" }
        let store = try JournalStore(path: scratch.journal)
        #expect(try store.steps(of: run).map(\.prose) == ["Mended.\n"])
        #expect(try store.search("Mended").count == 1)
    }

    @Test func `a change that fails changes nothing`() throws {
        let scratch = try Scratch()
        let run = try record(scratch.journal)
        let before = try JournalStore(path: scratch.journal).record(of: run)
        #expect(throws: LabError.self) {
            try correct(run, scratch.journal) { record in
                record.removed.append(record.steps[0].entries.removeFirst())
                record.steps[1].entries[0].attributes = [attribute("lines", "9-1")]
            }
        }
        let error = try journalError {
            try correct(run, scratch.journal) { record in
                for index in [0, 1] { record.steps[0].entries[index].attributes = [attribute("picture", "same")] }
            }
        }
        #expect(error.problem.contains("used twice"))
        #expect(try JournalStore(path: scratch.journal).record(of: run) == before)
    }
}
