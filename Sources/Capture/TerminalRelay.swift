internal import Foundation

/// Brings the keys of this process's terminal to a pseudo-terminal as they come.
final class TerminalRelay {
    /// The pseudo-terminal.
    var master: Int32 = -1
    /// The terminal's settings as they were; nil while they are in force.
    private var settings: termios?
    private let descriptor: Int32
    private var pending: [UInt8] = []
    /// Whether the terminal is gone.
    private(set) var hasEnded = false

    /// Opens the terminal: standard input may be another file.
    init() {
        descriptor = open("/dev/tty", O_RDWR | O_CLOEXEC)
    }

    deinit {
        leave()
        if descriptor >= 0 { close(descriptor) }
    }

    /// Where keys are to be waited for; -1 while there are none, or those that came have not been taken.
    var keys: Int32 { settings == nil || hasEnded || pending.count > 4096 ? -1 : descriptor }

    /// Whether keys wait until the pseudo-terminal takes them.
    var hasPending: Bool { !pending.isEmpty }

    /// Takes the terminal over, if this process is in its foreground: another program's terminal is left alone.
    func enter() {
        guard settings == nil, tcgetpgrp(descriptor) == getpgrp() else { return }
        var present = termios()
        guard tcgetattr(descriptor, &present) == 0 else { return }
        settings = present
        cfmakeraw(&present)
        tcsetattr(descriptor, TCSADRAIN, &present)
    }

    /// Leaves the terminal as it was found.
    func leave() {
        guard var found = settings else { return }
        settings = nil
        if tcgetpgrp(descriptor) == getpgrp() { tcsetattr(descriptor, TCSADRAIN, &found) }
    }

    /// Takes the keys that have come, and tells which.
    @discardableResult
    func takeKeys() -> ArraySlice<UInt8> {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = read(descriptor, &buffer, buffer.count)
        if count > 0 { pending += buffer[..<count] } else if count == 0 || errno != EINTR { hasEnded = true }
        push()
        return buffer[..<max(0, count)]
    }

    /// Gives the pseudo-terminal as much as it takes.
    func push() {
        guard !pending.isEmpty else { return }
        let count = Foundation.write(master, pending, pending.count)
        if count > 0 { pending.removeFirst(count) }
    }

    /// Writes all of the bytes; false when nobody takes them any more.
    static func write(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) -> Bool {
        var rest = bytes
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                var polled = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&polled, 1, -1)
            } else if errno != EINTR {
                return false
            }
        }
        return true
    }
}
