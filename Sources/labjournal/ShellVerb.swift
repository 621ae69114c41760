internal import ArgumentParser
internal import Capture
internal import Foundation
internal import Journal
internal import LabModel
internal import Runner

/// `labjournal shell`.
struct ShellVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shell",
        abstract: "Start your shell, and record what you do in it.",
        discussion: """
            It is your own bash, zsh or fish with your prompt and settings. Each command becomes an entry with what it \
            prints; so does each statement that you type into psql, on the cluster that it goes to. A configuration \
            file of a cluster that has changed is recorded as that. Inside of it:

              step "prose"     begin a step of the write-up
              note "prose"     add a paragraph
              picture NAME     name the picture of the last entry
              undo             take the last entry back
              exit             end the shell and the recording; servers that it started go on

            Without --run and --join a new run begins, and ends with the shell.

            Examples:
              labjournal shell --title "Physical replication"
              labjournal shell --join              # a second terminal of the same recording
              labjournal shell --shell /bin/zsh -- -l

            Exit codes: the shell's own. Before it is started: 1 error, 6 the journal is damaged or newer, 7 not a \
            recording, or a recorded shell already, 64 usage.
            """)

    @OptionGroup var journal: JournalOption
    @Option(name: .long, help: ArgumentHelp("The title of the new run.", valueName: "text"))
    var title: String?
    @Option(name: .customLong("run"), help: ArgumentHelp("Record on in this recording.", valueName: "id"))
    var named: String?
    @Flag(name: .long, help: "Record on in the recording that is open.")
    var join = false
    @Option(name: .long, help: ArgumentHelp("The shell; default: $SHELL.", valueName: "path"))
    var shell: String?
    @Flag(name: .shortAndLong, help: "Say nothing at the beginning and at the end.")
    var quiet = false
    @Argument(
        parsing: .postTerminator, help: ArgumentHelp("Arguments for the shell, behind --.", valueName: "argument"))
    var arguments: [String] = []

    func validate() throws {
        if join, named != nil { throw ValidationError("--run names the recording already: leave --join out.") }
        if title != nil, join || named != nil {
            throw ValidationError("--title is for a new run; labjournal edit changes that of an old one.")
        }
    }

    func run() throws {
        // Before any thread: they are to inherit what is blocked.
        let signals = TerminalSignals()
        let path = URL(fileURLWithPath: journal.path).path
        try refuse(journal: path)
        let (program, kind) = try program()
        let integration = try ShellIntegration(kind)
        let recorder = try recorder(path)
        if !quiet {
            StandardError.write("Recording run \(recorder.run.prefix(13)) in \(path); exit ends it.\r\n")
        }
        let launch = integration.launch(
            kind, program, arguments, environment: environment(path, recorder.run),
            directory: FileManager.default.currentDirectoryPath)
        let log = try ShellLog(recorder, directory: launch.directory)
        let session = ShellSession(log, launch, integration: integration, signals: signals)
        let (status, failure) = try session.run()
        if let failure { throw failure }
        let hasEnded = try named == nil && !join ? recorder.finishIfLast() : leave(recorder)
        if !quiet { try tell(recorder.run, path, hasEnded: hasEnded) }
        throw ExitCode(Int32(clamping: status))
    }

    private func refuse(journal path: String) throws {
        guard isatty(0) == 1, isatty(1) == 1 else {
            throw Failure(
                .error, "labjournal shell needs a terminal",
                remedy: "In a script, record single commands with labjournal run.")
        }
        guard Environment["LABJOURNAL_SHELL"] != path else {
            throw Failure(
                .refused, "this shell is recorded in \(path) already",
                remedy: "Go on here, or open another terminal for labjournal shell --join.")
        }
    }

    private func program() throws -> (String, ShellIntegration.Shell) {
        let path = shell ?? Environment["SHELL"] ?? "/bin/bash"
        guard let kind = ShellIntegration.shell(of: path) else {
            throw Failure(
                .error, "\(path) cannot be recorded command by command",
                remedy: "Name bash, zsh or fish with --shell, or record it as one with labjournal run.")
        }
        return (path, kind)
    }

    private func recorder(_ path: String) throws -> Recorder {
        if join || named != nil {
            let store = try JournalStore(path: path)
            let found = try named.map { try store.run(named: $0) } ?? store.openRecording()
            guard let found else {
                throw Failure(
                    .error, "no recording is open in \(path)", remedy: "Begin one: labjournal shell, without --join.")
            }
            return try Recorder(path: path, joining: found.id, redactor: Redactor())
        }
        var window = winsize()
        let isKnown = ioctl(0, UInt(TIOCGWINSZ), &window) == 0 && window.ws_col > 0
        let description = RunDescription.byHand(
            title: title, columns: isKnown ? Int(window.ws_col) : 120, rows: isKnown ? Int(window.ws_row) : 40)
        return try Recorder(path: path, id: Recorder.newRunID(), run: description, redactor: Redactor())
    }

    private func environment(_ path: String, _ run: String) -> [String: String] {
        var environment = ProcessInfo.processInfo.environment
        environment["LABJOURNAL_FILE"] = path
        environment["LABJOURNAL_RUN"] = run
        environment["LABJOURNAL_SHELL"] = path
        environment["LABJOURNAL_PROGRAM"] = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().path
        return environment
    }

    private func leave(_ recorder: Recorder) throws -> Bool {
        try recorder.leave()
        return false
    }

    private func tell(_ run: String, _ path: String, hasEnded: Bool) throws {
        let next = hasEnded ? "Write it up: labjournal report" : "It is still open; end it with: labjournal finish"
        StandardError.write("Recorded as run \(run.prefix(13)) in \(path). \(next)\n")
        let store = try JournalStore(path: path)
        let left = try store.remainingClusters(of: store.run(named: run)).map(\.name).joined(separator: ", ")
        if hasEnded, !left.isEmpty {
            StandardError.write("Its clusters are still there: \(left). Stop and remove them: labjournal finish\n")
        }
    }
}
