internal import ArgumentParser
internal import LabModel

/// `labjournal lint`.
struct Lint: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint",
        abstract: "Check a lab file without running anything.",
        discussion: """
            Examples:
              labjournal lint my.lab.md
              labjournal lint my.lab.md --json

            Exit codes: 0 it is valid, 65 it is not valid, 66 it is missing.
            """)

    @Argument(help: ArgumentHelp("The lab file.", valueName: "lab.md"))
    var lab: String
    @OptionGroup var output: JSONOption

    func run() throws {
        let source = try LabSource(path: lab)
        try source.check(variables: source.lab.variables)
        let blocks = source.lab.blocks.filter { $0.kind != .output }
        let answer = Answer(
            file: lab, ok: true, title: source.lab.title, steps: source.lab.steps.count, blocks: blocks.count,
            clusters: source.lab.clusters.map(\.name))
        if output.json { return try StandardOutput.write(json: answer) }
        StandardOutput.write("\(lab) is valid: \(answer.steps) steps, \(answer.blocks) blocks.\n")
    }

    private struct Answer: Encodable {
        let file: String
        let ok: Bool
        let title: String?
        let steps, blocks: Int
        let clusters: [String]
    }
}
