import Foundation
import Testing

/// Somebody at a terminal in which `labjournal shell`, or another verb, runs. The terminal is that of `script`, which every Linux has.
final class Typist {
    private let program: Program
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

    /// Starts a verb in a program's directory, which is its home as well; words before it may make somebody else of it.
    init(
        _ program: Program, by words: [String] = [], verb: [String], environment: [String: String] = [:]
    ) throws {
        self.program = program
        let line = (words + [Program.path] + verb).map { "'\($0)'" }.joined(separator: " ")
        process.executableURL = URL(fileURLWithPath: "/usr/bin/script")
        // The terminal's settings stand in the first and in the last line. Behind what was killed it stays open until
        // Enter: somebody may be putting it right.
        let after = "status=$?; [ $status != 137 ] || read -r -t 30 line; stty -g; exit $status"
        process.arguments = ["-qfec", "stty rows 40 cols 120; stty -g; \(line); \(after)", "/dev/null"]
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

    /// Enters lines at several terminals at once: at each the next one as soon as its prompt has come.
    static func enter(_ lines: [[String]], at typists: [Typist], _ limit: TimeInterval = 120) throws {
        let deadline = Date().addingTimeInterval(limit)
        var waiting = Array(typists.indices)
        var next = lines.map { $0[...] }
        for index in waiting { try typists[index].pressFirst(of: &next[index]) }
        while !waiting.isEmpty {
            try #require(Date() < deadline, "no prompt comes at \(waiting.count) of the terminals")
            for index in waiting {
                typists[index].readMore(waiting: waiting.count == 1 ? 50 : 1)
                guard typists[index].hasPrompt else { continue }
                if next[index].isEmpty { waiting.removeAll { $0 == index } }
                try typists[index].pressFirst(of: &next[index])
            }
        }
    }

    /// What had been shown when a line was entered last.
    private var entered = 0

    private func pressFirst(of lines: inout ArraySlice<String>) throws {
        guard let line = lines.popFirst() else { return }
        entered = shown.count
        try press(line + "\r")
    }

    /// Whether bash's prompt has come since a line was entered; what the lines print must not end like one.
    private var hasPrompt: Bool {
        ["# ", "$ "].contains { shown.suffix(2) == Data($0.utf8) } && shown[entered...].contains(0x0A)
    }

    /// Leaves the shell.
    func exit() throws {
        try press("exit\r")
        try end()
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

    /// Reads what there is, after a wait for something.
    private func readMore(waiting milliseconds: Int32 = 50) {
        let descriptor = screen.fileHandleForReading.fileDescriptor
        var buffer = [UInt8](repeating: 0, count: 65536)
        var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        for round in 0..<64 where poll(&polled, 1, round == 0 ? milliseconds : 0) > 0 {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return }
            seen += buffer[..<count].filter { $0 != 0x0D }
            shown += buffer[..<count]
        }
    }
}

extension Typist {
    /// Gives the terminal another size, as somebody who drags a corner of its window.
    func resize(rows: UInt16, columns: UInt16) throws {
        let terminal = try open("/proc/\(recorder())/fd/0", O_RDWR | O_NOCTTY)
        defer { close(terminal) }
        var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        try #require(ioctl(terminal, UInt(TIOCSWINSZ), &size) == 0)
    }

    /// Closes the terminal's window.
    func closeWindow() { kill(process.processIdentifier, SIGKILL) }

    /// The process that records; there must be one.
    func recorder() throws -> pid_t {
        let found = try recorders()
        try #require(found.count == 1)
        return found[0]
    }

    /// The processes that record shells in the program's directory.
    func recorders() throws -> [pid_t] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { pid_t($0) }.filter { pid in
            let link = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(pid)/cwd")
            let line = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") ?? Data()
            return link == program.directory.path && line.starts(with: Data((Program.path + "\0shell").utf8))
        }
    }

    /// Whether the terminal, once the shell has ended, has the settings that it had before.
    var isAsFound: Bool {
        let lines = String(decoding: shown, as: UTF8.self).split(whereSeparator: \.isNewline)
        return lines.count > 1 && lines.first?.contains(":") == true && lines.first == lines.last
    }
}

extension Program {
    /// What the journal says of the last run's entries, in order.
    func entries() throws -> [[String: Any]] { try run("log", "--json").objects() }
}

extension [[String: Any]] {
    func texts(_ key: String) -> [String] { map { $0[key] as? String ?? "" } }

    /// What the first command of each entry has printed.
    var outputs: [String] { compactMap { ($0["commands"] as? [[String: Any]])?.first }.texts("output") }
}
