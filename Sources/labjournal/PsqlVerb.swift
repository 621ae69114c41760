internal import ArgumentParser
internal import Capture
internal import Foundation
internal import LabModel
internal import Runner

/// `labjournal psql`.
struct PsqlVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "psql",
        abstract: "Talk to a cluster of the present recording, and record each statement with its answer.",
        discussion: """
            At a terminal it is psql as you know it, with your own settings and history. Each statement, and each command \
            of psql's own (\\dt, \\gx …), becomes an entry when it is entered.

            The SQL of -c and -f, or what comes on standard input, becomes one entry, and a replay needs no file. Results \
            go to standard output, errors and notices to standard error; psql then reads no start-up file.

            Examples:
              labjournal psql master
              labjournal psql master -c "SELECT pg_create_physical_replication_slot('eshop')"
              labjournal psql master -d shop -f schema.sql
              pg_dump shop | labjournal psql replica -d shop
              count=$(labjournal psql master -Atc 'SELECT count(*) FROM orders')

            Exit codes: 0 done, 1 a statement failed, or error, 4 there is no connection, 6 the journal is damaged or \
            newer, 7 not a recording, 64 usage, 65 the input is no text, 66 there is no such file, 130 interrupted. At a \
            terminal psql's own: 0 done, 2 there is no connection.
            """)

    @Argument(help: ArgumentHelp("The cluster.", valueName: "cluster"), completion: .recordedClusters)
    var cluster: String
    @Option(name: [.customShort("c"), .customLong("command")], help: ArgumentHelp("The SQL.", valueName: "sql"))
    var commands: [String] = []
    @Option(
        name: [.short, .customLong("file")],
        help: ArgumentHelp("A file of SQL; - is standard input.", valueName: "file"),
        completion: .file())
    var file: String?
    @Option(name: [.short, .customLong("dbname")], help: ArgumentHelp("The database.", valueName: "name"))
    var database: String?
    @Option(name: [.customShort("U"), .customLong("username")], help: ArgumentHelp("The role.", valueName: "name"))
    var user: String?
    @OptionGroup var format: PsqlFormat
    @OptionGroup var carryingOut: CarryingOut

    func validate() throws {
        if file != nil, !commands.isEmpty { throw ValidationError("Give the SQL by -c or by -f, not by both.") }
        if isInteractive, !carryingOut.isBare {
            throw ValidationError(
                "At a terminal each statement is an entry of its own, which has no options yet. Name its picture with "
                    + "labjournal picture; labjournal amend has the others.")
        }
    }

    /// As psql decides whether to prompt.
    private var isInteractive: Bool { commands.isEmpty && file == nil && isatty(0) == 1 && isatty(1) == 1 }

    func run() throws {
        if isInteractive { return try talk() }
        let attributes =
            BlockOptions.attribute("cluster", cluster) + BlockOptions.attribute("database", database)
            + BlockOptions.attribute("user", user) + BlockOptions.attribute("options", try format.options)
        let block = carryingOut.block(.sql, attributes, try sql())
        let answers = SQLAnswers()
        do {
            try carryingOut.current.carryOut(block, listener: answers.listen)
        } catch let error as RunnerError where error.code == .stepFailed {
            // psql has said already what was wrong.
            throw answers.isEmpty ? error : ExitCode(1)
        }
    }

    private func sql() throws -> String {
        if !commands.isEmpty { return try commands.map { try SQLText($0).lines }.joined() }
        let name = file.flatMap { $0 == "-" ? nil : $0 }
        let input = try (name.map(Self.open) ?? .standardInput).read(upToCount: SQLText.longest + 1) ?? Data()
        guard input.count <= SQLText.longest, let text = String(validating: input, as: UTF8.self) else {
            throw Failure(
                .invalidInput, "the SQL of \(name ?? "standard input") is no UTF-8, or longer than 16 MiB",
                remedy: "Load it with labjournal run -- psql -f FILE.")
        }
        return try SQLText(text).lines
    }

    private static func open(_ name: String) throws -> FileHandle {
        guard let file = FileHandle(forReadingAtPath: name) else {
            throw Failure(.missingInput, "\(name) cannot be read", remedy: "Check its name and rights.")
        }
        return file
    }

    /// psql has the terminal to itself, and what is entered is recorded behind it.
    private func talk() throws {
        // Before any thread: they are to inherit what is blocked.
        let signals = TerminalSignals()
        let integration = try ShellIntegration()
        let recording = try carryingOut.current.recording(interrupt: Interrupt())
        let recorder = recording.recorder
        let start = try recording.psql(
            on: cluster, database: database, user: user,
            options: format.options?.split(separator: " ").map(String.init) ?? [])
        let log = try ShellLog(recorder, directory: start.launch.directory, psql: start)
        let session = ShellSession(
            log, integration.launch(psql: start.launch), integration: integration, signals: signals)
        let (status, failure) = try session.run()
        if let failure { throw failure }
        try recorder.leave()
        throw ExitCode(Int32(clamping: status))
    }
}

/// The options of psql that say how it prints.
struct PsqlFormat: ParsableArguments {
    @Flag(name: [.customShort("A"), .customLong("no-align")], help: "Unaligned output.")
    var isUnaligned = false
    @Flag(name: [.customShort("t"), .customLong("tuples-only")], help: "Rows only.")
    var isBare = false
    @Flag(name: [.customShort("x"), .customLong("expanded")], help: "Expanded output.")
    var isExpanded = false
    @Flag(name: [.customShort("q"), .customLong("quiet")], help: "No messages, only query output.")
    var isQuiet = false
    @Flag(name: .customLong("csv"), help: "CSV output.")
    var isCSV = false
    @Option(
        name: [.customShort("F"), .customLong("field-separator")],
        help: ArgumentHelp("The field separator of unaligned output.", valueName: "text"))
    var separator: String?
    @Option(
        name: [.customShort("P"), .customLong("pset")],
        help: ArgumentHelp("A setting of \\\\pset.", valueName: "name=value"))
    var settings: [String] = []

    /// They as a `sql` block has them; nil when there are none.
    var options: String? {
        get throws {
            let flags = [(isUnaligned, "-A"), (isBare, "-t"), (isExpanded, "-x"), (isQuiet, "-q"), (isCSV, "--csv")]
            let words = flags.filter(\.0).map(\.1) + (separator.map { ["-F\($0)"] } ?? []) + settings.map { "-P\($0)" }
            if let word = words.first(where: { $0.contains(where: \.isWhitespace) }) {
                throw ValidationError("\(word): a value with a space is not possible; write \\pset into the SQL.")
            }
            return words.isEmpty ? nil : words.joined(separator: " ")
        }
    }
}
