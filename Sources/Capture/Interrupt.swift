internal import CPTY
internal import Foundation
internal import LabModel

/// Ctrl-C and its like, as something to ask for instead of something that strikes.
///
/// While it exists, SIGINT, SIGTERM, SIGHUP and SIGPIPE do not end the process; make it before any thread is started.
public final class Interrupt {
    let descriptor: Int32
    private var raised: Int32?

    /// Blocks the signals and watches for them.
    public init() {
        descriptor = cpty_watch_interrupts()
    }

    deinit {
        close(descriptor)
    }

    /// Whether a signal has come.
    public var isRaised: Bool {
        if raised == nil { raised = next() }
        return raised != nil
    }

    /// Waits for the time, or until a signal comes.
    public func sleep(_ time: Duration) {
        guard !isRaised else { return }
        var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        poll(&polled, 1, Int32(clamping: max(0, time.inMicroseconds / 1000)))
    }

    private func next() -> Int32? {
        let signal = cpty_next_interrupt(descriptor)
        return signal == 0 ? nil : signal
    }
}
