internal import CPTY
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
        /// The program on the terminal has ended, with an exit status.
        case ended(Int)
    }

    /// What happened.
    public let content: Content
    /// When.
    public let moment: ContinuousClock.Instant
    /// How the watched files were when a prompt came; those that were not there have no stamp.
    public internal(set) var files: [String: FileStamp] = [:]
    /// What was printed or typed.
    public internal(set) var bytes: [UInt8] = []
}

/// What tells a file's content from a later one without reading it.
public struct FileStamp: Sendable, Equatable {
    private let numbers: [Int]

    /// Looks at a file; nil when there is no plain file of that name.
    public init?(path: String) {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        numbers = [
            Int(status.st_ino), Int(status.st_size), status.st_mtim.tv_sec, status.st_mtim.tv_nsec,
            status.st_ctim.tv_sec, status.st_ctim.tv_nsec,
        ]
    }
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
    /// Whether the recorder waits for something to happen.
    private var isAsleep = false
    private var notice: String?
    private var watched: [String] = []

    private static let greatestSize = 8 << 20
    private static let largeSize = 1 << 20
    private static let greatestPiece = 64 * 1024

    private var hasUrgent: Bool { size >= Self.greatestPiece || events.contains { $0.content != .output } }

    /// Makes an empty log.
    public init() {}

    /// Whether so much is under way that no more should come.
    var isFull: Bool { locked { size >= Self.greatestSize } }

    /// Whether a line was entered that has not been taken yet.
    public var isBehind: Bool { locked { events.contains { $0.content == .entered } } }

    /// Notes what happened now; false when nobody records it any more. Output right behind output is one event as long
    /// as it is short.
    @discardableResult
    func append(_ content: TerminalEvent.Content, _ bytes: ArraySlice<UInt8> = []) -> Bool {
        condition.lock()
        defer { condition.unlock() }
        if isClosed { return false }
        size += bytes.count
        if content == .output, let last = events.indices.last, events[last].content == .output,
            events[last].bytes.count < Self.greatestPiece
        {
            events[last].bytes += bytes
            if size > Self.largeSize { condition.signal() }
            return true
        }
        var event = TerminalEvent(content: content, moment: .now, bytes: Array(bytes))
        if case .mark(let mark) = content, mark.letter.lowercased() == "d" { event.files = stamps }
        events.append(event)
        // Output that goes on is taken every now and then: a thread that wakes for each piece would slow it down.
        if isAsleep || content != .output { condition.signal() }
        return true
    }

    /// Gives what happens to somebody who records it, until nothing will any more. Gives nothing when nothing has
    /// happened for a moment: what a recorder holds back is to be committed then.
    public func record(_ take: ([TerminalEvent]) throws -> Void) rethrows {
        cpty_keep_memory()
        var quietRounds = 0
        while let events = next(waiting: quietRounds > 10 ? nil : 0.02) {
            quietRounds = events.isEmpty ? quietRounds + 1 : 0
            try take(events)
            // The relay, and the programs before and behind it, go first: a lot of output is recorded in the gaps that
            // they leave, instead of taking a processor from them for milliseconds at a time.
            sched_yield()
        }
    }

    /// Takes what has happened, of a lot of output a piece. Waits until something has; nil when nothing will any more.
    ///
    /// - Parameter seconds: waits for at most this time, and for as long while output goes on.
    private func next(waiting seconds: Double?) -> [TerminalEvent]? {
        condition.lock()
        defer { condition.unlock() }
        if let seconds {
            if !isClosed, !hasUrgent { _ = condition.wait(until: Date(timeIntervalSinceNow: seconds)) }
        } else {
            isAsleep = true
            while events.isEmpty, !isClosed { condition.wait() }
            isAsleep = false
        }
        if events.isEmpty { return isClosed ? nil : [] }
        return takePiece()
    }

    private func takePiece() -> [TerminalEvent] {
        var (count, bytes) = (0, 0)
        while count < events.count, bytes < Self.greatestPiece {
            bytes += events[count].bytes.count
            count += 1
        }
        defer {
            events.removeFirst(count)
            size -= bytes
        }
        return Array(events[..<count])
    }

    /// Has the relay look at files whenever a prompt comes: what is recorded a little later than it happened must not be
    /// given the changes of what came after it.
    public func watch(_ paths: [String]) { locked { watched = paths } }

    private var stamps: [String: FileStamp] {
        Dictionary(watched.compactMap { path in FileStamp(path: path).map { (path, $0) } }) { $1 }
    }

    /// Nothing happens any more; or nobody records it, and what is under way is forgotten.
    public func close(keepsRest: Bool = true) {
        locked {
            isClosed = true
            if !keepsRest { (events, size) = ([], 0) }
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
