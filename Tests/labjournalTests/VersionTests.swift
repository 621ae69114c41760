import Foundation
import Testing

/// Servers of several versions, as `make versions` fetches them.
enum Versions {
    static let all = [14, 15, 16, 17, 18]

    private static let directory = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent(".postgres")

    static func isThere(_ version: Int) -> Bool {
        FileManager.default.isExecutableFile(atPath: directory.appendingPathComponent("\(version)/bin/initdb").path)
    }

    /// In CI they are missed; elsewhere people may do without.
    static var areNeeded: Bool { ProcessInfo.processInfo.environment["CI"] != nil || all.allSatisfy(isThere) }

    private static let copy = FileManager.default.temporaryDirectory.appendingPathComponent(
        "labjournal-versions-\(getpid())")

    /// The programs, where the servers' user can reach them: the checkout's directories may be closed to others.
    static let reachable = Result {
        try FileManager.default.copyItem(at: directory, to: copy)
        atexit { try? FileManager.default.removeItem(at: Versions.copy) }
        return copy
    }

    /// The arguments and the environment that make the program use a version. The servers' own library for
    /// connections has to be found before the system's, which may be too old for a standby.
    static func use(_ version: Int) throws -> (argument: String, environment: [String: String]) {
        let root = try reachable.get().appendingPathComponent("\(version)").path
        return ("local.bin=\(root)/bin", ["LD_LIBRARY_PATH": "\(root)/lib"])
    }

    /// The built-in lab, recorded on a version once.
    static func recording(on version: Int) throws -> Recording {
        try recording(of: "physical-replication", on: version, "--set", "delay=1s")
    }

    static func recording(of lab: String, on version: Int, _ arguments: String...) throws -> Recording {
        let (binaries, environment) = try use(version)
        return try Recording { program in
            let demo = ["demo", lab, "--directory", ".", "--set", binaries]
            return try program.answer(of: program.start(demo + arguments, environment: environment))
        }
    }

    static let recordedOn15 = Result { try recording(on: 15) }
}

@Suite(.enabled(if: Versions.areNeeded, "PostgreSQL 14 to 18 are not there; make versions fetches them"))
struct VersionTests {
    @Test(arguments: [14, 16, 17, 18])
    func recordedOn15ItReplaysOnOthers(version: Int) throws {
        try replay(Versions.recordedOn15.get(), on: version)
    }

    @Test func recordedOn18ItReplaysOn14() throws {
        try replay(Versions.recording(on: 18), on: 14)
    }

    @Test(arguments: LabsTests.names.dropFirst())
    func eachLabRecordedOn15ReplaysOnOthers(lab: String) throws {
        let recording = try Versions.recording(of: lab, on: 15)
        for version in Versions.all where version != 15 {
            let program = try recording.program()
            let (binaries, environment) = try Versions.use(version)
            let (answer, entries, summary) = try program.replay("--set", binaries, environment: environment)
            let bad = entries.filter { ["different", "failed"].contains($0.value["verdict"] as? String) }
            #expect(answer.status == 0 && (summary["skipped"] ?? 0) == 0, "on \(version): \(bad)")
        }
    }

    private func replay(_ recording: Recording, on version: Int) throws {
        let program = try recording.program()
        let (binaries, environment) = try Versions.use(version)
        let (answer, entries, summary) = try program.replay("--set", binaries, environment: environment)
        let bad = entries.filter { ["different", "failed"].contains($0.value["verdict"] as? String) }
        #expect(answer.status == 0, "\(bad)")
        #expect(entries.count == 27 && (summary["skipped"] ?? 0) == 0)
        let clusters = try program.run("runs", "--json").objects().last?["clusters"] as? [[String: Any]]
        #expect(clusters?.allSatisfy { ($0["serverVersion"] as? String)?.hasPrefix("\(version).") == true } == true)
        if version >= 16 {
            let differences = entries[27]?["differences"] as? [[String: Any]] ?? []
            #expect(differences.contains { $0["place"] as? String == "column conflicting" })
            #expect(differences.allSatisfy { $0["matters"] as? Bool == false })
        }
    }
}
