internal import ArgumentParser
internal import Journal

/// `labjournal verify`.
struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check that the journal is whole: its file, its references, its contents' digests.",
        discussion: """
            Examples:
              labjournal verify
              labjournal verify --journal handed-in.sqlite --json

            Exit codes: 0 it is whole, 1 error, 6 it is damaged or newer, 66 no journal.
            """)

    @OptionGroup var journal: JournalOption
    @OptionGroup var output: JSONOption

    func run() throws {
        let store = try journal.open()
        let problems = try store.problems()
        if output.json {
            try StandardOutput.write(json: Answer(journal: store.path, ok: problems.isEmpty, problems: problems))
        } else if problems.isEmpty {
            StandardOutput.write("\(store.path) is whole.\n")
        } else {
            StandardOutput.write(problems.joined(separator: "\n") + "\n")
        }
        if !problems.isEmpty {
            throw Failure(
                .journalDamaged, "\(store.path) is damaged", remedy: "Restore a copy; reading may still work.")
        }
    }

    private struct Answer: Encodable {
        let journal: String
        let ok: Bool
        let problems: [String]
    }
}
