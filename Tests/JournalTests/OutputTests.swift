import Foundation
import GRDB
import Journal
import LabModel
import Testing

@Suite struct OutputTests {
    @Test func `any bytes come back in their order`() throws {
        let scratch = try Scratch()
        let recorder = try makeRecorder(scratch.journal)
        try recorder.begin(entryDescription())
        var expected: [UInt8] = []
        for size in [1, 0, 255, 262_143, 262_144, 262_145, 3, 600_000] {
            let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ size) }
            expected += bytes
            try recorder.append(bytes)
        }
        try recorder.end(.ok)
        let store = try JournalStore(path: scratch.journal)
        let entry = try store.entry(named: "last")
        #expect(try store.output(of: entry) == expected)
        var chunks: [[UInt8]] = []
        try store.eachChunk(of: entry) { chunks.append($0) }
        #expect(chunks.count > 1 && chunks.flatMap(\.self) == expected)
    }

    @Test func `256 KiB are committed at once`() throws {
        let scratch = try Scratch()
        let recorder = try makeRecorder(scratch.journal)
        try recorder.begin(entryDescription())
        let bytes = [UInt8](repeating: 0x61, count: 262_144)
        try recorder.append(bytes)
        let store = try JournalStore(path: scratch.journal)
        #expect(try store.output(of: store.entry(named: "last")) == bytes)
    }

    @Test func `a new journal has large pages, for a lot of output`() throws {
        let scratch = try Scratch()
        try recordEntry(scratch.journal)
        // Bytes 16 and 17 of the header: https://www.sqlite.org/fileformat.html#page_size
        #expect(try Array(Data(contentsOf: URL(fileURLWithPath: scratch.journal))[16..<18]) == [0x20, 0x00])
    }

    @Test func `a few bytes are committed after a while, without more output`() throws {
        let scratch = try Scratch()
        let recorder = try makeRecorder(scratch.journal)
        try recorder.begin(entryDescription())
        try recorder.append(Array("x".utf8))
        let store = try JournalStore(path: scratch.journal)
        let entry = try store.entry(named: "last")
        let isThere = try eventually {
            try recorder.flushIfDue()
            return try store.output(of: entry) == Array("x".utf8)
        }
        #expect(isThere)
    }

    @Test func `NUL bytes and invalid UTF-8 hinder neither recording nor search`() throws {
        let scratch = try Scratch()
        let output: [UInt8] = [0x00, 0xC3, 0x28, 0xFF] + Array(" needle ".utf8) + [0xED, 0xA0, 0x80, 0x00, 0x1B]
        try recordEntry(scratch.journal, output: output)
        let store = try JournalStore(path: scratch.journal)
        #expect(try store.output(of: store.entry(named: "last")) == output)
        #expect(try store.search("needle").count == 1)
        #expect(try store.problems() == [])
    }

    /// A mebibyte of numbered lines.
    private static let lines = Array((0..<65_536).map { "line \(100_000 + $0)\r\n " }.joined().utf8.prefix(1 << 20))

    private func record(_ bytes: [UInt8], in journal: String) throws {
        let recorder = try makeRecorder(journal)
        try recorder.begin(entryDescription())
        for start in stride(from: 0, to: bytes.count, by: 10_000) {
            try recorder.append(Array(bytes[start..<min(start + 10_000, bytes.count)]))
        }
        try recorder.end(.ok)
        try recorder.finish(.ok)
    }

    @Test func `a lot of output is stored in less room, and comes back as it was`() throws {
        let scratch = try Scratch()
        try record(Self.lines, in: scratch.journal)
        try tamper(scratch.journal) { db in
            let stored = try Int.fetchOne(db, sql: "SELECT sum(length(bytes)) FROM chunk")
            #expect(try #require(stored) < Self.lines.count / 2)
        }
        let store = try JournalStore(path: scratch.journal)
        let entry = try store.entry(named: "last")
        #expect(try store.output(of: entry) == Self.lines)
        #expect(try store.output(of: entry, atMost: 300_000) == Array(Self.lines.prefix(300_000)))
        #expect(try store.outputLength(of: entry) == Self.lines.count)
        var rest: [UInt8] = []
        try store.eachChunk(of: entry, from: 300_001) { rest += $0 }
        #expect(rest == Array(Self.lines.dropFirst(300_001)))
        let chunks = try store.chunks(of: entry)
        let pieces = try chunks.map { try store.chunk($0.number, of: entry) }
        #expect(pieces.flatMap(\.self) == Self.lines)
        #expect(chunks.map(\.length).reduce(0, +) == Self.lines.count)
        #expect(try store.problems() == [])
    }

    @Test func `output that cannot be made smaller is stored as it came`() throws {
        let scratch = try Scratch()
        var generator = SystemRandomNumberGenerator()
        let bytes = (0..<1 << 17).flatMap { _ in withUnsafeBytes(of: generator.next()) { Array($0) } }
        try record(bytes, in: scratch.journal)
        let store = try JournalStore(path: scratch.journal)
        #expect(try store.output(of: store.entry(named: "last")) == bytes)
        try tamper(scratch.journal) { db in
            let compressed = try Int.fetchOne(db, sql: "SELECT count(length) FROM chunk")
            #expect(compressed == 0)
        }
    }

    @Test func `a secret is scrubbed from compressed output, at the border of two pieces too`() throws {
        let scratch = try Scratch()
        let secret = "correct-horse-battery"
        var bytes = Self.lines
        bytes.replaceSubrange(1000..<1000 + secret.utf8.count, with: secret.utf8)
        bytes.replaceSubrange(262_135..<262_135 + secret.utf8.count, with: secret.utf8)
        try record(bytes, in: scratch.journal)
        _ = try Scrub(secret, in: scratch.journal, key: SecretKey(file: scratch.path("k.key"))).run()
        let store = try JournalStore(path: scratch.journal)
        let text = String(decoding: try store.output(of: store.entry(named: "last")), as: UTF8.self)
        #expect(!text.contains(secret) && text.components(separatedBy: "{{secret_1}}").count == 3)
        #expect(try store.problems() == [])
    }

    @Test func `a declared secret in compressed output is named and counted`() throws {
        let scratch = try Scratch()
        let secret = "correct-horse-battery"
        let recorder = try makeRecorder(scratch.journal, secrets: [Variable(name: "word", value: secret)])
        try recorder.begin(entryDescription())
        try recorder.append(Self.lines + Array(secret.utf8) + Self.lines)
        try recorder.end(.ok)
        let store = try JournalStore(path: scratch.journal)
        let output = try store.output(of: store.entry(named: "last"))
        #expect(output == Self.lines + Array("{{word}}".utf8) + Self.lines)
        #expect(try store.secrets(of: store.run(named: "last")).map(\.places) == [1])
    }

    @Test(arguments: ["bytes = zeroblob(length(bytes))", "length = length + 1", "length = -1", "length = 1 << 40"])
    func `damaged compressed output is found`(change: String) throws {
        let scratch = try Scratch()
        try record(Self.lines, in: scratch.journal)
        try tamper(scratch.journal) { try $0.execute(sql: "UPDATE chunk SET \(change) WHERE sequence = 1") }
        let store = try JournalStore(path: scratch.journal)
        #expect(try store.problems().count == 1)
        #expect(try journalError { _ = try store.output(of: store.entry(named: "last")) }.code == .damaged)
    }

    @Test func `a journal from before output was compressed is read`() throws {
        let scratch = try Scratch()
        try recordEntry(scratch.journal)
        try tamper(scratch.journal) { db in
            try db.execute(sql: "ALTER TABLE chunk DROP COLUMN length; DELETE FROM migration WHERE name LIKE '0006%'")
        }
        let store = try JournalStore(path: scratch.journal)
        let entry = try store.entry(named: "last")
        #expect(try store.output(of: entry) == Array("hi\r\n".utf8))
        #expect(try store.outputLength(of: entry) == 4)
        #expect(try store.problems() == [])
    }
}
