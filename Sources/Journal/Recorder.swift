internal import GRDB
internal import Foundation
public import LabModel

/// The only writer of a journal: it records one run as it happens. Several may record into one `recording` at once.
///
/// What it is given goes through the redactor before anything else is done with it. Output is committed at the latest
/// 50 ms or 64 KiB after it was appended, provided that `flushIfDue` is called while the recorder waits for more; the
/// end of an entry is on the disk when `end` returns. Every method throws `JournalError`.
public final class Recorder {
    /// The run's identifier.
    public let run: String
    private let path: String
    private let queue: DatabaseQueue
    private let clock = ContinuousClock()
    private var redactor: Redactor
    private var entry: OpenEntry?
    /// This recorder's row; nil for the process that a whole run belongs to.
    private let number: Int64?

    static let greatestDelay: Duration = .milliseconds(50)
    static let greatestChunk = 64 * 1024
    /// How much of an entry's output the search index takes.
    static let indexedOutput = 256 * 1024

    /// An identifier for a run that begins now.
    public static func newRunID() -> String { Identifier.make(at: Timestamp.now.microseconds / 1000) }

    /// Opens the journal, makes it if need be, and begins a run under an identifier of `newRunID()`.
    public init(path: String, id: String, run: RunDescription, redactor: Redactor) throws(JournalError) {
        self.path = path
        self.redactor = redactor
        self.run = id
        let started = Timestamp.now
        let run = run.redacted(by: redactor)
        do {
            queue = try JournalFile.openForWriting(path)
            number = try queue.write { [id, run] db in
                try run.insert(db, id: id, at: started)
                return run.kind == .recording ? try RecordingProcess.current.insert(db, run: id, at: started) : nil
            }
        } catch {
            throw JournalError(error, path: path)
        }
    }

    /// Records on in a recording by hand, which is open again if it was finished.
    public init(path: String, joining run: String, redactor: Redactor) throws(JournalError) {
        self.path = path
        self.redactor = redactor
        self.run = run
        do {
            queue = try JournalFile.openForWriting(path)
            number = try queue.write { db in
                try Self.open(run, db, path: path)
                return try RecordingProcess.current.insert(db, run: run, at: .now)
            }
        } catch {
            throw JournalError(error, path: path)
        }
    }

    private static func open(_ run: String, _ db: Database, path: String) throws {
        try db.execute(
            sql: """
                UPDATE run SET status = 'running', ended_at = NULL, error = NULL WHERE id = ? AND kind = 'recording'
                """, arguments: [run])
        if db.changesCount == 1 { return }
        throw JournalError(
            .notFound, "\(path) has no recording \"\(run)\"",
            remedy: "Only a recording by hand can be gone on with; labjournal runs lists them.")
    }

    func write(durably: Bool = false, _ body: (Database) throws -> Void) throws(JournalError) {
        do {
            try queue.writeWithoutTransaction { db in
                if durably { try db.execute(sql: "PRAGMA synchronous = FULL") }
                defer { if durably { try? db.execute(sql: "PRAGMA synchronous = NORMAL") } }
                try db.inTransaction(.immediate) {
                    try body(db)
                    return .commit
                }
            }
        } catch {
            throw JournalError(error, path: path)
        }
    }

    /// Records a cluster, or what has become known of it since.
    public func cluster(_ cluster: ClusterRecord, position: Int) throws(JournalError) {
        let cluster = cluster.redacted(by: redactor)
        try write { try cluster.save($0, run: run, position: position) }
    }

    /// Whether the run has clusters.
    public func hasClusters() throws(JournalError) -> Bool {
        do {
            return try queue.read { db in
                try Bool.fetchOne(
                    db, sql: "SELECT EXISTS (SELECT 1 FROM cluster WHERE run = ?)", arguments: [run]) ?? false
            }
        } catch {
            throw JournalError(error, path: path)
        }
    }

    /// Adds a cluster behind those that the run has; false when one has the name already, which stays as it is.
    public func add(_ cluster: ClusterRecord) throws(JournalError) -> Bool {
        let cluster = cluster.redacted(by: redactor)
        var isNew = false
        try write { isNew = try cluster.append($0, run: run) }
        return isNew
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
        let version = redactor.redact(version)
        try write { try $0.execute(sql: "UPDATE run SET psql_version = ? WHERE id = ?", arguments: [version, run]) }
    }

    /// Records the prose of a step of the plan; `position` counts from 1.
    public func step(_ position: Int, prose: String) throws(JournalError) {
        let prose = redactor.redact(prose)
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
        let prose = redactor.redact(prose)
        try write { try StepRecord.note($0, run: run, prose: prose) }
    }

    /// When what is recorded next has happened, for who records a little later than it happens; nil is now.
    public var moment: ContinuousClock.Instant?

    private var present: ContinuousClock.Instant { moment ?? clock.now }

    /// The system's clock's time at that moment.
    private var presentTime: Timestamp {
        guard let moment else { return .now }
        return Timestamp(microseconds: Timestamp.now.microseconds - (clock.now - moment).inMicroseconds)
    }

    /// Begins an entry; returns its identifier.
    @discardableResult
    public func begin(_ description: EntryDescription) throws(JournalError) -> String {
        let alternative = description.task.alternative.map(redactor.redact)
        var description = description.redacted(by: redactor)
        let started = presentTime
        var id = ""
        var entry: Int64 = 0
        try write { db in
            id = try Identifier.make(at: started.microseconds / 1000, following: "entry", db)
            if description.step == nil { try description.goIntoLastStep(of: run, db) }
            try description.insert(db, id: id, run: run, recorder: number, alternative: alternative, at: started)
            entry = db.lastInsertedRowID
        }
        self.entry = OpenEntry(number: entry, startedAt: started, begun: present, description: description)
        return id
    }

    /// The time since the entry began, by a clock that cannot be set.
    private func elapsed(_ entry: OpenEntry) -> Duration { max(.zero, present - entry.begun) }

    private func now(_ entry: OpenEntry) -> Timestamp {
        Timestamp(microseconds: entry.startedAt.microseconds + elapsed(entry).inMicroseconds)
    }

    /// Takes output of the entry that goes on.
    public func append(_ bytes: [UInt8]) throws(JournalError) {
        guard !bytes.isEmpty, entry != nil else { return }
        try keep(redactor.next(bytes))
    }

    private func keep(_ bytes: [UInt8]) throws(JournalError) {
        guard var open = entry, !bytes.isEmpty else { return }
        entry = nil
        open.take(bytes, at: elapsed(open))
        entry = open
        if open.buffer.count >= Self.greatestChunk { try flush() } else { try flushIfDue() }
    }

    /// Commits output that has waited long enough.
    public func flushIfDue() throws(JournalError) {
        guard let open = entry, !open.buffer.isEmpty else { return }
        if elapsed(open) - open.bufferBegun >= Self.greatestDelay { try flush() }
    }

    private func flush() throws(JournalError) {
        guard let open = entry, !open.buffer.isEmpty else { return }
        try write { try open.insertChunk($0) }
        entry?.buffer.removeAll(keepingCapacity: true)
        entry?.chunks += 1
    }

    /// The first line of a command was entered.
    public func beginCommand(_ text: String) throws(JournalError) {
        guard let open = entry else { return }
        let command = OpenCommand(text: redactor.redact(text), startedAt: now(open), outputStart: open.length)
        entry?.commands.append(command)
    }

    /// Another line of the last begun command was entered; the text is the whole of it.
    public func continueCommand(_ text: String) throws(JournalError) {
        guard let last = entry?.commands.indices.last else { return }
        entry?.commands[last].text = redactor.redact(text)
    }

    /// The output of the last begun command begins here.
    public func beginOutput() throws(JournalError) {
        try keep(redactor.finish())
        guard let open = entry, let last = open.commands.indices.last else { return }
        entry?.commands[last].outputStart = open.length
    }

    /// The last begun command has ended; its output ends here, or a number of bytes before.
    public func endCommand(exitStatus: Int?, sqlState: String? = nil, before bytes: Int = 0) throws(JournalError) {
        try keep(redactor.finish())
        guard let open = entry, let last = open.commands.indices.last, open.commands[last].endedAt == nil else {
            return
        }
        entry?.commands[last].endedAt = now(open)
        entry?.commands[last].outputEnd = max(open.commands[last].outputStart, open.length - bytes)
        entry?.commands[last].exitStatus = exitStatus
        entry?.commands[last].sqlState = sqlState
    }

    /// Replaces what the open entry is said to be: its block, cluster and attributes. What it printed stays.
    public func redefine(_ description: EntryDescription) throws(JournalError) {
        guard let open = entry else { return }
        var description = description.redacted(by: redactor)
        (description.step, description.prose) = (open.description.step, open.description.prose)
        let alternative = description.task.alternative.map(redactor.redact)
        try write { try description.update($0, entry: open.number, alternative: alternative) }
        entry?.description = description
    }

    /// Forgets the commands that the open entry had so far: they belong to what led to it.
    public func dropCommands() { entry?.commands = [] }

    /// Corrects what is known of a cluster that was added.
    public func update(_ cluster: ClusterRecord) throws(JournalError) {
        let cluster = cluster.redacted(by: redactor)
        try write { try cluster.update($0, run: run) }
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

    /// Gives the last entry of the run that has ended a picture's name; false when there is none.
    public func namePicture(_ name: String) throws(JournalError) -> Bool {
        var isNamed = false
        try write { db in
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

    /// Commits everything that the open entry has brought so far, its commands included: another connection sees it.
    public func commit() throws(JournalError) {
        try keep(redactor.finish())
        try flush()
        guard let open = entry else { return }
        try write { try open.saveCommands($0) }
    }

    /// Where the open entry stands: how many commands it has, and how many bytes of output.
    public var position: (commands: Int, bytes: Int) { (entry?.commands.count ?? 0, entry?.length ?? 0) }

    /// The open entry's number in the journal.
    public var entryNumber: Int64? { entry?.number }

    /// Records what a comparison says of the open entry.
    public func judge(_ judgement: Judgement) throws(JournalError) {
        guard let open = entry else { return }
        let judgement = judgement.redacted(by: redactor)
        try write { try judgement.insert($0, entry: open.number) }
    }

    /// Records a configuration file's content.
    public func snapshot(_ snapshot: Snapshot) throws(JournalError) {
        guard let open = entry else { return }
        let content = redactor.redact(snapshot.content)
        let settings = snapshot.settings.map { Variable(name: $0.name, value: redactor.redact($0.value)) }
        try write { try snapshot.insert($0, entry: open.number, content: content, settings: settings) }
    }

    /// Records what the clusters said; goes into the entry that goes on.
    public func observe(_ observations: [Observation]) throws(JournalError) {
        guard let open = entry, !observations.isEmpty else { return }
        try write { db in
            for observation in observations { try observation.redacted(by: redactor).insert(db, entry: open.number) }
        }
    }

    /// Ends the entry; it is on the disk when this returns.
    public func end(_ status: EntryStatus, error: String? = nil) throws(JournalError) {
        try keep(redactor.finish())
        guard let open = entry else { return }
        let error = error.map(redactor.redact)
        try write(durably: true) { try open.end($0, status: status, error: error, at: now(open)) }
        entry = nil
    }

    /// Ends the run and closes the journal; an entry that still goes on ends as interrupted.
    public func finish(_ status: RunStatus, error: String? = nil) throws(JournalError) {
        if entry != nil { try end(.interrupted) }
        let error = error.map(redactor.redact)
        try write(durably: true) { db in
            try db.execute(
                sql: "UPDATE run SET status = ?, error = ?, ended_at = ? WHERE id = ?",
                arguments: [status.rawValue, error, Timestamp.now.microseconds, run])
        }
        try? queue.close()
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

extension Timestamp {
    /// This moment by the system's clock.
    public static var now: Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
    }
}
