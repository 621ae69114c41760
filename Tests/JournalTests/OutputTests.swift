import Foundation
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
}
