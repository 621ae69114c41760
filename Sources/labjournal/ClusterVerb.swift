internal import ArgumentParser
internal import LabModel

/// `labjournal cluster`.
struct ClusterVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cluster",
        abstract: "Name, start, stop and list the clusters of the present recording.",
        discussion: """
            A cluster lives from command to command, until labjournal finish stops and removes those that were started \
            here. A server that was there before is only ever asked.

            Examples:
              labjournal cluster start master
              labjournal cluster add shop --port 5432
              labjournal cluster list
            """,
        subcommands: [
            ClusterAdd.self, ClusterStart.self, ClusterStop.self, ClusterRestart.self, ClusterReload.self,
            ClusterPromote.self, ClusterWipe.self, ClusterList.self,
        ])
}

/// An operation of `labjournal cluster` that takes one cluster's name.
protocol ClusterOperationVerb: ParsableCommand {
    /// The operation's word in a `cluster` block.
    static var word: String { get }
    var name: String { get }
    var carryingOut: CarryingOut { get }
}

extension ClusterOperationVerb {
    func run() throws {
        try carryingOut.carryOut(.cluster, [], "\(Self.word) \(name)\n")
    }

    fileprivate static func operation(_ abstract: String, _ discussion: String) -> CommandConfiguration {
        CommandConfiguration(
            commandName: word, abstract: abstract,
            discussion: discussion + """


                Exit codes: 0 done, 1 error, 4 it failed, 6 the journal is damaged or newer, 7 refused by a guard, \
                64 usage, 130 interrupted.
                """)
    }
}

/// `labjournal cluster start`.
struct ClusterStart: ClusterOperationVerb {
    static let word = "start"
    static let configuration = operation(
        "Start a cluster; one that is not named yet is made, on a free port.",
        """
        Example:
          labjournal cluster start master
        """)

    @Argument(help: ArgumentHelp("The cluster.", valueName: "name"))
    var name: String
    @OptionGroup var carryingOut: CarryingOut
}

/// `labjournal cluster stop`.
struct ClusterStop: ClusterOperationVerb {
    static let word = "stop"
    static let configuration = operation(
        "Stop a cluster that was started here.",
        """
        Example:
          labjournal cluster stop replica
        """)

    @Argument(help: ArgumentHelp("The cluster.", valueName: "name"), completion: .recordedClusters)
    var name: String
    @OptionGroup var carryingOut: CarryingOut
}

/// `labjournal cluster restart`.
struct ClusterRestart: ClusterOperationVerb {
    static let word = "restart"
    static let configuration = operation(
        "Restart a cluster that was started here.",
        """
        Example:
          labjournal cluster restart master
        """)

    @Argument(help: ArgumentHelp("The cluster.", valueName: "name"), completion: .recordedClusters)
    var name: String
    @OptionGroup var carryingOut: CarryingOut
}

/// `labjournal cluster reload`.
struct ClusterReload: ClusterOperationVerb {
    static let word = "reload"
    static let configuration = operation(
        "Have a cluster that was started here read its configuration again.",
        """
        Example:
          labjournal cluster reload master
        """)

    @Argument(help: ArgumentHelp("The cluster.", valueName: "name"), completion: .recordedClusters)
    var name: String
    @OptionGroup var carryingOut: CarryingOut
}

/// `labjournal cluster promote`.
struct ClusterPromote: ClusterOperationVerb {
    static let word = "promote"
    static let configuration = operation(
        "Make a standby that was started here a primary.",
        """
        Example:
          labjournal cluster promote replica
        """)

    @Argument(help: ArgumentHelp("The cluster.", valueName: "name"), completion: .recordedClusters)
    var name: String
    @OptionGroup var carryingOut: CarryingOut
}

/// `labjournal cluster wipe`.
struct ClusterWipe: ClusterOperationVerb {
    static let word = "wipe"
    static let configuration = operation(
        "Empty the data directory of a stopped cluster that was made here.",
        """
        Example:
          labjournal cluster wipe replica
        """)

    @Argument(help: ArgumentHelp("The cluster.", valueName: "name"), completion: .recordedClusters)
    var name: String
    @OptionGroup var carryingOut: CarryingOut
}
