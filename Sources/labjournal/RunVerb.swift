internal import ArgumentParser

/// `labjournal run`.
struct RunVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a command as if labjournal were not there, and record it.",
        discussion: """
            The command has this terminal, its keys and its size; where the output is piped or redirected, it goes there \
            byte for byte. A replay types the command into the run's shell.

            Examples:
              labjournal run -- pg_lsclusters
              labjournal run --picture sizes -- du -sh /var/lib/postgresql
              labjournal run -- sh -c 'ps aux | grep [w]alreceiver'
              labjournal run -- pg_dump shop > shop.sql

            Exit codes: the command's own, 128 and the signal's number when one ended it, 127 when it is not found, 126 \
            when it cannot be started. Before it is started: 1 error, 6 the journal is damaged or newer, 7 not a \
            recording, 64 usage.
            """)

    @OptionGroup var current: CurrentRun
    @OptionGroup var options: BlockOptions
    @Option(name: .long, help: ArgumentHelp("The shell session that a replay types it into.", valueName: "name"))
    var session: String?
    @Argument(parsing: .postTerminator, help: ArgumentHelp("The command, behind --.", valueName: "command"))
    var command: [String] = []

    func run() throws {
        guard !command.isEmpty else { throw ValidationError("There is no command: labjournal run -- COMMAND …") }
        let attributes = options.attributes + BlockOptions.attribute("session", session)
        try CommandRecording(words: RawArguments.last(command.count), attributes: attributes, into: current.destination)
            .carryOut()
    }
}
