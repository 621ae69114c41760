internal import ArgumentParser
internal import Capture
internal import Foundation
internal import Journal
internal import LabModel
internal import Runner

/// `labjournal replay`.
struct ReplayVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Run a recorded session again on fresh clusters, and say what comes out differently.",
        discussion: """
            The plan is taken out of the journal; no lab file is needed. Each block is compared with what was recorded: \
            that LSNs, process ids, addresses, ports and times are others is no difference. Given a lab file, each \
            block is compared with the output block that follows it.

            With --driver, clusters that were kept locally are put into containers, or the other way round; shell commands \
            that make sense for the other driver only are skipped.

            Before anything runs, the plan is shown, with what in it destroys something or reaches outside the lab.

            Examples:
              labjournal replay
              labjournal replay 019ab3f2 --yes --set delay=8s --junit replay.xml
              labjournal replay --yes --set local.bin=/usr/lib/postgresql/17/bin
              labjournal replay last --yes --driver docker
              labjournal replay homework.lab.md --yes --json | jq .summary

            Exit codes: 0 nothing differs, 1 error, 3 something came out differently, 4 a step failed, 5 a wait timed \
            out, 6 the journal is damaged or newer, 7 refused, or not confirmed, 64 usage, 65 the lab file is not \
            valid, 66 the journal or the lab file is missing, 130 interrupted.
            """)

    @Argument(
        help: ArgumentHelp(
            "The run: any unique prefix of its id, or last; default: the last that is no replay. Or a lab file.",
            valueName: "run"))
    var subject: String?
    @OptionGroup var journal: JournalOption
    @OptionGroup var driver: DriverOption
    @OptionGroup var options: LabOptions
    @OptionGroup var secretFile: SecretFileOption
    @OptionGroup var range: StepOptions
    @Flag(name: .shortAndLong, help: "Do not ask before anything runs.")
    var yes = false
    @Option(
        name: .long,
        help: ArgumentHelp("How long to ask a question again until its answer is the recorded one.", valueName: "time"))
    var settle = "10s"
    @Flag(name: .long, help: "Let sessions write to nothing but the run's directory (needs bubblewrap).")
    var sandbox = false
    @Option(
        name: .long, help: ArgumentHelp("A remote cluster that may be replayed against.", valueName: "cluster"))
    var allowRemote: [String] = []
    @OptionGroup var output: JSONOption
    @Option(name: .long, help: ArgumentHelp("Write the verdicts as JUnit XML as well.", valueName: "file"))
    var junit: String?

    func run() throws {
        let interrupt = Interrupt()
        guard let settle = LabDuration.parse(settle) else {
            throw ValidationError("--settle \(settle): write a duration such as 10s.")
        }
        let subject = try ReplaySubject(subject, journal: journal)
        let source = try subject.source()
        let steps = try range.steps(among: subject.steps(of: source.lab))
        let variables = try options.variables(of: source.lab, recorded: subject.run?.variables ?? [])
        try source.check(variables: variables)
        let given = try driver.value()
        let driver = given ?? subject.driver
        try refuseRemotes(of: source.lab, driver)
        var player = LabPlayer(
            source: source, variables: variables, secrets: [], driver: driver, steps: steps,
            keepsClusters: options.keep, binaries: options.binaries, image: options.image,
            overridesDrivers: given != nil && given != .remote, isSandboxed: sandbox)
        try ReplayConfirmation(plan: player.plan, isConfirmed: yes, interrupt: interrupt).ask()
        player.secrets = try SecretReader.values(of: source.lab.secrets, file: secretFile.secretFile)
        player.comparison = LabPlayer.Comparison(
            expectation: try subject.expectation(), origin: subject.run?.id, settle: settle)
        try replay(player, subject, interrupt)
    }

    private func refuseRemotes(of lab: Lab, _ driver: ClusterSpecification.Driver) throws {
        for cluster in lab.clusters where (cluster.driver ?? driver) == .remote && !allowRemote.contains(cluster.name) {
            throw Failure(
                .refused, "the cluster \(cluster.name) is somebody else's server, and the lab may change it",
                remedy: "If that is meant, say --allow-remote \(cluster.name).")
        }
    }

    private func replay(_ player: LabPlayer, _ subject: ReplaySubject, _ interrupt: Interrupt) throws {
        let display = VerdictDisplay(isQuiet: output.json)
        let id = Recorder.newRunID()
        let path = journal.path
        var failure: (any Error)?
        do {
            try player.run(id, into: path, interrupt: interrupt, progress: display.show)
        } catch let error as RunnerError {
            failure = error
        }
        display.finish()
        let result = try ComparedRun(recordedAs: id, in: JournalStore(path: path))
        if let junit { try JUnit.write(result, to: junit) }
        if output.json { try StandardOutput.write(json: result) } else { display.write(result.summary) }
        StandardError.write("Recorded as run \(id.prefix(13)) in \(path).\n")
        if let failure { throw failure }
        try result.throwIfDifferent()
    }
}

/// `--secret-file`, for verbs that carry a lab out.
struct SecretFileOption: ParsableArguments {
    @Option(
        name: .long, help: ArgumentHelp("A file with the secrets' values, a line NAME=VALUE each.", valueName: "file"))
    var secretFile: String?
}
