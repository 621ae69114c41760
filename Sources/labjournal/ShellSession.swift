internal import Capture
internal import Foundation
internal import Journal
internal import Runner

/// A recorded shell, or psql: one thread relays, another one records.
struct ShellSession {
    private let shell: ShellLog
    private let launch: Launch
    private let integration: ShellIntegration
    private let signals: TerminalSignals

    init(_ shell: ShellLog, _ launch: Launch, integration: ShellIntegration, signals: TerminalSignals) {
        self.shell = shell
        self.launch = launch
        self.integration = integration
        self.signals = signals
    }

    /// Runs the program to its end and waits until all of it is recorded.
    ///
    /// - Returns: the program's exit status, and why recording stopped before it, if it did.
    func run() throws -> (status: Int, failure: (any Error)?) {
        let log = TerminalLog()
        let terminal = try RecordedTerminal(launch, nonce: integration.nonce, signals: signals, log: log)
        let writer = RecordingThread(log) { try shell.run(log) }
        let guardian = TerminalGuardian(removing: integration.directory)
        let status = terminal.run()
        guardian?.release()
        log.close()
        return (status, writer.wait())
    }
}

/// A small process that puts the terminal right, and clears away, should this one be killed.
final class TerminalGuardian {
    private let process = Process()
    private let pipe = Pipe()

    /// Notes the terminal's present settings, and a directory that is to be removed; nil where that is not possible.
    init?(removing directory: String) {
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        // It reads until this process writes a line, or is gone. Then: no mouse, no bracketed paste, the main screen.
        process.arguments = [
            "-c",
            #"""
            exec 4<&1
            trap '' TTOU HUP INT QUIT TERM TSTP
            saved=$(stty -g <&4)
            echo >&2
            read -r line && exit
            stty "$saved" <&4
            rm -rf "$0"
            printf '\033[?1000l\033[?1002l\033[?1003l\033[?1006l\033[?2004l\033[?1049l\033[?25h\033[0m\r\n'
            """#, directory,
        ]
        process.standardInput = pipe
        process.standardOutput = FileHandle.standardOutput
        let ready = Pipe()
        process.standardError = ready
        guard (try? process.run()) != nil else { return nil }
        try? pipe.fileHandleForReading.close()
        try? ready.fileHandleForWriting.close()
        _ = try? ready.fileHandleForReading.read(upToCount: 1)
    }

    /// The terminal is as it was.
    func release() {
        try? pipe.fileHandleForWriting.write(contentsOf: Data("done\n".utf8))
        try? pipe.fileHandleForWriting.close()
        process.waitUntilExit()
    }
}
