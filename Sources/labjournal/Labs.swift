internal import ArgumentParser
internal import LabModel

/// `labjournal labs`.
struct Labs: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List the labs that come with the program.",
        discussion: """
            Play one with labjournal demo NAME. The time is what it takes about, with the variables as the lab has them.

            Examples:
              labjournal labs
              labjournal labs --language ru
              labjournal labs --json | jq -r '.[].name'

            Exit codes: 0 done, 64 usage.
            """)

    @Option(name: .long, help: "The language of the titles: ru or en.")
    var language = "en"
    @OptionGroup var output: JSONOption

    func run() throws {
        let labs = try BuiltInLab.all.map { Entry($0, try $0.lab(in: language)) }
        if output.json { return try StandardOutput.write(json: labs) }
        var table = TextTable("NAME", "TITLE", "CLUSTERS", "POSTGRESQL", "TIME#")
        for lab in labs {
            table.add(
                lab.name, lab.title, lab.clusters.joined(separator: ", "), "\(lab.oldestVersion) and newer",
                lab.seconds < 60 ? "\(lab.seconds) s" : "\(lab.seconds / 60) min")
        }
        StandardOutput.write(table.text())
    }

    private struct Entry: Encodable {
        let name, title: String
        let clusters: [String]
        let variables: [String: String]
        let languages: [String]
        let oldestVersion, seconds: Int

        init(_ builtIn: BuiltInLab, _ lab: Lab) {
            name = builtIn.name
            title = lab.title ?? builtIn.name
            clusters = lab.clusters.map(\.name)
            variables = Dictionary(lab.variables.map { ($0.name, $0.value) }) { $1 }
            languages = BuiltInLab.languages
            oldestVersion = builtIn.oldestVersion
            seconds = builtIn.seconds
        }
    }
}
