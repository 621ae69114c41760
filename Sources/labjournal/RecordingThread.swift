internal import Capture
internal import Foundation

/// The thread that records what a terminal, or a command, tells.
///
/// What it records with is its own from its start to its end; the rest of the program touches that before and after,
/// never meanwhile.
final class RecordingThread {
    private let result = Result()

    /// How the thread ended. Unchecked, because the failure is written before `done` is signalled, and read after.
    private final class Result: @unchecked Sendable {
        var failure: (any Error)?
        let done = DispatchSemaphore(value: 0)
    }

    /// Starts the thread; `record` is to return when the log has ended.
    init(_ log: TerminalLog, _ record: @escaping () throws -> Void) {
        nonisolated(unsafe) let record = record
        let thread = Thread { [result] in
            do {
                try record()
            } catch {
                result.failure = error
                log.tell("labjournal: nothing is recorded any more: \(Failure(error)?.problem ?? "\(error)")")
                log.close(keepsRest: false)
            }
            result.done.signal()
        }
        thread.start()
    }

    /// Waits for the thread's end; returns what stopped it, if anything did.
    func wait() -> (any Error)? {
        result.done.wait()
        return result.failure
    }
}
