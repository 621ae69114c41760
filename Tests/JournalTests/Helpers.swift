import Foundation
import GRDB
import Journal
import LabModel
import Testing

/// A directory that goes with the test.
final class Scratch {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("lj-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func path(_ name: String) -> String { url.appendingPathComponent(name).path }
    var journal: String { path("journal.sqlite") }

    /// The names and bytes of all files.
    func content() throws -> [String: Data] {
        let names = try FileManager.default.contentsOfDirectory(atPath: url.path)
        return try Dictionary(
            uniqueKeysWithValues: names.map { ($0, try Data(contentsOf: url.appendingPathComponent($0))) })
    }
}

func runDescription(
    lab: String = "physical-replication", source: String = "# Lab\n", variables: [Variable] = []
) -> RunDescription {
    RunDescription(
        kind: .play, lab: lab, title: "Физическая репликация", language: "ru", source: Array(source.utf8),
        driver: "local", variables: variables, programVersion: "0.1.0", host: "box", os: "Debian 12", columns: 120,
        rows: 40)
}

func makeRecorder(
    _ path: String, _ description: RunDescription = runDescription(), secrets: [Variable] = [], steps: Int = 1
) throws -> Recorder {
    let recorder = try Recorder(
        path: path, id: Recorder.newRunID(), run: description, redactor: Redactor(secrets: secrets),
        key: SecretKey(file: path + ".key"))
    for step in 1...steps { try recorder.step(step, prose: "Step \(step).\n") }
    return recorder
}

func entryDescription(
    _ kind: Block.Kind = .shell, _ attributes: [Block.Attribute] = [], body: String = "echo hi\n", step: Int = 1,
    prose: String = "Prose.", columns: Int = 100
) throws -> EntryDescription {
    let block = Block(kind: kind, attributes: attributes, body: body)
    let task = try BlockTask(block) { _ in nil }
    return EntryDescription(block: block, task: task, step: step, prose: prose, columns: columns)
}

/// Records a run of one entry with one command.
@discardableResult
func recordEntry(
    _ path: String, prose: String = "Prose.", command: String = "echo hi", output: [UInt8] = Array("hi\r\n".utf8)
) throws -> String {
    let recorder = try makeRecorder(path)
    let id = try recorder.begin(entryDescription(body: command + "\n", prose: prose))
    try recorder.beginCommand(command)
    try recorder.beginOutput()
    try recorder.append(output)
    try recorder.endCommand(exitStatus: 0)
    try recorder.end(.ok)
    try recorder.finish(.ok)
    return id
}

func attribute(_ name: String, _ value: String? = nil) -> Block.Attribute { Block.Attribute(name: name, value: value) }

/// Opens the file past the journal's own modules, to make of it what they never would.
func tamper(_ path: String, _ body: (Database) throws -> Void) throws {
    let queue = try DatabaseQueue(path: path)
    try queue.write(body)
    try queue.writeWithoutTransaction { _ = try Row.fetchAll($0, sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
    try queue.close()
}

/// The error that a piece of work ends with.
func journalError(_ body: () throws -> Void) throws -> JournalError {
    try #require(throws: JournalError.self, performing: body)
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
