import Foundation
import Testing

/// `RecordForever`, the program beside the tests.
enum OtherProcess {
    static func start(_ arguments: [String], output: Pipe? = nil) throws -> Process {
        let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        let process = Process()
        process.executableURL = tests.deletingLastPathComponent().appendingPathComponent("RecordForever")
        process.arguments = arguments
        process.standardOutput = output
        try process.run()
        return process
    }

    /// Runs a program to its end; whether it succeeded.
    @discardableResult
    static func run(_ program: String, _ arguments: [String]) -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program] + arguments
        process.standardError = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}

/// A small file system of its own, which only root can have.
final class SmallDisk {
    static let isPossible: Bool = getuid() == 0 && (try? SmallDisk(kilobytes: 64)) != nil

    let scratch: Scratch
    var journal: String { scratch.journal }

    init(kilobytes: Int) throws {
        scratch = try Scratch()
        try #require(OtherProcess.run("mount", ["-t", "tmpfs", "-o", "size=\(kilobytes)k", "tmpfs", scratch.url.path]))
    }

    func makeReadOnly() throws {
        try #require(OtherProcess.run("mount", ["-o", "remount,ro", scratch.url.path]))
    }

    deinit { OtherProcess.run("umount", ["-l", scratch.url.path]) }
}
