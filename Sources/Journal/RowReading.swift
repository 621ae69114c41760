internal import GRDB
internal import LabModel
internal import Foundation

// How a table's row becomes a value.

extension RunRecord {
    init(row: Row, _ db: Database) throws {
        let id: String = try row.value("id")
        let recorder = try RecordingProcess(
            boot: row.value("boot"), pid: row.value("pid"), startedTicks: row.value("pid_started"))
        let status = try RunStatus(rawValue: row.value("status")) ?? .interrupted
        let variables = try Row.fetchAll(
            db, sql: "SELECT name, value FROM run_variable WHERE run = ? ORDER BY name", arguments: [id])
        // A recording is open until it is finished, whoever has begun it.
        let kind = try RunKind(rawValue: row.value("kind")) ?? .recording
        try self.init(
            id: id, kind: kind,
            status: status == .running && kind != .recording && !recorder.isAlive ? .interrupted : status,
            origin: row.value("origin"),
            lab: row.value("lab"), title: row.value("title"), language: row.value("language"),
            source: [UInt8](row.value("source") as Data? ?? Data()), driver: row.value("driver"),
            startedAt: Timestamp(microseconds: row.value("started_at")), endedAt: row.timestamp("ended_at"),
            error: row.value("error"), programVersion: row.value("program_version"),
            psqlVersion: row.value("psql_version"),
            host: row.value("host"), os: row.value("os"), columns: row.value("columns"), rows: row.value("rows"),
            variables: variables.map { try Variable(name: $0.value("name"), value: $0.value("value")) },
            directory: row.newerValue("directory"))
    }
}

extension RunRecord {
    /// The identifier of the recording by hand that was begun last of those that are open.
    static func openRecording(_ db: Database) throws -> String? {
        try String.fetchOne(
            db, sql: "SELECT id FROM run WHERE status = 'running' AND kind = 'recording' ORDER BY id DESC LIMIT 1")
    }
}

extension Row {
    /// A piece of output as it came; the row is one of the table `chunk`.
    func output() throws -> [UInt8] {
        let length: Int? = newerValue("length")
        return try withUnsafeData(named: "bytes") { bytes in
            try (bytes ?? Data()).withUnsafeBytes { try StoredOutput.output($0, length: length) }
        }
    }
}

extension ClusterRecord {
    /// A run's clusters, in their order.
    static func ofRun(_ run: String, _ db: Database) throws -> [ClusterRecord] {
        try Row.fetchAll(
            db.cachedStatement(sql: "SELECT * FROM cluster WHERE run = ? ORDER BY position"), arguments: [run]
        ).map(ClusterRecord.init(row:))
    }

    init(row: Row) throws {
        try self.init(
            name: row.value("name"), driver: row.value("driver"), host: row.value("host"), port: row.value("port"),
            address: row.value("address"),
            data: row.value("data"))
        binaries = row.newerValue("binaries")
        serverVersion = try row.value("server_version")
        systemIdentifier = try row.value("system_identifier")
        givenData = row.newerValue("given_data")
        conninfo = row.newerValue("conninfo")
        container = row.newerValue("container")
    }
}

extension EntryRecord {
    static let query = "SELECT * FROM entry"

    init(row: Row) throws {
        let first: Int? = try row.value("shown_first")
        let last: Int? = try row.value("shown_last")
        let attributes = try Self.attributes(row.value("attributes"))
        try self.init(
            number: row.value("number"), id: row.value("id"), run: row.value("run"), step: row.value("step"),
            position: row.value("position"),
            kind: Block.Kind(rawValue: row.value("kind")) ?? .shell, attributes: attributes,
            cluster: row.value("cluster"), body: row.value("body"),
            picture: row.value("picture"), appendsToPicture: row.value("appends"),
            alternative: row.value("alternative"),
            isHidden: row.value("hidden"), comparison: Self.comparison(attributes),
            shownLines: Self.range(first, last), shownRows: row.value("shown_rows"),
            columns: row.value("columns"), status: EntryStatus(rawValue: row.value("status")) ?? .interrupted,
            startedAt: Timestamp(microseconds: row.value("started_at")), endedAt: row.timestamp("ended_at"),
            error: row.value("error"), directory: row.newerValue("directory"))
    }

    /// The entry as it stands: one that goes on while its recorder does not is cut off.
    static func standing(_ row: Row, _ db: Database) throws -> EntryRecord {
        let entry = try EntryRecord(row: row)
        guard entry.status == .running else { return entry }
        if let recorder = try RecordingProcess(of: row, db) { return recorder.isAlive ? entry : entry.cutOff() }
        guard let run = try Row.fetchOne(db, sql: "SELECT * FROM run WHERE id = ?", arguments: [entry.run])
        else { return entry }
        return try RunRecord(row: run, db).status == .interrupted ? entry.cutOff() : entry
    }

    /// One `name=value`, or a flag, a line.
    private static func attributes(_ text: String) -> [Block.Attribute] {
        text.split(separator: "\n").map { line in
            let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            return Block.Attribute(name: parts[0], value: parts.dropFirst().first)
        }
    }

    private static func comparison(_ attributes: [Block.Attribute]) -> BlockTask.ComparisonMode {
        let value = attributes.first { $0.name == "compare" }?.value
        return value.flatMap(BlockTask.ComparisonMode.init(rawValue:)) ?? .volatile
    }

    private static func range(_ first: Int?, _ last: Int?) -> ClosedRange<Int>? {
        guard let first, let last, first >= 1, first <= last else { return nil }
        return first...last
    }

    /// The entry as it stands when its recorder is gone.
    func cutOff() -> EntryRecord {
        guard status == .running else { return self }
        var entry = self
        entry.status = .interrupted
        return entry
    }
}

extension RecordingProcess {
    /// Who records an entry, when that is not the run's own process.
    init?(of entry: Row, _ db: Database) throws {
        guard let number: Int64 = entry.newerValue("recorder"),
            let row = try Row.fetchOne(db, sql: "SELECT * FROM recorder WHERE id = ?", arguments: [number])
        else { return nil }
        try self.init(boot: row.value("boot"), pid: row.value("pid"), startedTicks: row.value("pid_started"))
    }
}

extension CommandRecord {
    init(row: Row) throws {
        let start: Int = try row.value("output_start")
        let end: Int? = try row.value("output_end")
        try self.init(
            entry: row.value("entry"), text: row.value("text"),
            startedAt: Timestamp(microseconds: row.value("started_at")),
            endedAt: row.timestamp("ended_at"), exitStatus: row.value("exit_status"), sqlState: row.value("sqlstate"),
            output: end.flatMap { start >= 0 && start <= $0 ? start..<$0 : nil })
    }
}

extension Snapshot {
    init(row: Row, settings: [Variable]) throws {
        try self.init(
            cluster: row.value("cluster"), file: row.value("file"),
            moment: Moment(rawValue: row.value("moment")) ?? .shown,
            takenAt: Timestamp(microseconds: row.value("taken_at")), content: [UInt8](row.value("bytes") as Data),
            settings: settings)
    }
}

extension Observation {
    init(row: Row, _ db: Database) throws {
        try self.init(
            cluster: row.value("cluster"), takenAt: Timestamp(microseconds: row.value("taken_at")),
            state: State(rawValue: row.value("state")) ?? .unreachable)
        role = try (row.value("role") as String?).flatMap(Role.init(rawValue:))
        timeline = try row.value("timeline")
        lsn = try row.lsn("lsn")
        receivedLSN = try row.lsn("received_lsn")
        replayedAt = try row.timestamp("replayed_at")
        let id: Int64 = try row.value("id")
        slots = try Self.rows(of: "slot", id, db).map(SlotState.init(row:))
        senders = try Self.rows(of: "sender", id, db).map(SenderState.init(row:))
        receiver = try Self.rows(of: "receiver", id, db).first.map(ReceiverState.init(row:))
    }

    private static func rows(of table: String, _ observation: Int64, _ db: Database) throws -> [Row] {
        try Row.fetchAll(
            db.cachedStatement(sql: "SELECT * FROM \(table) WHERE observation = ?"), arguments: [observation])
    }
}

extension SenderState {
    fileprivate init(row: Row) throws {
        try self.init(pid: row.value("pid"))
        applicationName = try row.value("application_name")
        clientAddress = try row.value("client_addr")
        state = try row.value("state")
        sentLSN = try row.lsn("sent_lsn")
        writeLSN = try row.lsn("write_lsn")
        flushLSN = try row.lsn("flush_lsn")
        replayLSN = try row.lsn("replay_lsn")
        syncState = try row.value("sync_state")
    }
}

extension ReceiverState {
    fileprivate init(row: Row) throws {
        try self.init(pid: row.value("pid"))
        status = try row.value("status")
        slotName = try row.value("slot_name")
        senderHost = try row.value("sender_host")
        senderPort = try row.value("sender_port")
        flushedLSN = try row.lsn("flushed_lsn")
    }
}

extension SlotRecord {
    init(row: Row) throws {
        try self.init(
            entry: row.value("entry_id"), position: row.value("entry_position"), cluster: row.value("cluster"),
            takenAt: Timestamp(microseconds: row.value("taken_at")), slot: SlotState(row: row))
    }
}

extension SlotState {
    init(row: Row) throws {
        try self.init(
            slotName: row.value("slot_name"), slotType: row.value("slot_type"), temporary: row.value("temporary"),
            active: row.value("active"))
        plugin = try row.value("plugin")
        datoid = try row.value("datoid")
        database = try row.value("database")
        activePID = try row.value("active_pid")
        xmin = try row.value("xmin")
        catalogXmin = try row.value("catalog_xmin")
        restartLSN = try row.lsn("restart_lsn")
        confirmedFlushLSN = try row.lsn("confirmed_flush_lsn")
        walStatus = try row.value("wal_status")
        safeWALSize = try row.value("safe_wal_size")
        twoPhase = try row.value("two_phase")
        twoPhaseAt = try row.lsn("two_phase_at")
        inactiveSince = try row.timestamp("inactive_since")
        conflicting = try row.value("conflicting")
        invalidationReason = try row.value("invalidation_reason")
        failover = try row.value("failover")
        synced = try row.value("synced")
    }
}

extension Row {
    /// A column's value; an error when it is not what the schema says, as in a damaged file.
    func value<Value: DatabaseValueConvertible>(_ column: String) throws -> Value {
        guard let stored = self[column] as DatabaseValue?, let value = Value.fromDatabaseValue(stored) else {
            throw Self.damage(column)
        }
        return value
    }

    /// The value of a column that a journal lacks to which no newer program has written since.
    fileprivate func newerValue<Value: DatabaseValueConvertible>(_ column: String) -> Value? {
        (self[column] as DatabaseValue?).flatMap(Value.fromDatabaseValue)
    }

    private static func damage(_ column: String) -> DatabaseError {
        DatabaseError(resultCode: .SQLITE_CORRUPT, message: "a column \(column) does not hold what it should")
    }

    fileprivate func timestamp(_ column: String) throws -> Timestamp? {
        (try value(column) as Int64?).map(Timestamp.init(microseconds:))
    }

    fileprivate func lsn(_ column: String) throws -> LSN? {
        (try value(column) as String?).flatMap { LSN($0) }
    }
}
