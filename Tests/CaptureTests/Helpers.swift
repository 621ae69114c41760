import Capture
import Foundation
import Testing

/// A directory that goes with the test.
final class Scratch {
    let url: URL
    var path: String { url.path }

    init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("lj-" + UUID().uuidString)
            .resolvingSymlinksInPath()
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func files() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: path) }
}

func launch(
    _ arguments: [String], in directory: String = "/", environment: [String: String] = [:], columns: Int = 120,
    rows: Int = 40
) -> Launch {
    let basic = ["PATH": "/usr/local/bin:/usr/bin:/bin", "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "HOME": "/"]
    return Launch(
        arguments: arguments, environment: basic.merging(environment) { $1 }, directory: directory, columns: columns,
        rows: rows)
}

/// A command as the events told it.
struct Told: Equatable {
    var text: String
    var status: Int?
    var output: [UInt8] = []
    var shown: String { String(decoding: output, as: UTF8.self).replacing("\r\n", with: "\n") }
}

/// Takes events as a recorder does: everything, and each command's output by itself.
struct Transcript {
    var bytes: [UInt8] = []
    var commands: [Told] = []
    var end: CaptureEnd = .done
    private var start = 0

    var text: String { String(decoding: bytes, as: UTF8.self).replacing("\r\n", with: "\n") }
    var outputs: [String] { commands.map(\.shown) }
    var statuses: [Int?] { commands.map(\.status) }

    mutating func take(_ event: CaptureEvent) {
        switch event {
        case .output(let more): bytes += more
        case .commandBegan(let text):
            commands.append(Told(text: text))
            start = bytes.count
        case .commandContinued(let text): commands[commands.count - 1].text = text
        case .outputBegan: start = bytes.count
        case .commandEnded(let status, _):
            commands[commands.count - 1].status = status
            commands[commands.count - 1].output = Array(bytes[start...])
        case .idle: break
        }
    }
}

/// A bash whose start-up file goes into a directory of its own.
final class Bash {
    let scratch: Scratch
    let session: Session

    init(environment: [String: String] = [:], columns: Int = 120) throws {
        scratch = try Scratch()
        session = try Session.bash(
            launch([], in: scratch.path, environment: environment, columns: columns), scratch: scratch.path)
    }

    deinit { session.close() }

    @discardableResult
    func type(_ lines: String..., limit: Duration = .seconds(60), interrupt: Interrupt? = nil) throws -> Transcript {
        try type(lines, limit: limit, interrupt: interrupt)
    }

    func type(_ lines: [String], limit: Duration = .seconds(60), interrupt: Interrupt? = nil) throws -> Transcript {
        var transcript = Transcript()
        transcript.end = try session.type(lines, limit: limit, interrupt: interrupt) { transcript.take($0) }
        return transcript
    }

    /// Whether the session still does what it is told.
    func isUsable() throws -> Bool {
        let transcript = try type("echo \"still $((40 + 2))\"")
        return transcript.end == .done && transcript.outputs == ["still 42\n"] && transcript.statuses == [0]
    }
}

func runOnce(_ launch: Launch, limit: Duration = .seconds(60)) throws -> Transcript {
    var transcript = Transcript()
    transcript.end = try OneCommand.run(launch, limit: limit, interrupt: nil) { transcript.take($0) }
    return transcript
}

/// Waits until something holds; a generous limit keeps a broken test from hanging.
func eventually(_ limit: Duration = .seconds(30), _ condition: () throws -> Bool) rethrows -> Bool {
    let deadline = ContinuousClock.now + limit
    while ContinuousClock.now < deadline {
        if try condition() { return true }
        usleep(5000)
    }
    return false
}

/// The processes whose command line holds a word; zombies have none.
func processes(with word: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.filter { name in
        guard pid_t(name) != nil, name != "\(getpid())" else { return false }
        let line = (try? Data(contentsOf: URL(fileURLWithPath: "/proc/\(name)/cmdline"))) ?? Data()
        return line.range(of: Data(word.utf8)) != nil
    }
}
