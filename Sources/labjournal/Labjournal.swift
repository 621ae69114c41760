internal import ArgumentParser

/// The program: one verb, one file.
@main
struct Labjournal: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "labjournal",
        abstract: "A journal for database labs: play a lab, keep what happened, render the write-up.",
        discussion: """
            Start with:
              labjournal demo                      play a built-in lab and write its report
              labjournal labs                      list the built-in labs
              labjournal shell                     record what you do in your own shell
              labjournal init "My lab"             begin a lab file of your own
              labjournal play my-lab.lab.md        carry it out on live clusters
              labjournal report                    write the report of the last run
              labjournal replay                    run it again, and say what comes out differently

            The journal is --journal, else $LABJOURNAL_FILE, else the nearest journal.sqlite upward.
            """,
        version: version,
        groupedSubcommands: [
            CommandGroup(
                name: "Play and replay",
                subcommands: [
                    Demo.self, Labs.self, Play.self, ReplayVerb.self, Diff.self, Accept.self, Lint.self, Init.self,
                ]),
            CommandGroup(
                name: "Record by hand",
                subcommands: [
                    ShellVerb.self, StepVerb.self, NoteVerb.self, PictureVerb.self, RunVerb.self, PsqlVerb.self,
                    ClusterVerb.self, BaseBackupVerb.self,
                    SnapshotVerb.self, SetVerb.self, HBAVerb.self, WaitVerb.self, ObserveVerb.self, Finish.self,
                ]),
            CommandGroup(
                name: "Correct the record", subcommands: [Edit.self, Amend.self, Undo.self, Move.self]),
            CommandGroup(name: "Export and import", subcommands: [Export.self, Import.self]),
            CommandGroup(
                name: "Read the journal",
                subcommands: [
                    ReportVerb.self, Runs.self, Log.self, Show.self, Search.self, Slots.self, Secrets.self, Verify.self,
                ]),
            CommandGroup(name: "Containers", subcommands: [ImageVerb.self]),
        ])

    static let version = "0.1.0"

    /// Errors become a sentence on standard error and an exit code of the table in one place: here.
    static func main() {
        do {
            if let command = CommandRecording(bare: CommandLine.arguments) { return try command.carryOut() }
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
