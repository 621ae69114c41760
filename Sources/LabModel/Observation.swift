/// The typed state of a cluster at a moment.
public struct Observation: Sendable, Equatable {
    /// What the cluster's server was doing.
    public enum State: String, Sendable, CaseIterable {
        case running
        case stopped
        /// There is a server, but it does not answer.
        case unreachable
    }

    /// What part the cluster plays in replication.
    public enum Role: String, Sendable, CaseIterable {
        case primary, standby
    }

    /// The cluster.
    public var cluster: String
    /// When it was asked.
    public var takenAt: Timestamp
    /// Whether it answered.
    public var state: State
    /// Its part; nil when it did not answer.
    public var role: Role?
    /// The timeline of its WAL.
    public var timeline: Int64?
    /// Where its WAL ends: written on a primary, replayed on a standby.
    public var lsn: LSN?
    /// How far a standby has received and stored WAL.
    public var receivedLSN: LSN?
    /// The commit time of the last transaction that a standby has replayed.
    public var replayedAt: Timestamp?
    /// Its replication slots, by name.
    public var slots: [SlotState] = []
    /// Its WAL senders, by process id.
    public var senders: [SenderState] = []
    /// Its WAL receiver.
    public var receiver: ReceiverState?

    /// Makes the observation of a cluster that did not answer; fill in the rest when it did.
    public init(cluster: String, takenAt: Timestamp, state: State) {
        self.cluster = cluster
        self.takenAt = takenAt
        self.state = state
    }
}

/// One row of `pg_replication_slots`, columns of PostgreSQL 14 to 18 by their own names; nil is NULL or a column that
/// the server does not have: https://www.postgresql.org/docs/current/view-pg-replication-slots.html
public struct SlotState: Sendable, Equatable {
    public var slotName: String
    public var plugin: String?
    public var slotType: String
    public var datoid: Int64?
    public var database: String?
    public var temporary: Bool
    public var active: Bool
    public var activePID: Int64?
    public var xmin: Int64?
    public var catalogXmin: Int64?
    public var restartLSN: LSN?
    public var confirmedFlushLSN: LSN?
    public var walStatus: String?
    public var safeWALSize: Int64?
    public var twoPhase: Bool?
    public var twoPhaseAt: LSN?
    public var inactiveSince: Timestamp?
    public var conflicting: Bool?
    public var invalidationReason: String?
    public var failover: Bool?
    public var synced: Bool?

    /// Makes a slot's row; fill in the rest.
    public init(slotName: String, slotType: String, temporary: Bool, active: Bool) {
        self.slotName = slotName
        self.slotType = slotType
        self.temporary = temporary
        self.active = active
    }
}

/// One row of `pg_stat_replication`: a WAL sender.
public struct SenderState: Sendable, Equatable {
    public var pid: Int64
    public var applicationName: String?
    public var clientAddress: String?
    public var state: String?
    public var sentLSN: LSN?
    public var writeLSN: LSN?
    public var flushLSN: LSN?
    public var replayLSN: LSN?
    public var syncState: String?

    /// Makes a sender's row; fill in the rest.
    public init(pid: Int64) {
        self.pid = pid
    }
}

/// The row of `pg_stat_wal_receiver`.
public struct ReceiverState: Sendable, Equatable {
    public var pid: Int64
    public var status: String?
    public var slotName: String?
    public var senderHost: String?
    public var senderPort: Int64?
    public var flushedLSN: LSN?

    /// Makes the receiver's row; fill in the rest.
    public init(pid: Int64) {
        self.pid = pid
    }
}
