internal import ArgumentParser
internal import LabFile
internal import LabModel

/// `labjournal step`.
struct StepVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "step",
        abstract: "Begin the next step of the present recording with a piece of prose.",
        discussion: """
            Prose is Markdown. What is recorded from here on belongs to the step.

            Examples:
              labjournal step "## A slot on the master"
              labjournal step "The replica is started on a port of its own:"

            Exit codes: 0 done, 1 error, 6 the journal is damaged or newer, 7 not a recording, 64 usage.
            """)

    @Argument(help: "The prose.")
    var prose: String
    @OptionGroup var current: CurrentRun

    func run() throws {
        let recorder = try current.destination.recorder()
        try recorder.beginStep(prose: Paragraph.of(prose))
        try recorder.leave()
    }
}

/// `labjournal note`.
struct NoteVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "note",
        abstract: "Add a paragraph to the present recording, where it stands.",
        discussion: """
            Examples:
              labjournal note "The slot holds no WAL yet: restart_lsn is empty."

            Exit codes: 0 done, 1 error, 6 the journal is damaged or newer, 7 not a recording, 64 usage.
            """)

    @Argument(help: "The prose, as Markdown.")
    var prose: String
    @OptionGroup var current: CurrentRun

    func run() throws {
        let recorder = try current.destination.recorder()
        try recorder.note(Paragraph.of(prose))
        try recorder.leave()
    }
}

/// A piece of prose as it stands in a lab: with a blank line behind it.
enum Paragraph {
    static func of(_ text: String) throws -> String {
        let text = String(text.drop { $0.isNewline }.reversed().drop { $0.isWhitespace }.reversed())
        guard !text.isEmpty else { throw ValidationError("The prose is empty: say what is being done.") }
        guard isOnlyProse(text + "\n\n") else {
            throw ValidationError(
                "In a lab file this prose would be, or would swallow, a block: close its fences and comments, and call a fence of commands text instead of sh or sql."
            )
        }
        return text + "\n\n"
    }

    /// Whether a text is one piece of prose in front of a block.
    static func isOnlyProse(_ text: String) -> Bool {
        let file = "---\nlab: 1\n---\n" + text + "```sh\n:\n```\n"
        guard let lab = try? LabFile.read(Array(file.utf8)) else { return false }
        return lab.blocks.count == 1 && lab.blocks.first?.body == ":\n"
    }
}
