internal import ArgumentParser
internal import Foundation
internal import Journal
internal import LabModel
internal import Terminal

/// `labjournal show`.
struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show one entry: what was done, and what it printed.",
        discussion: """
            The output is shown as plain text, up to 16 MiB of it; --raw gives the recorded bytes, all of them.

            Examples:
              labjournal show last
              labjournal show 019ab3f2-7c11 --json
              labjournal show last --raw > typescript

            Exit codes: 0 done, 1 error, 6 the journal is damaged or newer, 66 no journal.
            """)

    @Argument(help: ArgumentHelp("The entry: any unique prefix of its id, or last.", valueName: "entry"))
    var entry: String
    @OptionGroup var journal: JournalOption
    @OptionGroup var output: JSONOption
    @Flag(name: .long, help: "Write the recorded bytes, and nothing else.")
    var raw = false

    func run() throws {
        let store = try journal.open()
        let entry = try store.entry(named: entry)
        if raw { return try store.eachChunk(of: entry) { StandardOutput.write(Data($0)) } }
        let shown = try ShownOutput(of: entry, in: store)
        let commands = try store.commands(of: entry)
        let judgement = try store.judgement(of: entry)
        if output.json {
            return try StandardOutput.write(
                json: EntryJSON(entry, commands: commands, judgement: judgement, output: shown))
        }
        writeHead(entry, commands)
        if let judgement {
            StandardOutput.write("verdict \(judgement.verdict.paint(judgement.verdict.rawValue))\n")
            for line in judgement.lines { StandardOutput.write("        \(line)\n") }
        }
        for snapshot in try store.snapshots(of: entry) {
            let moment = snapshot.moment.rawValue.padding(toLength: 8, withPad: " ", startingAt: 0)
            StandardOutput.write(
                "\(moment)\(snapshot.cluster)/\(snapshot.file), \(snapshot.content.count) bytes\n")
        }
        for observation in try store.observations(of: entry) {
            let role = [observation.state.rawValue, observation.role?.rawValue].compactMap(\.self).joined(
                separator: " ")
            StandardOutput.write("seen    \(observation.cluster): \(role) \(observation.lsn?.description ?? "")\n")
        }
        // Recorded escape sequences may come from anyone, so that none of them reaches the terminal.
        StandardOutput.write("\n" + plainText(of: shown.bytes, columns: entry.columns))
        guard shown.leftOut > 0 else { return }
        StandardOutput.write("… \(shown.leftOut) bytes more: labjournal show \(entry.shortID) --raw\n")
    }

    private func writeHead(_ entry: EntryRecord, _ commands: [CommandRecord]) {
        StandardOutput.write(Paint.bold("entry   \(entry.id)\n"))
        let place = entry.isRemoved ? "removed" : "#\(entry.position), step \(entry.step)"
        StandardOutput.write("block   \(place), \(entry.kind.rawValue)")
        StandardOutput.write(entry.cluster.map { " on \($0.harmlessLine)\n" } ?? "\n")
        let time = entry.duration.map { ", \(LabDuration.describe($0))" } ?? ""
        StandardOutput.write("status  \(entry.status.rawValue), \(entry.startedAt)\(time)\n")
        if let error = entry.error { StandardOutput.write("error   \(error.harmless)\n") }
        for command in commands {
            StandardOutput.write("typed   [\(command.exitStatus.map(String.init) ?? "-")] \(command.text.harmless)\n")
        }
    }
}
