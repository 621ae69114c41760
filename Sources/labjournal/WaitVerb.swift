internal import ArgumentParser
internal import LabModel

/// `labjournal wait`.
struct WaitVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wait",
        abstract: "Wait until SQL is true on a cluster, a replica has caught up, or a time has passed.",
        discussion: """
            Examples:
              labjournal wait replica "SELECT count(*) = 3 FROM orders"
              labjournal wait replica "SELECT count(*) = 3 FROM orders" --not-before 5s --since master
              labjournal wait master --catch-up replica --timeout 1min
              labjournal wait --for 2s

            Exit codes: 0 it holds, 1 error, 4 it failed, 5 it did not hold in time, 6 the journal is damaged or newer, \
            64 usage, 65 not a duration, 130 interrupted.
            """)

    @Argument(help: ArgumentHelp("The cluster.", valueName: "cluster"), completion: .recordedClusters)
    var cluster: String?
    @Argument(help: ArgumentHelp("SQL that returns one boolean.", valueName: "sql"))
    var sql: String?
    @Option(name: .customLong("for"), help: ArgumentHelp("Wait for this time: 2s.", valueName: "time"))
    var pause: String?
    @Option(
        name: .long, help: ArgumentHelp("Wait until this replica has what the cluster has.", valueName: "replica"),
        completion: .recordedClusters)
    var catchUp: String?
    @Option(name: .long, help: ArgumentHelp("True earlier than this is a failure.", valueName: "time"))
    var notBefore: String?
    @Option(
        name: .long, help: ArgumentHelp("--not-before counts from the last entry on this cluster.", valueName: "name"),
        completion: .recordedClusters)
    var since: String?
    @Option(name: [.short, .customLong("dbname")], help: ArgumentHelp("The database.", valueName: "name"))
    var database: String?
    @Option(name: [.customShort("U"), .customLong("username")], help: ArgumentHelp("The role.", valueName: "name"))
    var user: String?
    @OptionGroup var carryingOut: CarryingOut

    func validate() throws {
        let conditions = [sql != nil, pause != nil, catchUp != nil].filter(\.self).count
        if conditions != 1 { throw ValidationError("Give one of: SQL, --for, --catch-up.") }
        if pause == nil, cluster == nil { throw ValidationError("On which cluster?") }
    }

    func run() throws {
        let options = [
            ("cluster", cluster), ("for", pause), ("catch-up", catchUp), ("not-before", notBefore), ("since", since),
            ("database", database), ("user", user),
        ]
        try carryingOut.carryOut(
            .wait, options.flatMap { BlockOptions.attribute($0, $1) }, sql.map { $0 + "\n" } ?? "")
    }
}
