internal import ArgumentParser
internal import LabModel

/// `labjournal observe`.
struct ObserveVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "observe",
        abstract: "Ask clusters how they are: role, LSN, slots, senders and receiver.",
        discussion: """
            Every verb that records something asks all clusters afterwards; this one shows the answers.

            Examples:
              labjournal observe
              labjournal observe replica

            Exit codes: 0 done, 1 error, 6 the journal is damaged or newer, 64 usage.
            """)

    @Argument(help: ArgumentHelp("The clusters; default: all.", valueName: "cluster"), completion: .recordedClusters)
    var clusters: [String] = []
    @OptionGroup var carryingOut: CarryingOut

    func run() throws {
        try carryingOut.carryOut(.cluster, [], (["observe"] + clusters).joined(separator: " ") + "\n")
    }
}
