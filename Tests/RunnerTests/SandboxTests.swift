import Capture
import Foundation
import Testing

@testable import Runner

/// A bash inside of a sandbox, beside a directory that is out of its bounds.
private final class Bench {
    let root: String
    let session: Session
    var run: String { root + "/run" }
    var outside: String { root + "/outside" }

    /// In CI, a machine without bubblewrap is a failure rather than a reason to skip.
    static var isPossible: Bool {
        let environment = ProcessInfo.processInfo.environment
        let paths = (environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
        return environment["CI"] != nil || paths.contains { access("\($0)/bwrap", X_OK) == 0 }
    }

    /// - Parameter parent: where the directories are made; what lies in `/tmp` is not even seen inside.
    init(in parent: String = "/var/tmp", writable: [String] = []) throws {
        root = parent + "/lj-" + UUID().uuidString
        for name in ["run/home", "outside", "open"] {
            try FileManager.default.createDirectory(atPath: root + "/" + name, withIntermediateDirectories: true)
        }
        try "kept".write(toFile: root + "/outside/file", atomically: true, encoding: .utf8)
        let root = root
        let sandbox = try Sandbox(directory: root + "/run", writable: writable.map { root + "/" + $0 })
        let environment = [
            "PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin", "LC_ALL": "C.UTF-8", "HOME": root + "/run/home",
        ]
        var launch = Launch(arguments: [], environment: environment, directory: root + "/run/home")
        launch.wrapper = sandbox.wrap([])
        session = try Session.bash(launch, scratch: root + "/run/home")
    }

    deinit {
        session.close()
        try? FileManager.default.removeItem(atPath: root)
    }

    /// What lines print, and how the last of them ended.
    @discardableResult
    func type(_ lines: String..., limit: Duration = .seconds(60)) throws -> (
        output: String, status: Int?, end: CaptureEnd
    ) {
        var (bytes, status) = ([UInt8](), Int?.none)
        let end = try session.type(lines, limit: limit, interrupt: nil) { event in
            switch event {
            case .outputBegan: bytes = []
            case .output(let more): bytes += more
            case .commandEnded(let code, _): status = code
            default: break
            }
        }
        return (String(decoding: bytes, as: UTF8.self).replacing("\r\n", with: "\n"), status, end)
    }

    func content(_ path: String) -> String? { try? String(contentsOfFile: root + "/" + path, encoding: .utf8) }
}

private func isAlive(_ word: String) -> Bool {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.contains { name in
        guard pid_t(name) != nil, name != "\(getpid())" else { return false }
        let line = (try? Data(contentsOf: URL(fileURLWithPath: "/proc/\(name)/cmdline"))) ?? Data()
        return line.range(of: Data(word.utf8)) != nil
    }
}

private func eventually(_ condition: () -> Bool) -> Bool {
    for _ in 0..<500 {
        if condition() { return true }
        usleep(20_000)
    }
    return false
}

@Suite(.serialized, .enabled(if: Bench.isPossible, "bubblewrap is not installed (apt-get install bubblewrap)"))
struct SandboxTests {
    @Test func `writing outside is refused`() throws {
        let bench = try Bench()
        let told = try bench.type("echo gone > \(bench.outside)/file")
        #expect(told.output.contains("Read-only file system") && told.status == 1)
        #expect(try bench.type("rm -f \(bench.outside)/file").output.contains("Read-only file system"))
        #expect(try bench.type("mkdir \(bench.outside)/new").status != 0)
        #expect(try bench.type("cat \(bench.outside)/file").output == "kept")
        #expect(bench.content("outside/file") == "kept")
    }

    @Test func `writing in the run's directory reaches it`() throws {
        let bench = try Bench()
        #expect(try bench.type("echo a > ~/a && echo b > \(bench.run)/b").status == 0)
        #expect(bench.content("run/home/a") == "a\n" && bench.content("run/b") == "b\n")
    }

    @Test func `a run's directory in the temporary one is reached as well`() throws {
        let bench = try Bench(in: "/tmp")
        #expect(try bench.type("echo a > ~/a").status == 0)
        #expect(bench.content("run/home/a") == "a\n")
        #expect(try bench.type("ls \(bench.outside)").status != 0, "other files there are not seen")
        #expect(bench.content("outside/file") == "kept")
    }

    @Test func `what is said to be writable is`() throws {
        let bench = try Bench(writable: ["open", "missing"])
        #expect(try bench.type("echo a > \(bench.root)/open/a").status == 0)
        #expect(bench.content("open/a") == "a\n")
    }

    @Test func `temporary files stay in the run's directory`() throws {
        let bench = try Bench()
        let name = UUID().uuidString
        #expect(try bench.type("echo $TMPDIR; echo a > /tmp/\(name)").status == 0)
        #expect(bench.content("run/.tmp/\(name)") == "a\n")
        #expect(!FileManager.default.fileExists(atPath: "/tmp/\(name)"))
    }

    @Test func `a sandbox cannot be mounted open`() throws {
        let bench = try Bench()
        #expect(try bench.type("mount -o remount,rw,bind \(bench.outside)").status != 0)
        #expect(try bench.type("mount --bind \(bench.run) \(bench.outside)").status != 0)
        #expect(try bench.type("test -w /proc/sys/kernel/hostname").status != 0)
        #expect(try bench.type("ls /run/docker.sock /run/systemd/private").status != 0)
    }

    @Test func `processes outside cannot be signalled`() throws {
        let bench = try Bench()
        let outside = Process()
        outside.executableURL = URL(fileURLWithPath: "/bin/sleep")
        outside.arguments = ["600"]
        try outside.run()
        // Not SIGTERM: the child may have inherited that it is blocked.
        defer { kill(outside.processIdentifier, SIGKILL) }
        #expect(try bench.type("kill \(outside.processIdentifier)").status != 0)
        #expect(outside.isRunning)
    }

    @Test func `bash has job control on the terminal`() throws {
        let bench = try Bench()
        #expect(try bench.type("case $- in *m*) echo yes;; esac").output == "yes\n")
        #expect(try bench.type("exec 3<>/dev/tty && stty size <&3").output == "40 120\n")
        #expect(try bench.type("sleep 300 &", "kill %1; wait %1 2>/dev/null; echo $?").output.contains("143"))
    }

    @Test func `a command that hangs is gone, and the session goes on`() throws {
        let bench = try Bench()
        let number = "\(Int.random(in: 100_000_000..<999_999_999))"
        for line in ["sleep \(number)", "bash -c 'trap \"\" INT TERM; while :; do sleep 1; done' \(number)"] {
            #expect(try bench.type(line, limit: .milliseconds(400)).end == .timedOut)
            #expect(eventually { !isAlive(number) })
            #expect(try bench.type("echo $((40 + 2))").output == "42\n")
        }
    }

    @Test func `a loop of the shell itself is interrupted, and the session goes on`() throws {
        let bench = try Bench()
        try bench.type("true")
        #expect(try bench.type("while :; do :; done", limit: .milliseconds(400)).end == .timedOut)
        #expect(try bench.type("echo $((40 + 2))").output == "42\n")
    }

    @Test func `closing a session ends even what has left it`() throws {
        let bench = try Bench()
        let number = "\(Int.random(in: 100_000_000..<999_999_999))"
        try bench.type("setsid sleep \(number) &")
        #expect(eventually { isAlive(number) })
        bench.session.close()
        #expect(eventually { !isAlive(number) })
    }

    @Test func `a server is reached by socket and by TCP`() throws {
        let bench = try Bench()
        let server = try Listener(path: bench.run + "/s")
        let code = "import socket as s; c = s.socket(s.AF_UNIX); c.connect('\(bench.run)/s'); print('reached')"
        if try bench.type("command -v python3").status == 0 {
            #expect(try bench.type("python3 -c \"\(code)\"").output == "reached\n")
        }
        #expect(try bench.type("exec 5<>/dev/tcp/127.0.0.1/\(server.port) && echo reached").output == "reached\n")
    }
}

/// Something that listens at a Unix socket and at a free port of the loopback.
private final class Listener {
    private let local = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    private let network = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    let port: UInt16

    init(path: String) throws {
        var name = sockaddr_un()
        name.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let (local, network) = (local, network)
        let isLocal = Self.generic(&name) { bind(local, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) } == 0
        let isNetwork = Self.generic(&address) { bind(network, $0, size) } == 0
        try #require(isLocal && isNetwork && listen(local, 5) == 0 && listen(network, 5) == 0)
        _ = Self.generic(&address) { getsockname(network, $0, &size) }
        port = UInt16(bigEndian: address.sin_port)
    }

    private static func generic<Address>(
        _ address: inout Address, _ body: (UnsafeMutablePointer<sockaddr>) -> Int32
    ) -> Int32 {
        withUnsafeMutablePointer(to: &address) { $0.withMemoryRebound(to: sockaddr.self, capacity: 1, body) }
    }

    deinit {
        close(local)
        close(network)
    }
}
