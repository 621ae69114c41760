internal import GRDB
internal import LabModel
internal import Foundation

// How a table's row becomes a value.

extension RunRecord {
    init(row: Row, _ db: Database) throws {
        let id: String = row["id"]
        let recorder = RecordingProcess(boot: row["boot"], pid: row["pid"], startedTicks: row["pid_started"])
        let status = RunStatus(rawValue: row["status"]) ?? .interrupted
        let variables = try Row.fetchAll(
            db, sql: "SELECT name, value FROM run_variable WHERE run = ? ORDER BY name", arguments: [id])
        self.init(
            id: id, kind: RunKind(rawValue: row["kind"]) ?? .recording,
            status: status == .running && !recorder.isAlive ? .interrupted : status, origin: row["origin"],
            lab: row["lab"], title: row["title"], language: row["language"],
            source: [UInt8](row["source"] as Data? ?? Data()), driver: row["driver"],
            startedAt: Timestamp(microseconds: row["started_at"]), endedAt: row.timestamp("ended_at"),
            error: row["error"], programVersion: row["program_version"], psqlVersion: row["psql_version"],
            host: row["host"], os: row["os"], columns: row["columns"], rows: row["rows"],
            variables: variables.map { Variable(name: $0["name"], value: $0["value"]) })
    }
}

extension ClusterRecord {
    init(row: Row) {
        self.init(
            name: row["name"], driver: row["driver"], host: row["host"], port: row["port"], address: row["address"],
            data: row["data"])
        serverVersion = row["server_version"]
        systemIdentifier = row["system_identifier"]
    }
}

extension EntryRecord {
    static let query = "SELECT * FROM entry"

    init(row: Row) {
        let first: Int? = row["shown_first"]
        let last: Int? = row["shown_last"]
        self.init(
            number: row["number"], id: row["id"], run: row["run"], step: row["step"], position: row["position"],
            kind: Block.Kind(rawValue: row["kind"]) ?? .shell, cluster: row["cluster"], body: row["body"],
            picture: row["picture"], appendsToPicture: row["appends"], alternative: row["alternative"],
            isHidden: row["hidden"], shownLines: Self.range(first, last), shownRows: row["shown_rows"],
            columns: row["columns"], status: EntryStatus(rawValue: row["status"]) ?? .interrupted,
            startedAt: Timestamp(microseconds: row["started_at"]), endedAt: row.timestamp("ended_at"),
            error: row["error"])
    }

    private static func range(_ first: Int?, _ last: Int?) -> ClosedRange<Int>? {
        guard let first, let last, first >= 1, first <= last else { return nil }
        return first...last
    }

    /// The entry as it stands when its recorder is gone.
    func cutOff() -> EntryRecord {
        guard status == .running else { return self }
        return EntryRecord(
            number: number, id: id, run: run, step: step, position: position, kind: kind, cluster: cluster,
            body: body, picture: picture, appendsToPicture: appendsToPicture, alternative: alternative,
            isHidden: isHidden, shownLines: shownLines, shownRows: shownRows, columns: columns,
            status: .interrupted, startedAt: startedAt, endedAt: endedAt, error: error)
    }
}

extension CommandRecord {
    init(row: Row) {
        let start: Int = row["output_start"]
        let end: Int? = row["output_end"]
        self.init(
            entry: row["entry"], text: row["text"], startedAt: Timestamp(microseconds: row["started_at"]),
            endedAt: row.timestamp("ended_at"), exitStatus: row["exit_status"], sqlState: row["sqlstate"],
            output: end.flatMap { start >= 0 && start <= $0 ? start..<$0 : nil })
    }
}

extension Snapshot {
    init(row: Row, settings: [Variable]) {
        self.init(
            cluster: row["cluster"], file: row["file"], moment: Moment(rawValue: row["moment"]) ?? .shown,
            takenAt: Timestamp(microseconds: row["taken_at"]), content: [UInt8](row["bytes"] as Data),
            settings: settings)
    }
}

extension Observation {
    init(row: Row) {
        self.init(
            cluster: row["cluster"], takenAt: Timestamp(microseconds: row["taken_at"]),
            state: State(rawValue: row["state"]) ?? .unreachable)
        role = (row["role"] as String?).flatMap(Role.init(rawValue:))
        timeline = row["timeline"]
        lsn = row.lsn("lsn")
        receivedLSN = row.lsn("received_lsn")
        replayedAt = row.timestamp("replayed_at")
    }
}

extension SlotRecord {
    init(row: Row) {
        self.init(
            entry: row["entry_id"], position: row["entry_position"], cluster: row["cluster"],
            takenAt: Timestamp(microseconds: row["taken_at"]), slot: SlotState(row: row))
    }
}

extension SlotState {
    init(row: Row) {
        self.init(
            slotName: row["slot_name"], slotType: row["slot_type"], temporary: row["temporary"], active: row["active"])
        plugin = row["plugin"]
        datoid = row["datoid"]
        database = row["database"]
        activePID = row["active_pid"]
        xmin = row["xmin"]
        catalogXmin = row["catalog_xmin"]
        restartLSN = row.lsn("restart_lsn")
        confirmedFlushLSN = row.lsn("confirmed_flush_lsn")
        walStatus = row["wal_status"]
        safeWALSize = row["safe_wal_size"]
        twoPhase = row["two_phase"]
        twoPhaseAt = row.lsn("two_phase_at")
        inactiveSince = row.timestamp("inactive_since")
        conflicting = row["conflicting"]
        invalidationReason = row["invalidation_reason"]
        failover = row["failover"]
        synced = row["synced"]
    }
}

extension Row {
    fileprivate func timestamp(_ column: String) -> Timestamp? {
        (self[column] as Int64?).map(Timestamp.init(microseconds:))
    }

    fileprivate func lsn(_ column: String) -> LSN? {
        (self[column] as String?).flatMap { LSN($0) }
    }
}
