internal import CPTY
internal import Foundation

/// A command that this process stands in for: it behaves as if it had been started instead, and what it prints is
/// told on the way.
///
/// Where standard output is a terminal, the command gets a pseudo-terminal of the same size, which the terminal's keys
/// go to as they come. Otherwise its files are what this process's are, and its output comes through pipes.
public final class AttachedCommand {
    /// How the command ended.
    public enum End: Sendable, Equatable {
        case exited(Int32)
        case killed(signal: Int32)
        /// It did not start; what the shell would say, and the exit status that it would give.
        case notStarted(String, status: Int32)

        /// The exit status as a shell gives it: 128 and the signal's number.
        public var status: Int32 {
            switch self {
            case .exited(let status), .notStarted(_, let status): status
            case .killed(let signal): 128 + signal
            }
        }
    }

    /// Whether the command runs on a pseudo-terminal.
    public let isOnTerminal = isatty(1) == 1
    private var child = cpty_attached()
    private var terminal: TerminalRelay?
    private let signals: Int32
    private var buffer = [UInt8](repeating: 0, count: 64 * 1024)
    private var end: End?
    private let log: TerminalLog

    /// Makes a stand-in that notes in a log what the command prints; its signals are waited for from now on.
    public init(_ log: TerminalLog) {
        self.log = log
        signals = cpty_watch_all(isOnTerminal ? 1 : 0)
    }

    deinit { close(signals) }

    /// The width of the terminal in cells; nil without one.
    public var columns: Int? {
        var window = winsize()
        guard isOnTerminal, ioctl(1, UInt(TIOCGWINSZ), &window) == 0, window.ws_col > 0 else { return nil }
        return Int(window.ws_col)
    }

    /// Runs a command to its end.
    ///
    /// - Parameters:
    ///   - words: the program and its arguments, byte for byte.
    ///   - started: is called once it runs. Before that there must be no second thread, which a fork would not copy.
    public func run(_ words: [[UInt8]], started: () -> Void) -> End {
        let error = start(words)
        guard error == 0 else { return Self.notStarted(words, error) }
        started()
        while end == nil { step() }
        drain()
        terminal?.leave()
        for descriptor in [child.master, child.reports, child.orders] + streams where descriptor >= 0 {
            close(descriptor)
        }
        if case .notStarted(_, let error) = end { return Self.notStarted(words, error) }
        return end ?? .exited(1)
    }

    /// Ends this process as the command ended.
    public static func leave(as end: End) -> Never {
        if case .killed(let signal) = end { cpty_die(signal) }
        exit(end.status)
    }

    private func start(_ words: [[UInt8]]) -> Int32 {
        var pointers = words.map { strdup($0.map(CChar.init(bitPattern:)) + [0]) } + [nil]
        defer { pointers.forEach { free($0) } }
        guard isOnTerminal else { return cpty_attach(&child, &pointers) }
        terminal = TerminalRelay()
        let error = cpty_attach_terminal(&child, &pointers, 1)
        terminal?.master = child.master
        if error == 0 { terminal?.enter() }
        return error
    }

    private static func notStarted(_ words: [[UInt8]], _ error: Int32) -> End {
        let name = String(decoding: words.first ?? [], as: UTF8.self)
        let reason = error == ENOENT && !name.contains("/") ? "command not found" : String(cString: strerror(error))
        return .notStarted("\(name): \(reason)", status: error == ENOENT ? 127 : 126)
    }

    private var streams: [Int32] { [child.streams.0, child.streams.1] }

    /// Waits for what happens next, and deals with it.
    private func step() {
        let isFull = log.isFull
        let input = Int16(POLLIN)
        let output = isFull ? 0 : input
        let pending = terminal?.hasPending == true ? Int16(POLLOUT) : 0
        var set = [
            pollfd(fd: signals, events: input, revents: 0),
            pollfd(fd: terminal?.keys ?? -1, events: input, revents: 0),
            pollfd(fd: child.reports, events: input, revents: 0),
            pollfd(fd: output | pending == 0 ? -1 : child.master, events: output | pending, revents: 0),
            pollfd(fd: isFull ? -1 : child.streams.0, events: input, revents: 0),
            pollfd(fd: isFull ? -1 : child.streams.1, events: input, revents: 0),
        ]
        guard poll(&set, nfds_t(set.count), isFull ? 2 : -1) > 0 else { return }
        if set[3].revents & Int16(POLLOUT) != 0 { terminal?.push() }
        if set[3].revents & ~Int16(POLLOUT) != 0, !isFull { passAll() }
        for (index, stream) in streams.enumerated() where set[4 + index].revents != 0 {
            // Readable and empty is the end.
            if !pass(from: stream, to: Int32(index + 1)) { closeStream(index) }
        }
        if set[1].revents != 0 { terminal?.takeKeys() }
        if set[0].revents != 0 { takeSignals() }
        if set[2].revents != 0 { takeReport() }
    }

    /// Passes on what the pseudo-terminal has, for as long as keys may wait. It gives 4 KiB at a time: passed on at
    /// once, so that the command prints on meanwhile.
    private func passAll() {
        for _ in 0..<16 { guard pass(from: child.master, to: 1) else { return } }
    }

    /// Passes output on; false when there is none now, or nobody to take it.
    private func pass(from source: Int32, to target: Int32) -> Bool {
        let count = read(source, &buffer, buffer.count)
        guard count > 0 else { return false }
        let isTaken = TerminalRelay.write(buffer[..<count], to: target)
        log.append(.output, buffer[..<count])
        // A command whose reader has gone is to get the same SIGPIPE as without us; a terminal that has gone hangs up.
        return isTaken || source == child.master
    }

    private func closeStream(_ index: Int) {
        let stream = streams[index]
        guard stream >= 0 else { return }
        close(stream)
        if index == 0 { child.streams.0 = -1 } else { child.streams.1 = -1 }
    }

    /// What was printed before the end; what others print later is not waited for.
    private func drain() {
        while child.master >= 0, isReadable(child.master), pass(from: child.master, to: 1) {}
        for (index, stream) in streams.enumerated() {
            while stream >= 0, isReadable(stream), pass(from: stream, to: Int32(index + 1)) {}
        }
    }

    private func isReadable(_ descriptor: Int32) -> Bool {
        var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&polled, 1, 0) > 0 && polled.revents & Int16(POLLIN) != 0
    }
}

extension AttachedCommand {
    private func takeSignals() {
        var isSent: Int32 = 0
        while case let signal = cpty_next_signal(signals, &isSent), signal != 0 {
            switch signal {
            case SIGCHLD: if child.reports < 0 { reap() }
            case SIGWINCH: cpty_copy_size(1, child.master)
            case SIGCONT: terminal?.enter()
            default:
                // The command has got itself what the terminal's keys send.
                if isSent != 0 || child.master >= 0 { pass(on: signal) }
            }
        }
    }

    private func pass(on signal: Int32) {
        guard child.master >= 0 else {
            kill(child.pid, signal)
            return
        }
        let group = tcgetpgrp(child.master)
        if group > 1 { kill(-group, signal) }
    }

    private func reap() {
        var status: Int32 = 0
        if waitpid(child.pid, &status, WNOHANG) == child.pid { end = Self.end(of: status) }
    }

    /// What has happened to the command on the pseudo-terminal.
    private func takeReport() {
        var report = cpty_report()
        guard read(child.reports, &report, MemoryLayout<cpty_report>.size) == MemoryLayout<cpty_report>.size else {
            return end = .killed(signal: SIGKILL)
        }
        if report.error != 0 { return end = .notStarted("", status: report.error) }
        guard report.status & 0xFF == 0x7F else { return end = Self.end(of: report.status) }
        terminal?.leave()
        cpty_stop()
        terminal?.enter()
        cpty_copy_size(1, child.master)
        var order: UInt8 = 0
        write(child.orders, &order, 1)
    }

    private static func end(of status: Int32) -> End {
        let signal = status & 0x7F
        return signal == 0 ? .exited(status >> 8 & 0xFF) : .killed(signal: signal)
    }
}
