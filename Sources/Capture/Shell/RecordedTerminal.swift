internal import CPTY
internal import Foundation
internal import LabModel

/// The signals of a process whose terminal is relayed. Make it before any thread is started: they all inherit what it
/// blocks.
public final class TerminalSignals {
    let descriptor: Int32

    /// Blocks the signals and watches for them.
    public init() {
        descriptor = cpty_watch_all(0)
    }

    deinit { close(descriptor) }
}

/// A shell on a pseudo-terminal of its own behind the user's terminal: keys and output are relayed as they are, but
/// for the marks of the shell's hooks, which are taken out.
///
/// Everything is told to a log on the way, which another thread reads: no key and no prompt waits for a file.
public final class RecordedTerminal {
    private let shell: PseudoTerminal
    private let relay = TerminalRelay()
    private let signals: TerminalSignals
    private let log: TerminalLog
    private var marks: MarkReader
    private var buffer = [UInt8](repeating: 0, count: 64 * 1024)
    private var status: Int?
    private var unseen: [UInt8] = []
    private var hasMaster = true
    /// When a shell that was told to hang up is killed.
    private var killing: ContinuousClock.Instant?

    /// Starts the shell, on a terminal with the settings and the size of this process's.
    public init(
        _ launch: Launch, nonce: String, signals: TerminalSignals, log: TerminalLog
    ) throws(CaptureError) {
        shell = try PseudoTerminal(launch, like: 0)
        self.signals = signals
        self.log = log
        marks = MarkReader(nonce: nonce)
    }

    /// Relays until the shell ends; returns its exit status. The terminal is then as it was found.
    public func run() -> Int {
        relay.master = shell.master
        resize()
        relay.enter()
        while status == nil { step() }
        while hasMaster, isReadable { takeOutput() }
        show(marks.finish())
        relay.leave()
        log.append(.ended(status ?? 0))
        return status ?? 0
    }

    /// What a mark that never ends holds back is shown after this time.
    private static let longestHold: Int32 = 250

    private func step() {
        let isFull = log.isFull
        var set = [
            pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: relay.keys, events: Int16(POLLIN), revents: 0),
            pollfd(fd: hasMaster ? shell.master : -1, events: isFull ? 0 : Int16(POLLIN), revents: 0),
        ]
        if relay.hasPending { set[2].events |= Int16(POLLOUT) }
        let wait: Int32 = isFull ? 2 : marks.isHolding ? Self.longestHold : killing == nil ? -1 : 50
        let count = poll(&set, nfds_t(set.count), wait)
        if count == 0, marks.isHolding, !isFull { show(marks.finish()) }
        if set[1].revents != 0 { takeKeys() }
        if set[2].revents & Int16(POLLOUT) != 0 { relay.push() }
        if set[2].revents & ~Int16(POLLOUT) != 0, !isFull { takeOutput() }
        if set[0].revents != 0 { takeSignals() }
        if let killing, ContinuousClock.now > killing, status == nil {
            shell.endSession()
            status = shell.reap()
        }
    }

    /// Takes what there is, for as long as keys may wait.
    private func takeOutput() {
        for _ in 0..<16 where hasMaster {
            guard takePiece() else { return }
        }
    }

    /// Takes at most what a pseudo-terminal gives at once, 4 KiB; false when there is nothing.
    private func takePiece() -> Bool {
        let count = read(shell.master, &buffer, buffer.count)
        guard count > 0 else {
            // EIO: nobody has the pseudo-terminal open any more.
            if count == 0 || (errno != EAGAIN && errno != EINTR) { hasMaster = false }
            return false
        }
        for piece in marks.next(buffer[..<count]) {
            switch piece {
            case .output(let bytes): show(bytes)
            case .mark(let mark): take(mark)
            }
        }
        return true
    }

    private func take(_ mark: Mark) {
        if !log.append(.mark(mark)) { mark.acknowledge() }
        guard mark.letter.lowercased() == "d", let line = log.takeNotice() else { return }
        write(Array("\(line)\r\n".utf8)[...])
    }

    private func show(_ bytes: ArraySlice<UInt8>) {
        guard !bytes.isEmpty else { return }
        write(bytes)
        log.append(.output, bytes)
    }

    private func write(_ bytes: ArraySlice<UInt8>) {
        if killing == nil, !TerminalRelay.write(bytes, to: 1) { hangUp() }
    }

    private func takeKeys() {
        // Once it has the keys, whoever asks may show again what is typed.
        let isUnseen = shell.asksUnseen
        let keys = relay.takeKeys()
        if relay.hasEnded { return hangUp() }
        let isEntered = keys.contains { $0 == 0x0D || $0 == 0x0A }
        if isUnseen { takeUnseen(keys) } else { unseen = [] }
        if isEntered { log.append(.entered) }
    }

    private var isReadable: Bool {
        var polled = pollfd(fd: shell.master, events: Int16(POLLIN), revents: 0)
        return poll(&polled, 1, 0) > 0 && polled.revents & Int16(POLLIN) != 0
    }
}

extension RecordedTerminal {
    /// Keeps what is typed unseen until the line ends, as the terminal's own line editing would (termios(3), `ICANON`).
    private func takeUnseen(_ keys: ArraySlice<UInt8>) {
        for key in keys {
            switch key {
            case 0x0D, 0x0A:
                if !unseen.isEmpty { log.append(.unseen, unseen[...]) }
                unseen = []
            case 0x7F, 0x08: _ = unseen.popLast()
            case 0x03, 0x15: unseen = []
            default: unseen.append(key)
            }
        }
    }

    private func takeSignals() {
        var isSent: Int32 = 0
        while case let signal = cpty_next_signal(signals.descriptor, &isSent), signal != 0 {
            switch signal {
            case SIGCHLD: status = status ?? shell.reap(until: .now, interrupt: nil)
            case SIGWINCH: resize()
            case SIGCONT:
                relay.leave()
                relay.enter()
                resize()
            case SIGHUP, SIGTERM: hangUp()
            default: break
            }
        }
    }

    private func resize() {
        cpty_copy_size(0, shell.master)
        var window = winsize()
        guard ioctl(0, UInt(TIOCGWINSZ), &window) == 0, window.ws_col > 0, window.ws_row > 0 else { return }
        log.append(.resized(columns: Int(window.ws_col), rows: Int(window.ws_row)))
    }

    /// The user's terminal is gone, or this process is to end: the shell is told as its terminal would tell it.
    private func hangUp() {
        guard killing == nil else { return }
        killing = .now + .seconds(2)
        if let group = shell.foregroundGroup { Signals.hangUp(group: group) }
        Signals.hangUp(group: shell.pid)
    }
}
