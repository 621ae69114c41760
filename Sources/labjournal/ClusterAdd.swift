internal import ArgumentParser
internal import Capture
internal import LabModel

/// `labjournal cluster add`.
struct ClusterAdd: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Name a cluster: one that runs already, or one that is to be started here.",
        discussion: """
            A server that was there before stays its owner's: it is asked, and never stopped, changed or removed. \
            With --data of a directory that does not exist yet, cluster start makes the cluster there. A password is \
            not kept: it is taken from ~/.pgpass or $PGPASSWORD.

            Examples:
              labjournal cluster add shop --port 5432
              labjournal cluster add shop --data /var/lib/postgresql/15/main
              labjournal cluster add shop --conninfo "host=db.example.org user=reader dbname=shop"
              labjournal cluster add replica --data /srv/replica --bin /usr/lib/postgresql/16/bin

            Exit codes: 0 done, 1 error, 6 the journal is damaged or newer, 7 the name is taken, 64 usage.
            """)

    @Argument(help: ArgumentHelp("The name to give it.", valueName: "name"))
    var name: String
    @Option(name: .long, help: "The port of a running server; with --data or --bin, of the one to be started.")
    var port: UInt16?
    @Option(name: .long, help: "The host of a running server; default: 127.0.0.1.")
    var host: String?
    @Option(name: .long, help: ArgumentHelp("Its data directory.", valueName: "dir"), completion: .directory)
    var data: String?
    @Option(name: .long, help: ArgumentHelp("The directory of its programs.", valueName: "dir"), completion: .directory)
    var bin: String?
    @Option(name: .long, help: ArgumentHelp("The container that it runs in.", valueName: "name"))
    var container: String?
    @Option(name: .long, help: ArgumentHelp("How to connect to it, without a password.", valueName: "string"))
    var conninfo: String?
    @OptionGroup var current: CurrentRun

    func validate() throws {
        let ways = [container != nil, conninfo != nil, data != nil || bin != nil].filter(\.self).count
        guard ways <= 1 else { throw ValidationError("--container, --conninfo and --data exclude each other.") }
        if host != nil, port == nil { throw ValidationError("--host goes with --port.") }
        if conninfo != nil || container != nil, port != nil {
            throw ValidationError("--port goes with neither --conninfo nor --container.")
        }
    }

    func run() throws {
        let recording = try current.recording(interrupt: Interrupt())
        defer { try? recording.recorder.leave() }
        try recording.add(specification)
    }

    private var specification: ClusterSpecification {
        if let container { return ClusterSpecification(name: name, driver: .docker, docker: .init(name: container)) }
        if let conninfo { return ClusterSpecification(name: name, driver: .remote, conninfo: conninfo) }
        if let port, data == nil, bin == nil {
            let conninfo = "host=\(host ?? "127.0.0.1") port=\(port) user=postgres dbname=postgres"
            return ClusterSpecification(name: name, driver: .remote, conninfo: conninfo)
        }
        return ClusterSpecification(
            name: name, driver: .local, port: port.map { .fixed($0) } ?? .automatic, binaries: bin, dataDirectory: data)
    }
}
