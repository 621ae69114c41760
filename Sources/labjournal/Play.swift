internal import ArgumentParser
internal import Capture
internal import LabModel

/// `labjournal play`.
struct Play: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "play",
        abstract: "Carry a lab file out on live clusters and record what happens.",
        discussion: """
            The clusters are stopped and removed at the end, also after a failure and after Ctrl-C, unless --keep is given.

            Examples:
              labjournal play physical-replication.lab.md --set delay=5s
              labjournal play my.lab.md --journal homework.sqlite --to 3
              labjournal play my.lab.md --dry-run

            Exit codes: 0 done, 1 error, 4 a step failed, 5 a wait timed out, 6 the journal is damaged or newer, \
            7 refused by a guard, 64 usage, 65 the lab file is not valid, 66 it is missing, 130 interrupted.
            """)

    @Argument(help: ArgumentHelp("The lab file.", valueName: "lab.md"))
    var lab: String
    @OptionGroup var journal: JournalOption
    @OptionGroup var driver: DriverOption
    @OptionGroup var options: LabOptions
    @OptionGroup var secretFile: SecretFileOption
    @OptionGroup var range: StepOptions
    @Flag(name: .long, help: "Print what would be done, and do nothing.")
    var dryRun = false

    func run() throws {
        let interrupt = Interrupt()
        let driver = try driver.value() ?? .local
        let source = try LabSource(path: lab)
        let steps = try range.steps(among: 1...max(1, source.lab.steps.count))
        let variables = try options.variables(of: source.lab)
        try source.check(variables: variables)
        if dryRun { return StandardOutput.write(PlanText.text(of: source.lab, steps: steps, variables: variables)) }
        let secrets = try SecretReader.values(of: source.lab.secrets, file: secretFile.secretFile)
        let path = journal.path
        let run = try LabPlayer(
            source: source, variables: variables, secrets: secrets, driver: driver, steps: steps,
            keepsClusters: options.keep, binaries: options.binaries, image: options.image
        ).play(into: path, interrupt: interrupt)
        StandardError.write("Recorded as run \(run.prefix(13)) in \(path). Write it up: labjournal report\n")
    }
}
