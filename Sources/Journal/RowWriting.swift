internal import GRDB
internal import LabModel
internal import Foundation

// How a value becomes a table's row.

extension RunDescription {
    func insert(_ db: Database, id: String, at started: Timestamp) throws {
        let recorder = RecordingProcess.current
        try db.insert(
            "run",
            [
                "id": id, "kind": kind.rawValue, "status": RunStatus.running.rawValue, "origin": origin, "lab": lab,
                "title": title, "language": language, "source": Data(source), "driver": driver,
                "started_at": started.microseconds, "program_version": programVersion, "host": host, "os": os,
                "columns": columns, "rows": rows, "boot": recorder.boot, "pid": recorder.pid,
                "pid_started": recorder.startedTicks,
            ])
        for variable in variables {
            try db.insert("run_variable", ["run": id, "name": variable.name, "value": variable.value])
        }
    }
}

extension RecordingProcess {
    /// Notes that the process records into a run; returns its row's number.
    func insert(_ db: Database, run: String, at moment: Timestamp) throws -> Int64 {
        try db.insert(
            "recorder",
            ["run": run, "boot": boot, "pid": pid, "pid_started": startedTicks, "began_at": moment.microseconds])
        return db.lastInsertedRowID
    }

    /// How many living processes record into a run beside one, and beside those of some pids.
    static func others(
        than number: Int64?, of run: String, _ db: Database, besides pids: Set<Int64> = []
    ) throws -> Int {
        let rows = try Row.fetchAll(
            db, sql: "SELECT * FROM recorder WHERE run = ? AND id IS NOT ?", arguments: [run, number])
        return try rows.filter { row in
            let process = try RecordingProcess(
                boot: row.value("boot"), pid: row.value("pid"), startedTicks: row.value("pid_started"))
            return process.isAlive && !pids.contains(process.pid)
        }.count
    }
}

extension StepRecord {
    /// Puts a step behind the last one.
    static func append(_ db: Database, run: String, prose: String) throws {
        try db.execute(
            sql: """
                INSERT INTO step (run, position, prose)
                SELECT ?1, coalesce(max(position), 0) + 1, ?2 FROM step WHERE run = ?1 AND position > 0
                """, arguments: [run, prose])
    }

    /// Adds prose to the last step as long as it has no entry, else begins a step with it.
    static func note(_ db: Database, run: String, prose: String) throws {
        try db.execute(
            sql: """
                UPDATE step SET prose = prose || ?2
                WHERE run = ?1 AND position = (SELECT max(position) FROM step WHERE run = ?1)
                    AND NOT EXISTS (
                        SELECT 1 FROM entry
                        WHERE entry.run = ?1 AND entry.step = step.position AND entry.position > 0)
                """, arguments: [run, prose])
        if db.changesCount == 0 { try append(db, run: run, prose: prose) }
    }
}

extension ClusterRecord {
    /// Puts the cluster behind the run's last one; false when its name is taken.
    func append(_ db: Database, run: String) throws -> Bool {
        let last = try Row.fetchOne(
            db, sql: "SELECT coalesce(max(position), -1) AS last, sum(name = ?) AS same FROM cluster WHERE run = ?",
            arguments: [name, run])
        if let same = last?["same"] as Int?, same > 0 { return false }
        try save(db, run: run, position: (last?["last"] as Int? ?? -1) + 1)
        return true
    }

    /// Writes what is known by now of the cluster of that name; its place stays.
    func update(_ db: Database, run: String) throws {
        let position = try Int.fetchOne(
            db, sql: "SELECT position FROM cluster WHERE run = ? AND name = ?", arguments: [run, name])
        if let position { try save(db, run: run, position: position) }
    }

    func save(_ db: Database, run: String, position: Int) throws {
        try db.insert(
            "cluster", replacing: true,
            [
                "run": run, "name": name, "position": position, "driver": driver, "host": host, "port": port,
                "address": address, "data": data,
                "binaries": binaries, "server_version": serverVersion,
                "system_identifier": systemIdentifier, "given_data": givenData, "conninfo": conninfo,
                "container": container,
            ])
    }
}

extension EntryDescription {
    /// Finds the run's last step; a run without any gets one without prose.
    mutating func goIntoLastStep(of run: String, _ db: Database) throws {
        let last = "SELECT position, prose FROM step WHERE run = ? AND position > 0 ORDER BY position DESC LIMIT 1"
        if let row = try Row.fetchOne(db, sql: last, arguments: [run]) {
            step = try row.value("position")
            prose = try row.value("prose")
        } else {
            try StepRecord.append(db, run: run, prose: "")
            step = 1
        }
    }

    private var attributes: String {
        block.attributes.map { [$0.name, $0.value].compactMap(\.self).joined(separator: "=") }
            .joined(separator: "\n")
    }

    private var session: String? {
        switch task.action {
        case .shell(let session, _): session
        case .sql(let target, _): target.session
        default: nil
        }
    }

    /// Writes what the entry is said to be into its row.
    func update(_ db: Database, entry: Int64, alternative: String?) throws {
        try db.execute(
            sql: """
                UPDATE entry SET kind = ?, cluster = ?, session = ?, attributes = ?, body = ?, picture = ?, appends = ?,
                    alternative = ?, hidden = ? WHERE number = ?
                """,
            arguments: [
                block.kind.rawValue, task.clusters.first, session, attributes, block.body, task.picture,
                task.appendsToPicture, alternative, task.isHidden, entry,
            ])
    }

    /// Puts an entry behind the run's last one.
    func insert(
        _ db: Database, id: String, run: String, recorder: Int64?, alternative: String?, at started: Timestamp
    ) throws {
        let last = try Int.fetchOne(
            db.cachedStatement(sql: "SELECT max(position) FROM entry WHERE run = ?"), arguments: [run])
        try db.insert(
            "entry",
            [
                "id": id, "run": run, "step": step, "position": max(last ?? 0, 0) + 1, "kind": block.kind.rawValue,
                "cluster": task.clusters.first, "session": session, "attributes": attributes,
                "body": block.body, "picture": task.picture, "appends": task.appendsToPicture,
                "alternative": alternative, "hidden": task.isHidden, "shown_first": task.shownLines?.lowerBound,
                "shown_last": task.shownLines?.upperBound, "shown_rows": task.rows, "columns": columns,
                "status": EntryStatus.running.rawValue, "started_at": started.microseconds, "recorder": recorder,
                "directory": directory,
            ])
    }
}

/// A command that has begun.
struct OpenCommand {
    var text: String
    let startedAt: Timestamp
    var outputStart: Int
    var endedAt: Timestamp?
    var outputEnd: Int?
    var exitStatus: Int?
    var sqlState: String?
}

/// The entry that goes on: what of it is not yet in the file.
struct OpenEntry {
    let number: Int64
    let startedAt: Timestamp
    let begun: ContinuousClock.Instant
    var description: EntryDescription
    var buffer = Data()
    var bufferBegun: Duration = .zero
    var chunks = 0
    var length = 0
    var indexed: [UInt8] = []
    var commands: [OpenCommand] = []

    mutating func take(_ bytes: [UInt8], at time: Duration) {
        if buffer.isEmpty { bufferBegun = time }
        buffer += bytes
        length += bytes.count
        if indexed.count < Recorder.indexedOutput { indexed += bytes.prefix(Recorder.indexedOutput - indexed.count) }
    }

    func insertChunk(_ db: Database) throws {
        let stored = StoredOutput(buffer)
        try db.cachedStatement(
            sql: "INSERT INTO chunk (entry, sequence, offset_us, bytes, length) VALUES (?, ?, ?, ?, ?)"
        ).execute(arguments: [number, chunks, bufferBegun.inMicroseconds, stored.bytes, stored.length])
    }

    func saveCommands(_ db: Database) throws {
        for (sequence, command) in commands.enumerated() {
            try db.cachedStatement(sql: "INSERT OR REPLACE INTO command VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)").execute(
                arguments: [
                    number, sequence, command.text, command.startedAt.microseconds, command.endedAt?.microseconds,
                    command.exitStatus, command.sqlState, command.outputStart, command.outputEnd ?? length,
                ])
        }
    }

    func end(_ db: Database, status: EntryStatus, error: String?, at ended: Timestamp) throws {
        if !buffer.isEmpty { try insertChunk(db) }
        try saveCommands(db)
        try db.cachedStatement(sql: "INSERT INTO search (rowid, prose, command, output) VALUES (?, ?, ?, ?)").execute(
            arguments: [
                number, description.prose,
                commands.isEmpty ? description.block.body : commands.map(\.text).joined(separator: "\n"),
                PlainWords.of(indexed),
            ])
        try db.cachedStatement(sql: "UPDATE entry SET status = ?, error = ?, ended_at = ? WHERE number = ?")
            .execute(arguments: [status.rawValue, error, ended.microseconds, number])
    }
}

extension Snapshot {
    func insert(_ db: Database, entry: Int64, content: [UInt8], settings: [Variable]) throws {
        let digest = Digest.of(content)
        try db.execute(sql: "INSERT OR IGNORE INTO content VALUES (?, ?)", arguments: [digest, Data(content)])
        try db.insert(
            "snapshot",
            [
                "entry": entry, "cluster": cluster, "file": file, "moment": moment.rawValue,
                "taken_at": takenAt.microseconds, "sha256": digest,
            ])
        let id = db.lastInsertedRowID
        for setting in settings {
            try db.execute(
                sql: "INSERT OR REPLACE INTO snapshot_setting VALUES (?, ?, ?)",
                arguments: [id, setting.name, setting.value])
        }
    }
}

extension Observation {
    func insert(_ db: Database, entry: Int64) throws {
        try db.insert(
            "observation",
            [
                "entry": entry, "cluster": cluster, "taken_at": takenAt.microseconds, "state": state.rawValue,
                "role": role?.rawValue, "timeline": timeline, "lsn": lsn?.description,
                "received_lsn": receivedLSN?.description, "replayed_at": replayedAt?.microseconds,
            ])
        let id = db.lastInsertedRowID
        for slot in slots { try slot.insert(db, observation: id) }
        for sender in senders { try sender.insert(db, observation: id) }
        try receiver?.insert(db, observation: id)
    }
}

extension SlotState {
    fileprivate func insert(_ db: Database, observation: Int64) throws {
        try db.insert(
            "slot",
            [
                "observation": observation, "slot_name": slotName, "plugin": plugin, "slot_type": slotType,
                "datoid": datoid, "database": database, "temporary": temporary, "active": active,
                "active_pid": activePID, "xmin": xmin, "catalog_xmin": catalogXmin,
                "restart_lsn": restartLSN?.description, "confirmed_flush_lsn": confirmedFlushLSN?.description,
                "wal_status": walStatus, "safe_wal_size": safeWALSize, "two_phase": twoPhase,
                "two_phase_at": twoPhaseAt?.description, "inactive_since": inactiveSince?.microseconds,
                "conflicting": conflicting, "invalidation_reason": invalidationReason, "failover": failover,
                "synced": synced,
            ])
    }
}

extension SenderState {
    fileprivate func insert(_ db: Database, observation: Int64) throws {
        try db.insert(
            "sender",
            [
                "observation": observation, "pid": pid, "application_name": applicationName,
                "client_addr": clientAddress, "state": state, "sent_lsn": sentLSN?.description,
                "write_lsn": writeLSN?.description, "flush_lsn": flushLSN?.description,
                "replay_lsn": replayLSN?.description, "sync_state": syncState,
            ])
    }
}

extension ReceiverState {
    fileprivate func insert(_ db: Database, observation: Int64) throws {
        try db.insert(
            "receiver",
            [
                "observation": observation, "pid": pid, "status": status, "slot_name": slotName,
                "sender_host": senderHost, "sender_port": senderPort, "flushed_lsn": flushedLSN?.description,
            ])
    }
}

extension Database {
    /// Inserts a row by its columns' names, in a statement that is prepared once.
    fileprivate func insert(
        _ table: String, replacing: Bool = false, _ values: KeyValuePairs<String, (any DatabaseValueConvertible)?>
    ) throws {
        let columns = values.map { "\"\($0.key)\"" }.joined(separator: ", ")
        let marks = values.map { _ in "?" }.joined(separator: ", ")
        let statement = try cachedStatement(
            sql: "INSERT \(replacing ? "OR REPLACE " : "")INTO \(table) (\(columns)) VALUES (\(marks))")
        try statement.execute(arguments: StatementArguments(values.map(\.value)))
    }
}
