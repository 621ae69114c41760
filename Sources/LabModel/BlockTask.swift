/// A block with its templates replaced and its attributes understood: what is to be carried out.
public struct BlockTask: Sendable, Equatable {
    /// What to do, by kind of block.
    public enum Action: Sendable, Equatable {
        /// Lines for the run's bash; nil names the session that the run has anyway.
        case shell(session: String?, lines: [String])
        /// Lines for psql on a cluster.
        case sql(SQLTarget, lines: [String])
        /// A configuration file is changed, or looked at.
        case configuration(cluster: String, file: String, ConfigurationChange)
        /// Operations of clusters, in order.
        case operations([ClusterOperation])
        /// Time passes until something holds.
        case wait(Wait)
        /// What the block before it printed once.
        case output(String)
    }

    /// Which psql session a `sql` block is typed into.
    public struct SQLTarget: Sendable, Hashable {
        /// The cluster.
        public let cluster: String
        /// The session's name; nil is the one that the cluster has anyway.
        public let session: String?
        /// The database to connect to; nil is `postgres`.
        public let database: String?
        /// The role to connect as; nil is the cluster's superuser.
        public let user: String?
        /// Options of psql that say how it prints.
        public let options: [String]

        /// Makes a target.
        public init(
            cluster: String, session: String? = nil, database: String? = nil, user: String? = nil,
            options: [String] = []
        ) {
            self.options = options
            self.cluster = cluster
            self.session = session
            self.database = database
            self.user = user
        }
    }

    /// What a `conf` block does to its file.
    public enum ConfigurationChange: Sendable, Equatable {
        /// Settings in the order of the lines, each put in place of a line of its name.
        case settings([Variable])
        /// Rules of `pg_hba.conf`; they go before the first rule, or to the end.
        case rules([String], atEnd: Bool)
        /// The file gets this content.
        case content(String)
        /// Nothing is changed; the file, or the lines that match the regular expression, are shown.
        case show(grep: String?)
    }

    /// What a `wait` block waits for.
    public struct Wait: Sendable, Equatable {
        /// When the wait is over.
        public enum Condition: Sendable, Equatable {
            /// SQL on a cluster that returns one boolean answers true.
            case query(SQLTarget, String)
            /// A time has passed.
            case pause(Duration)
            /// The replica has replayed what the cluster had written when the wait began.
            case catchUp(cluster: String, replica: String)
        }

        /// When the wait is over.
        public let condition: Condition
        /// The wait lasts at least this long; a condition that is true earlier is a failure.
        public let notBefore: Duration?
        /// `notBefore` counts from the start of the last block on this cluster; nil: from the start of the wait.
        public let since: String?
    }

    /// How the block is expected to end.
    public enum Expectation: Sendable, Equatable {
        case success
        /// Failure is expected, with this exit status or SQLSTATE when one is named.
        case failure(code: String?)
    }

    /// How a replay compares what the block printed.
    public enum ComparisonMode: String, Sendable, CaseIterable {
        case exact, volatile, none
    }

    /// What to do.
    public let action: Action
    /// The picture's name, without directory and ending.
    public let picture: String?
    /// Whether the transcript goes on in the picture of an earlier block of the same name.
    public let appendsToPicture: Bool
    /// The picture's alternative text; nil leaves it to the prose before the block.
    public let alternative: String?
    /// How long the block may take.
    public let limit: Duration
    /// How the block is expected to end.
    public let expectation: Expectation
    /// Whether the report leaves the block out.
    public let isHidden: Bool
    /// Whether the block runs even after an earlier one failed.
    public let isAlways: Bool
    /// How a replay compares it.
    public let comparison: ComparisonMode
    /// The lines of the screen that the picture shows, from 1.
    public let shownLines: ClosedRange<Int>?
    /// The greatest height of the picture in rows.
    public let rows: Int
    /// What is typed when a program asks, for the first prompt that fits.
    public let answers: [Answer]
    /// The cluster whose WAL that of a `sql` block replays first, up to where it is written then.
    public let catchUp: String?

    /// The clusters that the task names.
    public var clusters: [String] {
        switch action {
        case .shell, .output: return []
        case .sql(let target, _): return [target.cluster] + (catchUp.map { [$0] } ?? [])
        case .configuration(let cluster, _, _): return [cluster]
        case .operations(let operations): return operations.flatMap(\.clusters)
        case .wait(let wait):
            let since = wait.since.map { [$0] } ?? []
            switch wait.condition {
            case .query(let target, _): return [target.cluster] + since
            case .pause: return since
            case .catchUp(let cluster, let replica): return [cluster, replica] + since
            }
        }
    }
}
