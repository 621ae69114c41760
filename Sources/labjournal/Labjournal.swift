internal import ArgumentParser

/// The program: one verb, one file.
@main
struct Labjournal: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "labjournal",
        abstract: "A journal for database labs: play a lab, keep what happened, render the write-up.",
        discussion: """
            Start with:
              labjournal demo                      play the built-in lab and write its report
              labjournal init "My lab"             begin a lab file of your own
              labjournal play my-lab.lab.md        carry it out on live clusters
              labjournal report                    write the report of the last run
              labjournal replay                    run it again, and say what comes out differently

            The journal is --journal, else $LABJOURNAL_FILE, else the nearest journal.sqlite upward.
            """,
        version: version,
        subcommands: [
            Demo.self, Play.self, ReplayVerb.self, Diff.self, Accept.self, ReportVerb.self, Runs.self, Log.self,
            Show.self, ShellVerb.self, PictureVerb.self, StepVerb.self, NoteVerb.self, RunVerb.self, PsqlVerb.self,
            ClusterVerb.self, Finish.self,
            Edit.self, Amend.self, Undo.self, Move.self, Export.self,
            Search.self, Slots.self, Verify.self, Lint.self, Init.self,
        ])

    static let version = "0.1.0"

    /// Errors become a sentence on standard error and an exit code of the table in one place: here.
    static func main() {
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch let error as ExitCode {
            exit(withError: error)
        } catch {
            guard let failure = Failure(error) else { exit(withError: error) }
            failure.print()
            exit(withError: ExitCode(failure.code.rawValue))
        }
    }
}
