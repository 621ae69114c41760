internal import ArgumentParser
internal import Journal
internal import LabModel

/// `labjournal search`.
struct Search: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "Find entries by the words of their prose, commands and output.",
        discussion: """
            An entry is found when it holds all of the words; the best comes first.

            Examples:
              labjournal search restart_lsn
              labjournal search pg_basebackup eshop --json

            Exit codes: 0 done (also when nothing was found), 1 error, 6 the journal is damaged or newer, 66 no journal.
            """)

    @Argument(help: "The words.")
    var words: [String]
    @OptionGroup var journal: JournalOption
    @OptionGroup var output: JSONOption

    func run() throws {
        let hits = try journal.open().search(words.joined(separator: " "))
        if output.json { return try StandardOutput.write(json: hits.map(HitJSON.init)) }
        if hits.isEmpty { StandardError.write("Nothing was found.\n") }
        for hit in hits {
            let entry = hit.entry
            StandardOutput.write(
                "\(Paint.bold(entry.shortID))  \(entry.kind.rawValue) \((entry.cluster ?? "").harmlessLine)  \(entry.startedAt.short)\n"
                    + "    \(Self.marked(hit.excerpt))\n")
        }
    }

    private static func marked(_ excerpt: String) -> String {
        // The pictures of the control characters 2 and 3, which the journal puts around a word that was found.
        excerpt.split(whereSeparator: \.isWhitespace).joined(separator: " ").harmlessLine
            .replacing("\u{2402}", with: Paint.isOn ? "\u{1B}[1;33m" : "")
            .replacing("\u{2403}", with: Paint.isOn ? "\u{1B}[0m" : "")
    }
}

/// A found entry as JSON.
struct HitJSON: Encodable {
    let entry, run, kind, startedAt, excerpt: String
    let position: Int
    let cluster, picture: String?

    init(_ hit: SearchHit) {
        entry = hit.entry.id
        run = hit.entry.run
        kind = hit.entry.kind.rawValue
        startedAt = hit.entry.startedAt.description
        position = hit.entry.position
        cluster = hit.entry.cluster
        picture = hit.entry.picture
        excerpt = hit.excerpt.replacing("\u{2}", with: "").replacing("\u{3}", with: "")
    }
}
