import Foundation
import GRDB
import Journal
import LabModel
import Testing

@Suite struct DamageTests {
    private func sound() throws -> Scratch {
        let scratch = try Scratch()
        let recorder = try makeRecorder(scratch.journal, runDescription(variables: [Variable(name: "a", value: "b")]))
        for number in 1...60 {
            try recorder.begin(entryDescription(body: "echo \(number)\n"))
            try recorder.beginCommand("echo \(number)")
            try recorder.beginOutput()
            try recorder.append((0..<300).map { _ in UInt8.random(in: 32...126) })
            try recorder.endCommand(exitStatus: 0)
            let slot = SlotState(slotName: "eshop", slotType: "physical", temporary: false, active: false)
            var seen = Observation(cluster: "master", takenAt: .now, state: .running)
            seen.slots = [slot]
            try recorder.observe([seen])
            try recorder.end(.ok)
        }
        try recorder.finish(.ok)
        try tamper(scratch.journal) { _ in }
        return scratch
    }

    /// Reads everything that there is to read.
    private func readAll(_ path: String) throws {
        let store = try JournalStore(path: path)
        for run in try store.runs() {
            _ = try (store.steps(of: run), store.clusters(of: run), store.commands(of: run), store.slots(of: run))
            for entry in try store.entries(of: run) {
                _ = try (store.output(of: entry), store.snapshots(of: entry), store.observations(of: entry))
            }
        }
        _ = try store.search("echo")
    }

    @Test func `bytes overwritten in the middle are found`() throws {
        let scratch = try sound()
        let size = try Data(contentsOf: URL(fileURLWithPath: scratch.journal)).count
        let handle = try #require(FileHandle(forUpdatingAtPath: scratch.journal))
        try handle.seek(toOffset: UInt64(size / 2 / 4096 * 4096))
        try handle.write(contentsOf: Data(repeating: 0xA5, count: 4096 * 3))
        try handle.close()
        #expect(try isFoundDamaged(scratch.journal))
    }

    @Test func `no damage makes reading crash`() throws {
        let scratch = try sound()
        let original = try Data(contentsOf: URL(fileURLWithPath: scratch.journal))
        var generator = SeededGenerator(state: 42)
        for _ in 0..<300 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...200, using: &generator) {
                bytes[Int.random(in: 100..<bytes.count, using: &generator)] = UInt8.random(
                    in: 0...255, using: &generator)
            }
            try bytes.write(to: URL(fileURLWithPath: scratch.journal))
            do { try readAll(scratch.journal) } catch { #expect((error as? JournalError)?.code != .missing) }
        }
    }

    @Test func `a row of the wrong types is no crash`() throws {
        let scratch = try sound()
        try tamper(scratch.journal) { db in
            try db.execute(sql: "PRAGMA writable_schema = 1")
            try db.execute(sql: "UPDATE sqlite_schema SET sql = replace(replace(sql, 'STRICT', ''), 'NOT NULL', '')")
        }
        let queue = try DatabaseQueue(path: scratch.journal)
        try? queue.writeWithoutTransaction {
            try $0.execute(sql: "UPDATE entry SET number = number, body = NULL, columns = 'x'")
        }
        try queue.close()
        do { try readAll(scratch.journal) } catch { #expect((error as? JournalError)?.code == .damaged) }
    }
}

/// SplitMix64, so that every run sees the same bytes.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}
