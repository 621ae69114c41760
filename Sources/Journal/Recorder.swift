internal import GRDB
internal import Foundation
public import LabModel

/// The only writer of a journal: it records one run as it happens. Several may record into one `recording` at once.
///
/// What it is given goes through the redactor before anything else is done with it; secrets that it finds get names,
/// which the journal keeps with a digest of each value. Output is committed at the latest
/// 50 ms or 256 KiB after it was appended, provided that `flushIfDue` is called while the recorder waits for more; the
/// end of an entry is on the disk when `end` returns. Every method throws `JournalError`.
public final class Recorder {
    /// The run's identifier.
    public let run: String
    let path: String
    let queue: DatabaseQueue
    private let clock = ContinuousClock()
    private let redactor: Redactor
    private var stream: RedactionStream
    /// Since when the stream has held bytes back.
    private var heldSince: ContinuousClock.Instant?
    private var secrets: SecretRows
    /// Why a secret could not be given a name.
    private var namingFailure: JournalError?
    var entry: OpenEntry?
    /// The moment that is being recorded, in place of the present one: for what another program recorded earlier.
    public var pastMoment: Timestamp?
    /// This recorder's row; nil for the process that a whole run belongs to.
    let number: Int64?

    static let greatestDelay: Duration = .milliseconds(50)
    static let greatestChunk = 256 * 1024
    /// How much of an entry's output the search index takes.
    static let indexedOutput = 256 * 1024

    /// An identifier for a run that begins now.
    public static func newRunID() -> String { Identifier.make(at: Timestamp.now.microseconds / 1000) }

    /// Opens the journal, makes it if need be, and begins a run under an identifier of `newRunID()`.
    ///
    /// - Parameters:
    ///   - path: the journal.
    ///   - id: the run's identifier.
    ///   - run: what is known of the run; its variables are public.
    ///   - redactor: knows the declared secrets, and what else is public.
    ///   - key: what digests of secrets are made with.
    ///   - moment: when it began, for what was recorded earlier by another program.
    public init(
        path: String, id: String, run: RunDescription, redactor: Redactor, key: SecretKey = .ofUser,
        at moment: Timestamp? = nil
    ) throws(JournalError) {
        self.path = path
        self.redactor = redactor
        self.run = id
        pastMoment = moment
        stream = redactor.stream()
        secrets = SecretRows(run: id, key: key)
        for variable in run.variables { redactor.publish(variable.value) }
        do {
            queue = try JournalFile.openForWriting(path)
            number = try Self.begin(run, secrets, redactor, in: queue, at: moment ?? .now)
        } catch {
            throw JournalError(error, path: path)
        }
        redactor.naming = { [weak self] in self?.names(of: $0) ?? [] }
    }

    /// Records on in the recording by hand of that name, which is open again if it was finished; `refused` for a run
    /// that was played.
    public convenience init(path: String, joining name: String, redactor: Redactor) throws(JournalError) {
        do {
            let queue = try JournalFile.openExistingForWriting(path)
            let joined = try queue.write { db in
                let run = try Identifier.find("run", named: name, db, path: path)
                try Self.open(run, db)
                return (run: run, number: try RecordingProcess.current.insert(db, run: run, at: .now))
            }
            self.init(path: path, queue: queue, run: joined.run, number: joined.number, redactor: redactor)
        } catch {
            throw JournalError(error, path: path)
        }
    }

    /// Records on in the recording by hand that was begun last of those that are open; nil when none is.
    public convenience init?(joiningOpenRecordingIn path: String, redactor: Redactor) throws(JournalError) {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        do {
            let queue = try JournalFile.openForWriting(path)
            let joined = try queue.write { db in
                try RunRecord.openRecording(db).map { run in
                    (run: run, number: try RecordingProcess.current.insert(db, run: run, at: .now))
                }
            }
            guard let joined else {
                try queue.close()
                return nil
            }
            self.init(path: path, queue: queue, run: joined.run, number: joined.number, redactor: redactor)
        } catch {
            throw JournalError(error, path: path)
        }
    }

    private init(path: String, queue: DatabaseQueue, run: String, number: Int64, redactor: Redactor) {
        self.path = path
        self.queue = queue
        self.run = run
        self.number = number
        self.redactor = redactor
        stream = redactor.stream()
        secrets = SecretRows(run: run, key: .ofUser)
        redactor.naming = { [weak self] in self?.names(of: $0) ?? [] }
    }

    private static func open(_ run: String, _ db: Database) throws {
        try db.execute(
            sql: """
                UPDATE run SET status = 'running', ended_at = NULL, error = NULL WHERE id = ? AND kind = 'recording'
                """, arguments: [run])
        if db.changesCount == 1 { return }
        throw JournalError(
            .refused, "run \(run.prefix(13)) is not a recording by hand",
            remedy: "What was played or replayed stays as it is; begin a recording with labjournal step.")
    }

    /// The secrets of the lab itself get their names before there is a run that could own them.
    private static func begin(
        _ run: RunDescription, _ secrets: SecretRows, _ redactor: Redactor, in queue: DatabaseQueue,
        at started: Timestamp
    ) throws -> Int64? {
        var secrets = secrets
        var recorder: Int64?
        try queue.writeWithoutTransaction { db in
            try db.inTransaction(.immediate) {
                try db.execute(sql: "PRAGMA defer_foreign_keys = ON")
                var failure: (any Error)?
                redactor.naming = { found in
                    do {
                        return try secrets.names(of: found, entry: nil, besides: redactor.declaredNames, db)
                    } catch {
                        failure = error
                        return []
                    }
                }
                let run = run.redacted(by: redactor)
                redactor.naming = nil
                if let failure { throw failure }
                try run.insert(db, id: secrets.run, at: started)
                if run.kind == .recording {
                    recorder = try RecordingProcess.current.insert(db, run: secrets.run, at: started)
                }
                return .commit
            }
        }
        return recorder
    }

    /// Gives secrets their names; a failure is thrown by `redacted`, before anything is written. Until then no other is
    /// waited for.
    private func names(of found: [FoundSecret]) -> [String] {
        guard namingFailure == nil else { return [] }
        var names: [String] = []
        do throws(JournalError) {
            try write { db in
                names = try secrets.names(of: found, entry: entry?.number, besides: redactor.declaredNames, db)
            }
        } catch {
            namingFailure = error
        }
        return names
    }

    /// Carries out what redacts, outside of any transaction.
    func redacted<Value>(_ body: (Redactor) -> Value) throws(JournalError) -> Value {
        let value = body(redactor)
        if let namingFailure {
            self.namingFailure = nil
            throw namingFailure
        }
        return value
    }

    /// A text as it may be stored or shown, with the names of this run's secrets: for files that leave the journal.
    public func redact(_ text: String) throws(JournalError) -> String { try redacted { $0.redact(text) } }

    /// Takes a value that was typed where nothing is shown for a secret from now on; nil when it is plainly none.
    public func secretName(ofTyped value: String) throws(JournalError) -> String? {
        try redacted { $0.name(of: value, kind: .typed) }
    }

    /// Takes the secrets among an environment's variables for known.
    public func learnSecrets(inEnvironment environment: [String: String]) { redactor.learn(environment: environment) }

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

    /// When what is recorded next has happened, for who records a little later than it happens; nil is now.
    public var moment: ContinuousClock.Instant?

    private var present: ContinuousClock.Instant { moment ?? clock.now }

    /// The system's clock's time at that moment.
    private var presentTime: Timestamp {
        guard let moment else { return .now }
        return Timestamp(microseconds: Timestamp.now.microseconds - (clock.now - moment).inMicroseconds)
    }

    /// Begins an entry; returns its identifier. In a recording by hand a picture's name that is taken is refused.
    @discardableResult
    public func begin(_ description: EntryDescription) throws(JournalError) -> String {
        let alternative = try redacted { description.task.alternative.map($0.redact) }
        var description = try redacted { description.redacted(by: $0) }
        let started = pastMoment ?? presentTime
        var id = ""
        var entry: Int64 = 0
        try write { db in
            if number != nil, let picture = description.task.picture, !description.task.appendsToPicture {
                try PictureName.refuse(picture, takenIn: run, db)
            }
            id = try Identifier.make(at: started.microseconds / 1000, following: "entry", db)
            if description.step == nil { try description.goIntoLastStep(of: run, db) }
            try description.insert(db, id: id, run: run, recorder: number, alternative: alternative, at: started)
            entry = db.lastInsertedRowID
        }
        self.entry = OpenEntry(number: entry, startedAt: started, begun: present, description: description)
        return id
    }

    /// The time since the entry began, by a clock that cannot be set.
    private func elapsed(_ entry: OpenEntry) -> Duration {
        max(.zero, pastMoment.map { $0.since(entry.startedAt) } ?? (present - entry.begun))
    }

    func now(_ entry: OpenEntry) -> Timestamp {
        Timestamp(microseconds: entry.startedAt.microseconds + elapsed(entry).inMicroseconds)
    }

    /// Takes output of the entry that goes on.
    public func append(_ bytes: [UInt8]) throws(JournalError) {
        guard !bytes.isEmpty, entry != nil else { return }
        try keep(redacted { _ in stream.next(bytes) })
        if !stream.isHolding { heldSince = nil } else if heldSince == nil { heldSince = clock.now }
    }

    /// Takes what the stream of output still holds back: what follows is another text.
    func keepRest() throws(JournalError) { try keep(redacted { _ in stream.finish() }) }

    private func keep(_ bytes: [UInt8]) throws(JournalError) {
        guard var open = entry, !bytes.isEmpty else { return }
        entry = nil
        open.take(bytes, at: elapsed(open))
        entry = open
        if open.buffer.count >= Self.greatestChunk { try flush() } else { try flushIfOld() }
    }

    /// Commits output that has waited long enough.
    public func flushIfDue() throws(JournalError) {
        if let heldSince, clock.now - heldSince >= Self.greatestDelay {
            self.heldSince = nil
            try keep(redacted { _ in stream.release() })
            try flush()
        }
        try flushIfOld()
    }

    private func flushIfOld() throws(JournalError) {
        guard let open = entry, !open.buffer.isEmpty else { return }
        if elapsed(open) - open.bufferBegun >= Self.greatestDelay { try flush() }
    }

    private func flush() throws(JournalError) {
        guard let open = entry, !open.buffer.isEmpty else { return }
        try write { try open.insertChunk($0) }
        entry?.buffer.removeAll(keepingCapacity: true)
        entry?.chunks += 1
    }

    /// Replaces what the open entry is said to be: its block, cluster and attributes. What it printed stays.
    public func redefine(_ description: EntryDescription) throws(JournalError) {
        guard let open = entry else { return }
        var description = try redacted { description.redacted(by: $0) }
        (description.step, description.prose) = (open.description.step, open.description.prose)
        let alternative = try redacted { description.task.alternative.map($0.redact) }
        try write { try description.update($0, entry: open.number, alternative: alternative) }
        entry?.description = description
    }

    /// Commits everything that the open entry has brought so far, its commands included: another connection sees it.
    ///
    /// While a command runs, what may be the beginning of a secret stays behind.
    public func commit() throws(JournalError) {
        if entry?.commands.last.map({ $0.endedAt != nil }) ?? true { try keepRest() }
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
        let judgement = try redacted { judgement.redacted(by: $0) }
        try write { try judgement.insert($0, entry: open.number) }
    }

    /// Records a configuration file's content.
    public func snapshot(_ snapshot: Snapshot) throws(JournalError) {
        guard let open = entry else { return }
        let content = try redacted { $0.redact(snapshot.content) }
        let settings = try redacted { redactor in
            snapshot.settings.map { Variable(name: $0.name, value: redactor.redact($0.value, of: $0.name)) }
        }
        try write { try snapshot.insert($0, entry: open.number, content: content, settings: settings) }
    }

    /// Records what the clusters said; goes into the entry that goes on.
    public func observe(_ observations: [Observation]) throws(JournalError) {
        guard let open = entry, !observations.isEmpty else { return }
        let redacted = try redacted { redactor in observations.map { $0.redacted(by: redactor) } }
        try write { db in
            for observation in redacted { try observation.insert(db, entry: open.number) }
        }
    }

    /// Ends the entry; it is on the disk when this returns.
    public func end(_ status: EntryStatus, error: String? = nil) throws(JournalError) {
        try keepRest()
        guard let open = entry else { return }
        let error = try redacted { error.map($0.redact) }
        try write(durably: true) { try open.end($0, status: status, error: error, at: now(open)) }
        entry = nil
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
