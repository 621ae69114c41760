internal import ArgumentParser
internal import Journal
internal import LabModel

/// `labjournal cluster list`.
struct ClusterList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the clusters of the present recording.",
        discussion: """
            Examples:
              labjournal cluster list
              psql $(labjournal cluster list --json | jq -r '.[0].conninfo')

            Exit codes: 0 done, 1 error, 6 the journal is damaged or newer, 66 no journal.
            """)

    @OptionGroup var output: JSONOption
    @OptionGroup var current: CurrentRun

    func run() throws {
        let store = try current.journal.open()
        let clusters = try current.destination.open().map { try store.clusters(of: $0) } ?? []
        if output.json { return try StandardOutput.write(json: clusters.map(RecordedClusterJSON.init)) }
        var table = TextTable("name", "driver", "host", "port#", "version", "data")
        for cluster in clusters {
            table.add(
                cluster.name, cluster.driver, cluster.host, String(cluster.port), cluster.serverVersion ?? "",
                cluster.data ?? cluster.container ?? "")
        }
        StandardOutput.write(table.text())
    }
}

/// A cluster of a recording as JSON.
private struct RecordedClusterJSON: Encodable {
    let name: String
    let driver: String
    let host: String
    let port: Int
    let conninfo: String
    let data: String?
    let container: String?
    let version: String?

    init(_ cluster: ClusterRecord) {
        name = cluster.name
        driver = cluster.driver
        host = cluster.host
        port = cluster.port
        conninfo = cluster.conninfo ?? "host=\(cluster.host) port=\(cluster.port) user=postgres dbname=postgres"
        data = cluster.data
        container = cluster.container
        version = cluster.serverVersion
    }
}

extension CompletionKind {
    /// The journal's runs, the newest first.
    static var recordedRuns: CompletionKind {
        .custom { _, _, _ in
            let runs = try? JournalOption.parse([]).open().runs()
            return ["last"] + (runs ?? []).reversed().map(\.shortID)
        }
    }

    /// The names of the clusters of the open recording.
    static var recordedClusters: CompletionKind {
        .custom { _, _, _ in
            guard let store = try? JournalOption.parse([]).open(), let run = try? store.openRecording() else {
                return []
            }
            return (try? store.clusters(of: run).map(\.name)) ?? []
        }
    }
}
