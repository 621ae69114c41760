internal import ArgumentParser
internal import Journal
internal import LabModel

/// `labjournal runs`.
struct Runs: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs",
        abstract: "List the runs of the journal, the newest last.",
        discussion: """
            Examples:
              labjournal runs
              labjournal runs --json | jq -r '.[-1].id'

            Exit codes: 0 done, 1 error, 6 the journal is damaged or newer, 66 no journal.
            """)

    @OptionGroup var journal: JournalOption
    @OptionGroup var output: JSONOption

    func run() throws {
        let store = try journal.open()
        let runs = try store.runs()
        if output.json {
            return try StandardOutput.write(json: runs.map { RunJSON($0, clusters: try store.clusters(of: $0)) })
        }
        var table = TextTable("RUN", "KIND", "LAB", "STATUS", "STARTED", "TIME#")
        for run in runs {
            table.add(
                run.shortID, run.kind.rawValue, run.lab, run.status.rawValue, run.startedAt.short,
                run.endedAt.map { LabDuration.describe($0.since(run.startedAt)) } ?? "")
        }
        StandardOutput.write(table.text { runs[$0].status.paint($1) })
    }
}

/// A run as JSON.
struct RunJSON: Encodable {
    let id, kind, status, lab, driver, startedAt, programVersion, host, os: String
    let title, language, origin, endedAt, error, psqlVersion: String?
    let durationSeconds: Double?
    let columns, rows: Int
    let variables: [String: String]
    let clusters: [ClusterJSON]

    init(_ run: RunRecord, clusters: [ClusterRecord]) {
        self.clusters = clusters.map(ClusterJSON.init)
        id = run.id
        kind = run.kind.rawValue
        status = run.status.rawValue
        lab = run.lab
        driver = run.driver
        startedAt = run.startedAt.description
        programVersion = run.programVersion
        host = run.host
        os = run.os
        title = run.title
        language = run.language
        origin = run.origin
        endedAt = run.endedAt?.description
        error = run.error
        psqlVersion = run.psqlVersion
        durationSeconds = run.endedAt?.since(run.startedAt).inSeconds
        columns = run.columns
        rows = run.rows
        variables = Dictionary(run.variables.map { ($0.name, $0.value) }) { $1 }
    }
}

/// A run's cluster as JSON.
struct ClusterJSON: Encodable {
    let name, driver, host, address: String
    let port: Int
    let data, serverVersion, systemIdentifier: String?

    init(_ cluster: ClusterRecord) {
        name = cluster.name
        driver = cluster.driver
        host = cluster.host
        address = cluster.address
        port = cluster.port
        data = cluster.data
        serverVersion = cluster.serverVersion
        systemIdentifier = cluster.systemIdentifier
    }
}
