internal import ArgumentParser
internal import Foundation
internal import Journal
internal import LabModel

/// `labjournal secrets`.
struct Secrets: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List the secrets that a run has met, by their names; or take one out of the journal.",
        discussion: """
            Examples:
              labjournal secrets --run 019ab3f2 --json
              labjournal secrets scrub

            Exit codes: those of list and scrub: 0 done, 1 error, 6 the journal is damaged or newer, 7 refused while a \
            run is being recorded, 64 usage, 66 no journal.
            """,
        subcommands: [ListSecrets.self, ScrubSecret.self], defaultSubcommand: ListSecrets.self)
}

/// `labjournal secrets list`, which is what `labjournal secrets` does.
struct ListSecrets: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the secrets that a run has met.",
        discussion: """
            The values are nowhere: in their places stand the names, {{secret_1}} for instance, here and in reports.

            Examples:
              labjournal secrets
              labjournal secrets --run 019ab3f2 --json | jq -r '.[].name'

            Exit codes: 0 done, 1 error, 6 the journal is damaged or newer, 66 no journal.
            """)

    @OptionGroup var journal: JournalOption
    @OptionGroup var subject: RunOption
    @OptionGroup var output: JSONOption

    func run() throws {
        let store = try journal.open()
        let secrets = try store.secrets(of: store.run(named: subject.run))
        if output.json { return try StandardOutput.write(json: secrets.map(SecretJSON.init)) }
        if secrets.isEmpty { return StandardError.write("The run has met no secret.\n") }
        var table = TextTable("NAME", "KIND", "FIRST SEEN", "AT", "PLACES#")
        for secret in secrets {
            table.add(
                secret.name, secret.kind.rawValue, secret.entry.map { String($0.prefix(18)) } ?? "the lab",
                secret.foundAt.short, String(secret.places))
        }
        StandardOutput.write(table.text())
    }
}

/// A secret as JSON; its value is not known.
struct SecretJSON: Encodable {
    let name, kind, foundAt: String
    let entry: String?
    let places: Int

    init(_ secret: SecretRecord) {
        name = secret.name
        kind = secret.kind.rawValue
        foundAt = secret.foundAt.description
        entry = secret.entry
        places = secret.places
    }
}

/// `labjournal secrets scrub`.
struct ScrubSecret: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scrub",
        abstract: "Take a value out of the journal: every table, the search index, free pages, the write-ahead log.",
        discussion: """
            Without VALUE, it is asked for and not shown; when standard input is no terminal, its first line is the \
            value. That is the safe way: an argument stands in the shell's history, and any user can see it. \
            In the value's place stands a name from then on. Reports that were written before stay as they are.

            Examples:
              labjournal secrets scrub
              pass show lab | labjournal secrets scrub --journal homework.sqlite

            Exit codes: 0 the value is gone, or was not there, 1 error, 6 the journal is damaged or newer, 7 refused \
            while a run is being recorded, 64 usage, 66 no journal.
            """)

    @Argument(help: "The value; better leave it out.")
    var value: String?
    @OptionGroup var journal: JournalOption

    private static let shortest = 4

    func run() throws {
        let path = try journal.open().path
        guard let value = try value ?? SecretReader.askForValue(), value.utf8.count >= Self.shortest else {
            throw ValidationError("A value to scrub has at least \(Self.shortest) bytes.")
        }
        guard let outcome = try Scrub(value, in: path).run() else {
            return StandardError.write("\(path) does not hold it.\n")
        }
        let runs = outcome.runs.map { String($0.prefix(13)) }.joined(separator: ", ")
        StandardError.write(
            "It is gone from \(path): {{\(outcome.name)}} stands in its place (rows changed: \(outcome.rows); runs: \(runs)).\n"
                + "Write reports anew that were made from it.\n")
    }
}
