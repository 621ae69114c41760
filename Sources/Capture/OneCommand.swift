/// A program that runs once on a pseudo-terminal.
public enum OneCommand {
    /// Runs a program to its end and tells what it prints.
    ///
    /// - Returns: how it ended; `.sessionEnded` with its exit status when it ended by itself.
    public static func run(
        _ launch: Launch, limit: Duration, interrupt: Interrupt?, event: (CaptureEvent) throws -> Void
    ) throws -> CaptureEnd {
        let terminal = try PseudoTerminal(launch)
        let deadline = ContinuousClock.now + limit
        while true {
            switch terminal.read(atMost: .milliseconds(20), interrupt: interrupt) {
            case .bytes(let bytes): try event(.output(bytes))
            case .nothing: try event(.idle)
            case .end:
                if let status = terminal.reap(until: deadline, interrupt: interrupt) { return .sessionEnded(status) }
            }
            if interrupt?.isRaised == true {
                terminal.endSession()
                return .interrupted
            }
            if ContinuousClock.now > deadline {
                terminal.endSession()
                return .timedOut
            }
        }
    }
}
