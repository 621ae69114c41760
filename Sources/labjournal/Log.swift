internal import ArgumentParser
internal import Foundation
internal import Journal
internal import LabModel

/// `labjournal log`.
struct Log: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract: "List the entries of a run.",
        discussion: """
            Without --json the last 200 entries are shown; --all shows every one, and those that were removed.

            Examples:
              labjournal log
              labjournal log --run 019ab3f2 --json | jq '.[] | {picture, status, durationSeconds}'

            Exit codes: 0 done, 1 error, 6 the journal is damaged or newer, 66 no journal.
            """)

    @OptionGroup var journal: JournalOption
    @OptionGroup var selected: RunOption
    @OptionGroup var output: JSONOption
    @Flag(name: .long, help: "Show every entry, however many there are, and those that were removed.")
    var all = false

    private static let shown = 200

    func run() throws {
        let store = try journal.open()
        let run = try store.run(named: selected.run)
        if output.json { return try writeJSON(store, run) }
        let removed = all ? try store.removedEntries(of: run) : []
        let entries = try store.entries(of: run, last: all ? nil : Self.shown) + removed
        let earlier = entries.count < Self.shown || all ? 0 : try store.entryCount(of: run) - entries.count
        StandardOutput.write(
            "\(Paint.bold((run.title ?? run.lab).harmlessLine))  \(run.shortID)  \(run.startedAt.short) UTC\n")
        if earlier > 0 { StandardOutput.write("\(earlier) earlier entries; --all shows them\n") }
        let judgements = try store.judgements(of: run)
        if let origin = run.origin { StandardOutput.write("replay of \(origin.prefix(13))\n") }
        StandardOutput.write(
            table(entries, judgements).text { entries[$0].isRemoved ? Paint.faint($1) : entries[$0].status.paint($1) })
        for entry in entries {
            if let error = entry.error, !entry.isRemoved {
                StandardOutput.write("#\(entry.position): \(error.harmless.replacing("\n", with: "\n    "))\n")
            }
            guard let judgement = judgements[entry.number], judgement.verdict != .same else { continue }
            for line in judgement.lines { StandardOutput.write("#\(entry.position): \(line)\n") }
        }
    }

    private func table(_ entries: [EntryRecord], _ judgements: [Int64: Judgement]) -> TextTable {
        var table = TextTable("ENTRY", "##", "KIND", "CLUSTER", "STATUS", "VERDICT", "TIME#", "PICTURE", "WHAT")
        for entry in entries {
            table.add(
                entry.shortID, entry.isRemoved ? "" : "\(entry.position)", entry.kind.rawValue, entry.cluster ?? "",
                entry.isRemoved ? "removed" : entry.status.rawValue,
                judgements[entry.number]?.verdict.rawValue ?? "", entry.duration.map(LabDuration.describe) ?? "",
                entry.picture ?? "", entry.summary)
        }
        for column in ["CLUSTER", "VERDICT", "PICTURE"] { table = table.withoutEmpty(column: column) }
        return table
    }

    /// Entry by entry, so that a long run does not have to fit into memory as text.
    private func writeJSON(_ store: JournalStore, _ run: RunRecord) throws {
        let commands = try store.commands(of: run)
        let judgements = try store.judgements(of: run)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        var separator = "[\n"
        for entry in try store.entries(of: run) + (all ? store.removedEntries(of: run) : []) {
            let json = try EntryJSON(
                entry, commands: commands[entry.number] ?? [], judgement: judgements[entry.number],
                output: ShownOutput(of: entry, in: store))
            StandardOutput.write(Data(separator.utf8) + (try encoder.encode(json)))
            separator = ",\n"
        }
        StandardOutput.write(separator == "[\n" ? "[]\n" : "\n]\n")
    }
}
