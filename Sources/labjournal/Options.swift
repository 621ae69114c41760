internal import ArgumentParser
internal import Foundation
internal import Journal

/// `--journal`, which every verb that reads a journal has.
struct JournalOption: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The journal; default: $LABJOURNAL_FILE, else the nearest journal.sqlite upward.", valueName: "file"))
    var journal: String?

    /// The journal to read.
    func open() throws -> JournalStore { try JournalStore(path: path() ?? "journal.sqlite") }

    /// The journal to write: a new one stands in the present directory.
    func pathForWriting() -> String { path() ?? "journal.sqlite" }

    private func path() -> String? {
        if let journal { return journal }
        if let file = ProcessInfo.processInfo.environment["LABJOURNAL_FILE"], !file.isEmpty { return file }
        var directory = URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
        while true {
            let candidate = directory.appendingPathComponent("journal.sqlite").path
            if FileManager.default.fileExists(atPath: candidate) { return candidate }
            if directory.path == "/" { return nil }
            directory.deleteLastPathComponent()
        }
    }
}

/// `--run`, for verbs that speak of one run.
struct RunOption: ParsableArguments {
    @Option(
        name: .long, help: ArgumentHelp("The run: any unique prefix of its id, or last.", valueName: "id"),
        completion: .recordedRuns)
    var run = "last"
}

/// `--json`, for verbs that list or answer.
struct JSONOption: ParsableArguments {
    @Flag(name: .long, help: "Write JSON to standard output.")
    var json = false
}
