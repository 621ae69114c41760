import Foundation
import Testing

/// The built program, run as a user runs it, in a directory of the test's own.
final class Program {
    /// What a run of the program brought.
    struct Answer {
        let status: Int32
        let output: String
        let errors: String

        /// Standard output as JSON.
        func json() throws -> Any { try JSONSerialization.jsonObject(with: Data(output.utf8)) }

        func objects() throws -> [[String: Any]] { try #require(json() as? [[String: Any]]) }
    }

    let directory: URL

    init() throws {
        directory = FileManager.default.temporaryDirectory.appendingPathComponent(
            "labjournal-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: directory)
    }

    /// The program's path.
    static var path: String { executable.path }

    /// The program stands beside the test bundle.
    static let executable = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent().appendingPathComponent("labjournal")

    /// Starts the program; its output goes to files, so that no pipe can fill up.
    func start(
        _ arguments: [String], environment: [String: String] = [:], name: String = "run"
    ) throws -> Process {
        let process = Process()
        process.executableURL = Self.executable
        process.arguments = arguments
        process.currentDirectoryURL = directory
        let key = ["LABJOURNAL_KEY_FILE": directory.appendingPathComponent("key").path]
        process.environment = ProcessInfo.processInfo.environment.merging(key) { $1 }.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try write("", to: "\(name).out").writingHandle()
        process.standardError = try write("", to: "\(name).err").writingHandle()
        try process.run()
        return process
    }

    /// Waits for a started program.
    func answer(of process: Process, name: String = "run") throws -> Answer {
        process.waitUntilExit()
        let status = process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
        return Answer(status: status, output: try read("\(name).out"), errors: try read("\(name).err"))
    }

    /// Runs the program to its end.
    @discardableResult
    func run(_ arguments: String..., environment: [String: String] = [:]) throws -> Answer {
        try answer(of: start(arguments, environment: environment))
    }

    /// Runs a script in which `labjournal` is the program; it ends at the first command that fails.
    func script(_ text: String, name: String = "script") throws -> Answer {
        try answer(of: startScript(text, name: name), name: name)
    }

    /// Starts a script in which `labjournal` is the program.
    func startScript(_ text: String, name: String) throws -> Process {
        try write("set -eo pipefail\n" + text + "\n", to: "\(name).sh")
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        process.arguments = ["\(name).sh"]
        process.currentDirectoryURL = directory
        process.environment = ProcessInfo.processInfo.environment.merging(
            ["PATH": "\(Self.executable.deletingLastPathComponent().path):\(path)"]
        ) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try write("", to: "\(name).out").writingHandle()
        process.standardError = try write("", to: "\(name).err").writingHandle()
        try process.run()
        return process
    }

    @discardableResult
    func write(_ text: String, to name: String) throws -> URL {
        let url = directory.appendingPathComponent(name)
        try Data(text.utf8).write(to: url)
        return url
    }

    func read(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: directory.appendingPathComponent(name)), as: UTF8.self)
    }

    func exists(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: directory.appendingPathComponent(name).path)
    }

    /// The processes of this machine whose command line holds a text.
    static func processes(holding text: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.filter { Int($0) != nil }.compactMap { pid in
            guard let data = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") else { return nil }
            let line = String(decoding: data.map { $0 == 0 ? 0x20 : $0 }, as: UTF8.self)
            return line.contains(text) ? line : nil
        }
    }
}

extension URL {
    fileprivate func writingHandle() throws -> FileHandle { try FileHandle(forWritingTo: self) }
}

/// Waits for something to hold, for at most half a minute.
func waitUntil(_ what: String, _ condition: () throws -> Bool) throws {
    let deadline = Date().addingTimeInterval(30)
    while try !condition() {
        try #require(Date() < deadline, "waited too long for \(what)")
        Thread.sleep(forTimeInterval: 0.02)
    }
}

/// PostgreSQL's programs as somebody types them at a terminal.
enum Servers {
    /// A search path on which they are.
    static let path: String = {
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []
        let binaries = versions.sorted().last.map { "/usr/lib/postgresql/\($0)/bin:" } ?? ""
        return binaries + (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")
    }()
    /// What stands before a command that the servers' user must carry out.
    static let user = geteuid() == 0 ? "runuser -u postgres -- " : ""
}

extension Program {
    /// In CI what is missing is a failure rather than a reason to skip.
    static var isCI: Bool { ProcessInfo.processInfo.environment["CI"] != nil }
}

/// Tests that need PostgreSQL's server: they skip where it is missing, but not in CI.
enum PostgreSQL {
    static var isNeeded: Bool {
        if ProcessInfo.processInfo.environment["CI"] != nil { return true }
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []
        let path = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":").map(String.init) ?? []
        return !versions.isEmpty || path.contains { FileManager.default.isExecutableFile(atPath: "\($0)/initdb") }
    }
}

extension Trait where Self == ConditionTrait {
    static var needsPostgreSQL: Self { .enabled(if: PostgreSQL.isNeeded, "PostgreSQL's server is not installed") }
}
