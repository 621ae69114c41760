internal import ArgumentParser
internal import LabModel

/// `labjournal basebackup`.
struct BaseBackupVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "basebackup",
        abstract: "Copy a cluster into the empty data directory of another, as its standby.",
        discussion: """
            A cluster that is not named yet is made, on a free port. Further options of pg_basebackup are KEY=VALUE.

            Examples:
              labjournal basebackup master replica --slot eshop
              labjournal basebackup master replica --slot eshop --create-slot checkpoint=spread

            Exit codes: 0 done, 1 error, 4 it failed, 6 the journal is damaged or newer, 7 refused by a guard, 64 usage, \
            130 interrupted.
            """)

    @Argument(help: ArgumentHelp("The cluster to copy.", valueName: "source"), completion: .recordedClusters)
    var source: String
    @Argument(help: ArgumentHelp("The cluster that gets the copy.", valueName: "name"), completion: .recordedClusters)
    var name: String
    @Option(name: .long, help: ArgumentHelp("The replication slot that holds the WAL.", valueName: "slot"))
    var slot: String?
    @Flag(name: .long, help: "Make the slot.")
    var createSlot = false
    @Argument(help: ArgumentHelp("More options of pg_basebackup.", valueName: "key=value"))
    var more: [String] = []
    @OptionGroup var carryingOut: CarryingOut

    func run() throws {
        let words =
            ["basebackup", source, name] + (slot.map { ["slot=\($0)"] } ?? []) + (createSlot ? ["create-slot"] : [])
            + more
        try carryingOut.carryOut(.cluster, [], words.joined(separator: " ") + "\n")
    }
}
