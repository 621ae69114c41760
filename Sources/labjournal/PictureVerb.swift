internal import ArgumentParser
internal import Journal
internal import LabModel

/// `labjournal picture`.
struct PictureVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "picture",
        abstract: "Name the picture of the last entry of the present recording.",
        discussion: """
            The report writes it as images/NAME.svg.

            Examples:
              labjournal picture check_replication_slot

            Exit codes: 0 done, 1 no recording is open, or there is no entry without a name, 6 the journal is damaged or \
            newer, 7 not a recording, or another entry has the name, 64 usage.
            """)

    @Argument(help: "The name.")
    var name: String
    @OptionGroup var current: CurrentRun

    func validate() throws {
        let block = Block(kind: .shell, attributes: [Block.Attribute(name: "picture", value: name)], body: "")
        do {
            _ = try BlockTask(block) { _ in nil }
        } catch {
            throw ValidationError("\(error.problem). \(error.remedy)")
        }
    }

    func run() throws {
        guard try current.destination.open() != nil else {
            throw Failure(
                .error, "no recording is open in \(current.destination.path)",
                remedy: "Name the entry: labjournal amend ENTRY --picture \(name); or say which recording: --run ID.")
        }
        let recorder = try current.destination.recorder()
        defer { try? recorder.leave() }
        guard try recorder.namePicture(name) else {
            throw Failure(
                .error, "there is no last entry, or it has a picture's name already",
                remedy: "Use labjournal amend to change it.")
        }
    }
}
