import Foundation
import Journal
import LabModel
import Testing

@Suite struct TogetherTests {
    @Test func `two processes make and write the same journal at once`() throws {
        for _ in 1...5 {
            let scratch = try Scratch()
            let processes = try (1...4).map { _ in try OtherProcess.start([scratch.journal, "10"]) }
            for process in processes {
                process.waitUntilExit()
                #expect(process.terminationStatus == 0)
            }
            let store = try JournalStore(path: scratch.journal)
            let runs = try store.runs()
            #expect(runs.count == 4)
            for run in runs {
                #expect(run.status == .ok)
                let bodies = try store.entries(of: run).map {
                    try String(decoding: store.output(of: $0), as: UTF8.self)
                }
                #expect(bodies == (0..<10).map { "line \($0)\n" })
            }
            #expect(try store.problems() == [])
        }
    }

    @Test func `threads make the same journal at once`() throws {
        for _ in 1...20 {
            let scratch = try Scratch()
            let path = scratch.journal
            let failures = Failures()
            DispatchQueue.concurrentPerform(iterations: 4) { _ in
                do { try recordEntry(path) } catch { failures.add("\(error)") }
            }
            #expect(failures.all == [])
            #expect(try JournalStore(path: path).runs().count == 4)
        }
    }

    @Test func `a reader sees the run grow while it is written`() throws {
        let scratch = try Scratch()
        let recorder = try makeRecorder(scratch.journal)
        let store = try JournalStore(path: scratch.journal)
        for number in 1...20 {
            try recorder.begin(entryDescription())
            try recorder.end(.ok)
            #expect(try store.entryCount(of: store.run(named: "last")) == number)
        }
    }
}

/// `@unchecked` because the lock guards the only state.
private final class Failures: @unchecked Sendable {
    private let lock = NSLock()
    private var texts: [String] = []

    func add(_ text: String) { lock.withLock { texts.append(text) } }
    var all: [String] { lock.withLock { texts } }
}
