internal import ArgumentParser
internal import Capture
internal import LabModel

/// `labjournal play`.
struct Play: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Carry a lab file out on live clusters and record what happens.",
        discussion: """
            The clusters are stopped and removed at the end, also after a failure and after Ctrl-C, unless --keep is given.

            Examples:
              labjournal play physical-replication.lab.md --set delay=5s
              labjournal play my.lab.md --journal homework.sqlite --to 3
              labjournal play my.lab.md --dry-run

            Exit codes: 0 done, 1 error, 4 a step failed, 5 a wait timed out, 6 the journal is damaged or newer,
            7 refused by a guard, 64 usage, 65 the lab file is not valid, 66 it is missing, 130 interrupted.
            """)

    @Argument(help: ArgumentHelp("The lab file.", valueName: "lab.md"))
    var lab: String
    @OptionGroup var journal: JournalOption
    @Option(name: .long, help: "The driver of clusters that name none: local, docker or remote.")
    var driver = "local"
    @OptionGroup var options: LabOptions
    @Option(
        name: .long, help: ArgumentHelp("A file with the secrets' values, a line NAME=VALUE each.", valueName: "file"))
    var secretFile: String?
    @Option(name: .long, help: ArgumentHelp("Begin with this step, from 1; see --dry-run.", valueName: "step"))
    var from: Int?
    @Option(name: .long, help: ArgumentHelp("End with this step.", valueName: "step"))
    var to: Int?
    @Flag(name: .long, help: "Print what would be done, and do nothing.")
    var dryRun = false

    func run() throws {
        let interrupt = Interrupt()
        guard let driver = ClusterSpecification.Driver(rawValue: driver) else {
            throw ValidationError("--driver \(driver): use local, docker or remote.")
        }
        let source = try LabSource(path: lab)
        let steps = try steps(of: source.lab)
        let variables = try options.variables(of: source.lab)
        try source.check(variables: variables)
        if dryRun { return StandardOutput.write(PlanText.text(of: source.lab, steps: steps, variables: variables)) }
        let secrets = try SecretReader.values(of: source.lab.secrets, file: secretFile)
        let path = journal.pathForWriting()
        let run = try LabPlayer(
            source: source, variables: variables, secrets: secrets, driver: driver, steps: steps,
            keepsClusters: options.keep
        ).play(into: path, interrupt: interrupt)
        StandardError.write("Recorded as run \(run.prefix(13)) in \(path). Write it up: labjournal report\n")
    }

    private func steps(of lab: Lab) throws -> ClosedRange<Int> {
        let count = max(1, lab.steps.count)
        let first = from ?? 1
        let last = to ?? count
        guard first >= 1, last <= count, first <= last else {
            throw ValidationError("--from \(first) --to \(last): the lab has steps 1 to \(count).")
        }
        return first...last
    }
}
