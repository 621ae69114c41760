internal import ArgumentParser
internal import Capture
internal import Foundation
internal import LabModel
internal import Runner

/// `labjournal psql`.
struct PsqlVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "psql",
        abstract: "Send SQL to a cluster of the present recording, and record it with its answer.",
        discussion: """
            The SQL is that of -c, or what comes on standard input; psql's own commands (\\dt, \\gx …) as well. Results go
            to standard output, errors and notices to standard error. psql has its own settings, and no start-up file.

            Examples:
              labjournal psql master -c "SELECT pg_create_physical_replication_slot('eshop')"
              labjournal psql master -d shop < schema.sql
              count=$(labjournal psql master -Atc 'SELECT count(*) FROM orders')

            Exit codes: 0 done, 1 a statement failed, or error, 4 there is no connection, 6 the journal is damaged or
            newer, 7 not a recording, 64 usage, 65 the input is no text, 130 interrupted.
            """)

    @Argument(help: ArgumentHelp("The cluster.", valueName: "cluster"), completion: .recordedClusters)
    var cluster: String
    @Option(name: [.customShort("c"), .customLong("command")], help: ArgumentHelp("The SQL.", valueName: "sql"))
    var commands: [String] = []
    @Option(name: [.short, .customLong("dbname")], help: ArgumentHelp("The database.", valueName: "name"))
    var database: String?
    @Option(name: [.customShort("U"), .customLong("username")], help: ArgumentHelp("The role.", valueName: "name"))
    var user: String?
    @OptionGroup var format: PsqlFormat
    @OptionGroup var carryingOut: CarryingOut

    func run() throws {
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
        guard isatty(0) == 0 else {
            throw Failure(
                .error, "there is no SQL: psql has nothing to send",
                remedy: "Give it by -c, or on standard input. At a prompt, use labjournal shell.")
        }
        let input = try FileHandle.standardInput.read(upToCount: SQLText.longest + 1) ?? Data()
        guard input.count <= SQLText.longest, let text = String(validating: input, as: UTF8.self) else {
            throw Failure(
                .invalidInput, "the SQL on standard input is no UTF-8, or longer than 16 MiB",
                remedy: "Load it with labjournal run -- psql -f FILE.")
        }
        return try SQLText(text).lines
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
