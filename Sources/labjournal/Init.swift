internal import ArgumentParser
internal import Foundation

/// `labjournal init`.
struct Init: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Begin a lab file that plays as it is.",
        discussion: """
            The file is named after the title and never overwrites another.

            Examples:
              labjournal init
              labjournal init "Logical replication"     makes logical-replication.lab.md

            Exit codes: 0 done, 1 error, 7 the file is there already.
            """)

    @Argument(help: "The lab's title.")
    var title = "My lab"

    func run() throws {
        let words = title.lowercased().split { !$0.isLetter && !$0.isNumber }
        let path = (words.isEmpty ? "lab" : words.joined(separator: "-").prefix(80)) + ".lab.md"
        guard !FileManager.default.fileExists(atPath: String(path)) else {
            throw Failure(.refused, "\(path) is there already", remedy: "Give another title, or move the file.")
        }
        try Data(Self.content(title: title).utf8)
            .write(to: URL(fileURLWithPath: String(path)), options: .withoutOverwriting)
        StandardOutput.write("\(path)\n")
        StandardError.write("Play it: labjournal play \(path)\n")
    }

    private static func content(title: String) -> String {
        let quoted = title.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        let heading = title.split(whereSeparator: \.isNewline).joined(separator: " ")
        return """
            ---
            lab: 1
            title: "\(quoted)"
            clusters:
              main: {port: auto}
            ---
            # \(heading)

            A cluster is made and started:

            ```cluster {picture=start}
            start main
            ```

            Which version is it?

            ```sql {cluster=main picture=version}
            SELECT version();
            ```

            The shell reaches it too:

            ```sh {picture=shell}
            psql -h {{main.host}} -p {{main.port}} -U postgres -Atc 'SELECT now()'
            ```

            """
    }
}
