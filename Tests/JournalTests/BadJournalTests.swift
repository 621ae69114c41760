import Foundation
import GRDB
import Journal
import LabModel
import Testing

/// The errors of reading a journal and of writing it.
private func errors(_ path: String) throws -> [JournalError] {
    [
        try journalError { _ = try JournalStore(path: path) },
        try journalError { _ = try makeRecorder(path) },
    ]
}

@Suite struct BadJournalTests {
    @Test func `a journal that is missing is not made by reading`() throws {
        let scratch = try Scratch()
        let error = try journalError { _ = try JournalStore(path: scratch.journal) }
        #expect(error.code == .missing && error.problem.contains(scratch.journal) && !error.remedy.isEmpty)
        #expect(try scratch.content() == [:])
    }

    @Test func `a directory that is missing is an error`() throws {
        let scratch = try Scratch()
        let path = scratch.path("no/such/journal.sqlite")
        #expect(try journalError { _ = try JournalStore(path: path) }.code == .missing)
        #expect(try journalError { _ = try makeRecorder(path) }.code == .readOnly)
    }

    @Test(arguments: ["hello\n", "SQLite format 2\u{0}", String(repeating: "\u{0}", count: 4096), "S"])
    func `a file that is not SQLite is not touched`(content: String) throws {
        let scratch = try Scratch()
        try Data(content.utf8).write(to: scratch.url.appendingPathComponent("journal.sqlite"))
        let before = try scratch.content()
        for error in try errors(scratch.journal) {
            #expect(error.code == .damaged && error.problem.contains("no SQLite file"))
        }
        #expect(try scratch.content() == before)
    }

    @Test func `a database of another program is not touched`() throws {
        let scratch = try Scratch()
        try tamper(scratch.journal) {
            try $0.execute(sql: "CREATE TABLE migration (name); CREATE TABLE bookmark (url)")
        }
        let before = try scratch.content()
        for error in try errors(scratch.journal) {
            #expect(error.code == .damaged && error.problem.contains("another program"))
        }
        #expect(try scratch.content() == before)
    }

    @Test func `a journal of a newer version is refused by name and not touched`() throws {
        let scratch = try Scratch()
        try recordEntry(scratch.journal)
        try tamper(scratch.journal) { try $0.execute(sql: "INSERT INTO migration VALUES ('0099_future')") }
        let before = try Data(contentsOf: URL(fileURLWithPath: scratch.journal))
        for error in try errors(scratch.journal) {
            #expect(error.code == .newer && error.problem.contains("0099_future"))
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: scratch.journal)) == before)
    }

    @Test(arguments: ["/proc/self", "/"]) func `a directory is no journal`(path: String) throws {
        for error in try errors(path) { #expect(error.problem.contains(path) && error.code != .missing) }
    }

    @Test func `a file that was cut off is damaged`() throws {
        let scratch = try Scratch()
        try recordEntry(scratch.journal)
        try tamper(scratch.journal) { _ in }
        let handle = try #require(FileHandle(forUpdatingAtPath: scratch.journal))
        try handle.truncate(atOffset: 5000)
        try handle.close()
        #expect(try isFoundDamaged(scratch.journal))
    }
}

/// Whether opening fails as damaged, or `problems` says what is wrong.
func isFoundDamaged(_ path: String) throws -> Bool {
    do {
        return try !JournalStore(path: path).problems().isEmpty
    } catch {
        return error.code == .damaged
    }
}
