internal import ArgumentParser
internal import LabFile

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
        let recorder = try current.recorder()
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
        let recorder = try current.recorder()
        try recorder.note(Paragraph.of(prose))
        try recorder.leave()
    }
}

/// A piece of prose as it stands in a lab: with a blank line behind it.
enum Paragraph {
    static func of(_ text: String) throws -> String {
        let text = String(text.drop { $0.isNewline }.reversed().drop { $0.isWhitespace }.reversed())
        guard !text.isEmpty else { throw ValidationError("The prose is empty: say what is being done.") }
        let blocks = (try? LabFile.read(Array(text.utf8)).blocks) ?? []
        guard blocks.isEmpty else {
            throw ValidationError(
                "The prose holds a \(blocks[0].kind.rawValue) block, which a replay would carry out. Record it by its verb."
            )
        }
        return text + "\n\n"
    }
}
