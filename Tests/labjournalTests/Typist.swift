import Foundation
import Testing

/// Somebody at a terminal in which `labjournal shell`, or another verb, runs. The terminal is that of `script`, which every Linux has.
final class Typist {
    private let process = Process()
    private let keys = Pipe()
    private let screen = Pipe()
    /// What has not been waited for yet, without carriage returns.
    private var seen = Data()
    /// Everything that the terminal has shown.
    private(set) var shown = Data()

    /// Starts a recorded shell in a program's directory, which is its home as well, and waits for its prompt.
    convenience init(
        _ program: Program, _ arguments: String..., shell: String = "/bin/bash", environment: [String: String] = [:]
    ) throws {
        try self.init(program, verb: ["shell", "--shell", shell] + arguments, environment: environment)
        try expect(Self.prompt)
    }

    /// Starts a verb in a program's directory, which is its home as well.
    init(_ program: Program, verb: [String], environment: [String: String] = [:]) throws {
        let line = ([Program.path] + verb).map { "'\($0)'" }.joined(separator: " ")
        process.executableURL = URL(fileURLWithPath: "/usr/bin/script")
        process.arguments = ["-qfec", "stty rows 40 cols 120; \(line)", "/dev/null"]
        process.currentDirectoryURL = program.directory
        var variables = ProcessInfo.processInfo.environment
        for name in ["PS1", "PROMPT_COMMAND", "LABJOURNAL_RUN", "LABJOURNAL_FILE"] { variables[name] = nil }
        let own = [
            "HOME": program.directory.path, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "PAGER": "cat",
            "HISTFILE": program.directory.path + "/history", "SHELL": "/bin/bash",
        ]
        process.environment = variables.merging(own) { $1 }.merging(environment) { $1 }
        process.standardInput = keys
        process.standardOutput = screen
        process.standardError = screen
        try process.run()
    }

    /// The end of a shell's prompt, and what the shell may send behind it.
    static let prompt = "[$#%>] [^\n]*$"

    deinit { if process.isRunning { process.terminate() } }

    /// Presses keys.
    func press(_ text: String) throws { try keys.fileHandleForWriting.write(contentsOf: Data(text.utf8)) }

    /// Waits until the terminal has shown something since it was last waited for; a regular expression.
    func expect(_ pattern: String, _ limit: TimeInterval = 40) throws {
        let expression = try NSRegularExpression(pattern: pattern)
        let deadline = Date().addingTimeInterval(limit)
        while true {
            let text = String(decoding: seen, as: UTF8.self)
            if let match = expression.firstMatch(in: text, range: NSRange(text.startIndex..., in: text)),
                let range = Range(match.range, in: text)
            {
                seen = Data(text[range.upperBound...].utf8)
                return
            }
            try #require(Date() < deadline, "\(pattern) is not in: \(text)")
            readMore()
        }
    }

    /// Enters a line and waits for the next prompt.
    func enter(_ line: String, until prompt: String = Typist.prompt) throws {
        try press(line + "\r")
        try expect("\n")
        try expect(prompt)
    }

    /// Waits for the shell's end; returns its exit status.
    @discardableResult
    func end() throws -> Int32 {
        try waitUntil("the shell's end") {
            readMore()
            return !process.isRunning
        }
        return process.terminationStatus
    }

    private func readMore() {
        let descriptor = screen.fileHandleForReading.fileDescriptor
        var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&polled, 1, 50) > 0 else { return }
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = read(descriptor, &buffer, buffer.count)
        guard count > 0 else { return }
        seen += buffer[..<count].filter { $0 != 0x0D }
        shown += buffer[..<count]
    }
}

extension Program {
    /// What the journal says of the last run's entries, in order.
    func entries() throws -> [[String: Any]] { try run("log", "--json").objects() }
}

extension [[String: Any]] {
    func texts(_ key: String) -> [String] { map { $0[key] as? String ?? "" } }
}
