internal import Capture
internal import Clusters
internal import Foundation
internal import LabModel

/// The sessions of a run: a bash, and a psql for each cluster, which last from block to block.
struct SessionSet {
    private let plan: Plan
    private let clusters: ClusterSet
    /// The directory of the sessions, which is their `HOME` as well.
    private let home: String
    /// Where the sessions' programs run; nil runs them as they are.
    var sandbox: Sandbox?
    private var shells: [String: Session] = [:]
    private var psqls: [BlockTask.SQLTarget: Session] = [:]

    init(plan: Plan, clusters: ClusterSet, home: String, sandbox: Sandbox? = nil) {
        self.plan = plan
        self.clusters = clusters
        self.home = home
        self.sandbox = sandbox
    }

    /// The shell of that name; it is started when there is none.
    mutating func shell(_ name: String?) throws -> Session {
        let name = name ?? ""
        if let session = shells[name], session.isOpen { return session }
        let session = try Session.bash(launch(["bash"], clusters.clusters.first?.environment ?? []), scratch: home)
        shells[name] = session
        return session
    }

    /// The psql of a target; it is started when there is none.
    mutating func psql(_ target: BlockTask.SQLTarget) throws -> Session {
        if let session = psqls[target], session.isOpen { return session }
        let command = try clusters.cluster(named: target.cluster)
            .psql(database: target.database, user: target.user).adding(target.options)
        let launch = launch([command.executable] + command.arguments.dropFirst(), command.environment)
        let session = try Session.psql(
            launch, shown: TranscriptStyle.prompt(user: NSUserName()) + command.text, scratch: home)
        psqls[target] = session
        return session
    }

    private func launch(_ arguments: [String], _ environment: [Variable]) -> Launch {
        var launch = Launch(
            arguments: arguments, environment: SessionEnvironment.make(home: home, adding: environment),
            directory: home, columns: plan.columns, rows: plan.rows)
        launch.wrapper = sandbox?.wrap([]) ?? []
        return launch
    }

    /// Ends the psql sessions of a cluster: its server goes away.
    mutating func close(cluster: String) {
        for (target, session) in psqls where target.cluster == cluster {
            session.close()
            psqls[target] = nil
        }
    }

    mutating func closeAll() {
        for session in Array(shells.values) + Array(psqls.values) { session.close() }
        shells = [:]
        psqls = [:]
    }
}
