internal import Foundation

/// What happened at a recorded terminal, and when.
public struct TerminalEvent: Sendable {
    /// What happened.
    public enum Content: Sendable, Equatable {
        /// The terminal printed `bytes`.
        case output
        /// A hook or a prompt told something.
        case mark(Mark)
        /// The Enter key was pressed.
        case entered
        /// `bytes` were typed where they are not shown: a password.
        case unseen
        /// The terminal has another size from now on.
        case resized(columns: Int, rows: Int)
    }

    /// What happened.
    public let content: Content
    /// When.
    public let moment: ContinuousClock.Instant
    /// What was printed or typed.
    public internal(set) var bytes: [UInt8] = []
}

/// The one thing that two threads share: what the relay has seen, on its way to whoever records it.
///
/// The relay never waits for the recorder. Only when a lot is under way it takes no more output from the shell, so that
/// memory stays bounded. Unchecked, because the compiler cannot see that `condition` is locked wherever the state is
/// touched.
public final class TerminalLog: @unchecked Sendable {
    private let condition = NSCondition()
    private var events: [TerminalEvent] = []
    private var size = 0
    private var isClosed = false
    private var notice: String?

    private static let greatestSize = 8 << 20
    private static let greatestPiece = 64 * 1024

    /// Makes an empty log.
    public init() {}

    /// Whether so much is under way that no more should come.
    var isFull: Bool { locked { size >= Self.greatestSize } }

    /// Whether a line was entered that has not been taken yet.
    public var isBehind: Bool { locked { events.contains { $0.content == .entered } } }

    /// Notes what happened now. Output right behind output is one event as long as it is short.
    func append(_ content: TerminalEvent.Content, _ bytes: [UInt8] = []) {
        condition.lock()
        defer { condition.unlock() }
        if isClosed { return }
        size += bytes.count
        if content == .output, let last = events.indices.last, events[last].content == .output,
            events[last].bytes.count < Self.greatestPiece
        {
            events[last].bytes += bytes
            return
        }
        events.append(TerminalEvent(content: content, moment: .now, bytes: bytes))
        if events.count == 1 { condition.signal() }
    }

    /// Takes all that has happened; waits for at most the time when nothing has. Nil when nothing will any more.
    public func next(waiting seconds: Double) -> [TerminalEvent]? {
        condition.lock()
        defer { condition.unlock() }
        if events.isEmpty, !isClosed { _ = condition.wait(until: Date(timeIntervalSinceNow: seconds)) }
        if events.isEmpty { return isClosed ? nil : [] }
        defer { (events, size) = ([], 0) }
        return events
    }

    /// Nothing happens any more, or nobody records it.
    public func close() {
        locked {
            isClosed = true
            condition.broadcast()
        }
    }

    /// Has a line shown on the terminal at the next prompt.
    public func tell(_ line: String) { locked { notice = line } }

    /// The line that is to be shown, once.
    func takeNotice() -> String? {
        locked {
            defer { notice = nil }
            return notice
        }
    }

    private func locked<Value>(_ body: () -> Value) -> Value {
        condition.lock()
        defer { condition.unlock() }
        return body()
    }
}
