internal import GRDB
public import LabModel

// What is recorded of a run as a whole: its clusters, its steps, and what is corrected while it goes on.

extension Recorder {
    /// Records a cluster, or what has become known of it since.
    public func cluster(_ cluster: ClusterRecord, position: Int) throws(JournalError) {
        let cluster = try redacted { cluster.redacted(by: $0) }
        try write { try cluster.save($0, run: run, position: position) }
    }

    /// The run's clusters, whoever has recorded them.
    public func clusters() throws(JournalError) -> [ClusterRecord] {
        do {
            return try queue.read { try ClusterRecord.ofRun(run, $0) }
        } catch {
            throw JournalError(error, path: path)
        }
    }

    /// Adds a cluster behind those that the run has; false when one has the name already, which stays as it is.
    public func add(_ cluster: ClusterRecord) throws(JournalError) -> Bool {
        let cluster = try redacted { cluster.redacted(by: $0) }
        var isNew = false
        try write { isNew = try cluster.append($0, run: run) }
        return isNew
    }

    /// Corrects what is known of a cluster that was added.
    public func update(_ cluster: ClusterRecord) throws(JournalError) {
        let cluster = try redacted { cluster.redacted(by: $0) }
        try write { try cluster.update($0, run: run) }
    }

    /// Notes the directory that the run's clusters live in, unless there is one; returns the one that is noted then.
    public func keep(directory: String) throws(JournalError) -> String {
        var kept = directory
        try write { db in
            try db.execute(
                sql: "UPDATE run SET directory = coalesce(directory, ?) WHERE id = ?", arguments: [directory, run])
            kept = try String.fetchOne(db, sql: "SELECT directory FROM run WHERE id = ?", arguments: [run]) ?? directory
        }
        return kept
    }

    /// Notes that the directory of the run's clusters is gone.
    public func forgetDirectory() throws(JournalError) {
        try write { try $0.execute(sql: "UPDATE run SET directory = NULL WHERE id = ?", arguments: [run]) }
    }

    /// Records what psql says of its version.
    public func psqlVersion(_ version: String) throws(JournalError) {
        let version = try redact(version)
        try write { try $0.execute(sql: "UPDATE run SET psql_version = ? WHERE id = ?", arguments: [version, run]) }
    }

    /// Records the prose of a step of the plan; `position` counts from 1.
    public func step(_ position: Int, prose: String) throws(JournalError) {
        let prose = try redact(prose)
        try write { db in
            try db.execute(
                sql: "INSERT OR IGNORE INTO step VALUES (?, ?, ?)", arguments: [run, position, prose])
        }
    }

    /// Begins a step after the run's last one; as long as that one has no entry it is gone on with, since in a lab
    /// file only what is done separates steps.
    public func beginStep(prose: String) throws(JournalError) { try note(prose) }

    /// Adds a paragraph where the record stands: to the last step's prose, or to a new step when that one has entries.
    public func note(_ prose: String) throws(JournalError) {
        let prose = try redact(prose)
        try write { try StepRecord.note($0, run: run, prose: prose) }
    }

    /// How many have recorded into the run up to this one, itself included.
    public func ordinal() throws(JournalError) -> Int {
        do {
            return try queue.read { db in
                try Int.fetchOne(
                    db, sql: "SELECT count(*) FROM recorder WHERE run = ? AND id <= ?", arguments: [run, number]) ?? 1
            }
        } catch {
            throw JournalError(error, path: path)
        }
    }

    /// Gives the last entry of the run that has ended a picture's name; false when there is none without one.
    ///
    /// - Throws: `JournalError` of the code `refused` when another entry has it.
    public func namePicture(_ name: String) throws(JournalError) -> Bool {
        let name = try redact(name)
        var isNamed = false
        try write { db in
            try PictureName.refuse(name, takenIn: run, db)
            try db.execute(
                sql: """
                    UPDATE entry SET picture = ?2, attributes = trim(attributes || char(10) || 'picture=' || ?2, char(10))
                    WHERE number = (
                        SELECT number FROM entry WHERE run = ?1 AND position > 0 AND status <> 'running'
                            AND hidden = 0 ORDER BY position DESC LIMIT 1)
                        AND picture IS NULL
                    """, arguments: [run, name])
            isNamed = db.changesCount == 1
        }
        return isNamed
    }
}

// How a run ends.

extension Recorder {
    /// Ends the run and closes the journal; an entry that still goes on ends as interrupted.
    public func finish(_ status: RunStatus, error: String? = nil) throws(JournalError) {
        if entry != nil { try end(.interrupted) }
        let error = try redacted { error.map($0.redact) }
        try write(durably: true) { db in
            // The clock may have been set back since its entries.
            try db.execute(
                sql: """
                    UPDATE run SET status = ?1, error = ?2, ended_at = max(
                        ?3, started_at, coalesce((SELECT max(ended_at) FROM entry WHERE run = ?4), 0)) WHERE id = ?4
                    """,
                arguments: [status.rawValue, error, (pastMoment ?? .now).microseconds, run])
        }
        try? queue.close()
    }

    /// Whether no other process records into the run at present, apart from those that this one was started from.
    public func isAlone() throws(JournalError) -> Bool {
        do {
            return try queue.read {
                try RecordingProcess.others(than: number, of: run, $0, besides: RecordingProcess.ancestors)
            } == 0
        } catch {
            throw JournalError(error, path: path)
        }
    }

    /// Ends the run, unless another process still records into it; returns whether it has ended.
    public func finishIfLast() throws(JournalError) -> Bool {
        var others = 0
        do {
            others = try queue.read { try RecordingProcess.others(than: number, of: run, $0) }
        } catch {
            throw JournalError(error, path: path)
        }
        if others == 0 { try finish(.ok) } else { try leave() }
        return others == 0
    }

    /// Stops recording and leaves the run open, for others to record into; an entry that still goes on ends as
    /// interrupted.
    public func leave() throws(JournalError) {
        if entry != nil { try end(.interrupted) }
        try? queue.close()
    }
}
