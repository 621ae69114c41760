internal import CPTY
internal import Foundation
internal import LabModel

/// What to start on a pseudo-terminal.
public struct Launch: Sendable {
    /// The program, looked up in the environment's `PATH`, and its arguments.
    public var arguments: [String]
    /// Words of a command line that starts the program, put before its arguments; `bwrap …` for instance.
    public var wrapper: [String] = []
    /// The whole environment.
    public var environment: [String: String]
    /// The working directory.
    public var directory: String
    /// The terminal's width in cells.
    public var columns: Int
    /// The terminal's height in cells.
    public var rows: Int

    /// The whole command line.
    var commandLine: [String] { wrapper + arguments }

    /// Makes a launch.
    public init(
        arguments: [String], environment: [String: String], directory: String, columns: Int = 120, rows: Int = 40
    ) {
        self.arguments = arguments
        self.environment = environment
        self.directory = directory
        self.columns = columns
        self.rows = rows
    }
}

/// A child process whose controlling terminal is a pseudo-terminal of ours.
final class PseudoTerminal {
    /// What a read brought.
    enum Reading {
        case bytes([UInt8])
        /// The time passed without output.
        case nothing
        /// Nobody has the terminal open any more.
        case end
    }

    let pid: pid_t
    let master: Int32
    private var buffer = [UInt8](repeating: 0, count: 64 * 1024)
    private var status: Int32?
    /// What was read while something long was typed.
    private var early: [UInt8] = []
    private var isTakingLongLine = false
    private var promptGroup: pid_t = -1

    /// Starts the program; with a terminal, the new one gets that one's settings and size.
    init(_ launch: Launch, like terminal: Int32 = -1) throws(CaptureError) {
        var child = cpty_child()
        let error = Self.withCStrings(launch.commandLine) { arguments in
            Self.withCStrings(launch.environment.map { "\($0.key)=\($0.value)" }) { environment in
                cpty_spawn(
                    &child, Self.program(launch), arguments, environment, launch.directory,
                    UInt16(clamping: launch.columns),
                    UInt16(clamping: launch.rows), terminal)
            }
        }
        guard error == 0 else {
            var isDirectory: ObjCBool = false
            guard FileManager.default.fileExists(atPath: launch.directory, isDirectory: &isDirectory),
                isDirectory.boolValue
            else { throw CaptureError("there is no directory \(launch.directory)", remedy: "Make it.") }
            throw CaptureError(
                "\(launch.commandLine.first ?? "") did not start: \(String(cString: strerror(error)))",
                remedy: "Check that the program is installed and in PATH.")
        }
        pid = child.pid
        master = child.master
    }

    deinit {
        if status == nil { endSession() }
        close(master)
    }

    /// The program's path by the `PATH` of the launch; `posix_spawnp` would take this process's own.
    private static func program(_ launch: Launch) -> String {
        guard let name = launch.commandLine.first, !name.isEmpty, !name.contains("/") else {
            return launch.commandLine.first ?? ""
        }
        let paths = (launch.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":").map { "\($0)/\(name)" }
        return paths.first { access($0, X_OK) == 0 } ?? "/nonexistent/\(name)"
    }

    private static func withCStrings<Result>(
        _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        var pointers = strings.map { strdup($0) } + [nil]
        defer { pointers.forEach { free($0) } }
        return body(&pointers)
    }

    /// Reads what there is; waits for at most the time for the first byte, or until the interrupt is raised.
    func read(atMost wait: Duration, interrupt: Interrupt?) -> Reading {
        if !early.isEmpty {
            defer { early = [] }
            return .bytes(early)
        }
        let count = Foundation.read(master, &buffer, buffer.count)
        if count > 0 { return .bytes(Array(buffer[..<count])) }
        guard count < 0, errno == EAGAIN || errno == EINTR else { return .end }
        var polled = [pollfd(fd: master, events: Int16(POLLIN), revents: 0)]
        if let interrupt { polled.append(pollfd(fd: interrupt.descriptor, events: Int16(POLLIN), revents: 0)) }
        let milliseconds = max(0, min(wait.inMicroseconds / 1000 + 1, 1000))
        guard poll(&polled, nfds_t(polled.count), Int32(milliseconds)) > 0, polled[0].revents != 0 else {
            return .nothing
        }
        return readNow()
    }

    private func readNow() -> Reading {
        let count = Foundation.read(master, &buffer, buffer.count)
        if count > 0 { return .bytes(Array(buffer[..<count])) }
        return count < 0 && (errno == EAGAIN || errno == EINTR) ? .nothing : .end
    }

    /// Types bytes. A line longer than the terminal's canonical buffer (4096 bytes) is typed with that buffer off,
    /// which stays so until the program has taken the line.
    func type(_ bytes: [UInt8]) {
        if bytes.count > 4000 {
            isTakingLongLine = true
            setCanonical(false)
        }
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { write(master, $0.baseAddress, min($0.count, 2048)) }
            if written > 0 {
                rest = rest.dropFirst(written)
            } else if !waitUntilWritable() {
                break
            }
            if bytes.count > 2048, case .bytes(let echo) = readNow() { early += echo }
        }
    }

    /// The program has taken the line that was typed last.
    func lineWasTaken() {
        guard isTakingLongLine else { return }
        isTakingLongLine = false
        setCanonical(true)
    }

    private func waitUntilWritable() -> Bool {
        guard errno == EAGAIN || errno == EINTR else { return false }
        var polled = pollfd(fd: master, events: Int16(POLLOUT), revents: 0)
        return poll(&polled, 1, 1000) > 0
    }

    private func setCanonical(_ isOn: Bool) {
        var settings = termios()
        guard tcgetattr(master, &settings) == 0 else { return }
        if isOn { settings.c_lflag |= tcflag_t(ICANON) } else { settings.c_lflag &= ~tcflag_t(ICANON) }
        tcsetattr(master, TCSANOW, &settings)
    }

    /// Whether Ctrl-C is a signal; under a raw terminal it would be a byte that the next program reads.
    var knowsInterrupts: Bool {
        var settings = termios()
        return tcgetattr(master, &settings) != 0 || settings.c_lflag & tcflag_t(ISIG) != 0
    }

    /// Whether a line is asked for that is not to be seen: a password. (Line editors of a shell's kind are in raw mode.)
    var asksUnseen: Bool {
        var settings = termios()
        guard tcgetattr(master, &settings) == 0 else { return false }
        return settings.c_lflag & tcflag_t(ECHO) == 0 && settings.c_lflag & tcflag_t(ICANON) != 0
    }

    /// The process group in the terminal's foreground, when it is not the prompting program's own.
    var foregroundGroup: pid_t? {
        let group = tcgetpgrp(master)
        return group > 1 && group != pid && group != promptGroup ? group : nil
    }

    /// A prompt waits: what has the foreground now is the session's program, which need not be the child itself.
    func notePrompt() {
        promptGroup = tcgetpgrp(master)
    }

    /// Kills every process of the terminal's session and reaps the child.
    func endSession() {
        for process in Self.processes(ofSession: pid) { kill(process, SIGKILL) }
        if status == nil { kill(pid, SIGKILL) }
        reap()
    }

    /// Field 6 of `/proc/PID/stat` is the session.
    private static func processes(ofSession session: pid_t) -> [pid_t] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { pid_t($0) }.filter { getsid($0) == session && $0 != session }
    }

    /// Waits for the child until the deadline or the interrupt: a child may live on without its terminal.
    func reap(until deadline: ContinuousClock.Instant, interrupt: Interrupt?) -> Int? {
        while status == nil {
            var raw: Int32 = 0
            let found = waitpid(pid, &raw, WNOHANG)
            if found == pid { status = raw }
            if found < 0, errno != EINTR { break }
            if status != nil { break }
            if interrupt?.isRaised == true || ContinuousClock.now > deadline { return nil }
            usleep(2000)
        }
        return reap()
    }

    /// Waits for the child and returns its exit status, 128 + N for a signal N.
    @discardableResult
    func reap() -> Int {
        if status == nil {
            var raw: Int32 = 0
            while waitpid(pid, &raw, 0) < 0, errno == EINTR {}
            status = raw
        }
        let raw = status ?? 0
        let signal = raw & 0x7F
        return signal == 0 ? Int(raw >> 8 & 0xFF) : 128 + Int(signal)
    }
}
