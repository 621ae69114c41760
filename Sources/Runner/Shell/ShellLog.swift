public import Capture
public import Journal
internal import LabModel

/// Turns what a recorded terminal tells into entries of a run.
///
/// One thread makes it and one thread runs it. A command, or a statement of psql, becomes an entry of its own with its
/// prompt and echo; what is printed between a prompt and a command that never comes is not kept.
public final class ShellLog {
    let recorder: Recorder
    /// The session's name where a run has several shells.
    let session: String?
    var clusters: KnownClusters
    /// What was printed since the last prompt began, as long as no command has come.
    var prompt: [UInt8] = []
    var directory: String
    /// The directory that a replay's own stands for; nil when the shell has gone to one of this machine by its path.
    var labDirectory: String?
    /// The files of an editor that was stopped and may be gone on with.
    var suspended: EditedFiles?
    var columns = 120
    private var rows = 40
    var typed: TypedLine
    /// The shell's command that goes on.
    var command: ShellCommandState?
    /// The psql that is at its prompt, or carries a statement out.
    var psql: PsqlState?
    /// How the clusters' files were at the present event.
    private(set) var files: [String: FileStamp] = [:]
    private var log: TerminalLog?
    /// The number and text of the last line in the shell's history.
    var history = ""
    /// Whether the next command has been entered already: what the clusters say now is not what they said before it.
    private(set) var isBehind = { false }

    /// The psql that the terminal belongs to; nil is a shell.
    private let alone: PsqlStart?

    private static let longestPrompt = 256 * 1024

    /// Makes a log of a shell that starts in a directory.
    public convenience init(_ recorder: Recorder, directory: String) throws(JournalError) {
        let ordinal = try recorder.ordinal()
        self.init(recorder, directory, session: ordinal > 1 ? "shell-\(ordinal)" : nil, psql: nil)
    }

    /// Makes a log of a psql that has the terminal to itself.
    public convenience init(
        _ recorder: Recorder, directory: String, psql start: PsqlStart
    ) throws(JournalError) {
        // What others type on the same cluster meanwhile is no part of this session.
        let session = try recorder.isAlone() ? nil : "psql-\(recorder.ordinal())"
        self.init(recorder, directory, session: session, psql: start)
    }

    private init(_ recorder: Recorder, _ directory: String, session: String?, psql: PsqlStart?) {
        self.recorder = recorder
        (self.directory, labDirectory) = (directory, directory)
        self.session = session
        alone = psql
        clusters = KnownClusters(recorder)
        typed = TypedLine(columns: columns, rows: rows)
    }

    /// Records until the terminal's log ends.
    public func run(_ log: TerminalLog) throws {
        self.log = log
        if let alone { try begin(alone) }
        try log.record { events in
            if events.isEmpty { try idle() }
            for (index, event) in events.enumerated() {
                isBehind = { events[index...].contains { $0.content == .entered } || log.isBehind }
                try take(event)
            }
        }
        try close()
    }

    private func idle() throws {
        recorder.moment = nil
        try recorder.flushIfDue()
    }

    private func take(_ event: TerminalEvent) throws {
        recorder.moment = event.moment
        files = event.files
        switch event.content {
        case .output: try take(output: event.bytes)
        case .mark(let mark): try take(mark)
        case .entered: psql?.echo.enter()
        case .unseen: try learn(event.bytes)
        case .resized(let columns, let rows): (self.columns, self.rows) = (columns, rows)
        // A shell that ends without its mark was killed, and so is what ran in it; above 128 a signal ended it.
        case .ended(let status): if alone != nil { try endPsql(status: status > 128 ? nil : status) }
        }
    }

    private func take(_ mark: Mark) throws {
        switch mark.letter {
        case "D": try shellPrompts(mark.fields)
        case "B", "b": try promptEnds(mark)
        case "C": try shellBegins(mark.fields)
        case "O": command?.outputEnds()
        case "P": command?.connections.append(PsqlConnection(mark.fields))
        case "d": try psqlPrompts(mark.fields)
        case "E": psql?.edited = mark.fields.first
        case "S": mark.acknowledge()
        default: break
        }
    }

    private func take(output bytes: [UInt8]) throws {
        if psql != nil { return try takePsql(output: bytes) }
        guard command != nil else { return keep(bytes) }
        command?.look(at: bytes)
        if command?.isAnswered == true { return try takeAnswered(output: bytes) }
        try recorder.append(bytes)
    }

    /// Keeps what belongs to a prompt.
    func keep(_ bytes: [UInt8]) {
        typed.feed(bytes)
        prompt += bytes
        if prompt.count > Self.longestPrompt { prompt.removeFirst(prompt.count - Self.longestPrompt) }
    }

    /// A prompt begins at the beginning of a line.
    func beginPrompt() {
        prompt = []
        typed = TypedLine(columns: columns, rows: rows)
    }

    private func promptEnds(_ mark: Mark) throws {
        if mark.letter == "B", command != nil || psql != nil { return }
        typed.promptEnds()
        if mark.letter == "b" { try psqlIsReady(isContinuation: mark.fields.first != "1") }
    }

    /// The terminal is gone, or the shell has ended.
    private func close() throws {
        if psql != nil { try endPsql(status: nil) }
        if command != nil { try endCommand(status: nil) }
    }

    // MARK: Entries

    /// Begins an entry with what the prompt printed.
    func begin(_ block: Block) throws {
        try recorder.begin(try description(of: block))
        try recorder.append(prompt)
        prompt = []
    }

    /// An entry's description; values that a block's templates will have are not known here.
    func description(of block: Block) throws -> EntryDescription {
        EntryDescription(
            block: block, task: try BlockTask(block) { "{{\($0)}}" }, step: nil, prose: "", columns: columns,
            directory: directory)
    }

    /// Ends the open entry with what the clusters say.
    func end(_ status: Int?, because problem: String) throws {
        let failed = status.map { $0 != 0 } ?? false
        if !isBehind() { try recorder.observe(clusters.observe()) }
        try recorder.end(status == nil ? .interrupted : failed ? .failed : .ok, error: failed ? problem : nil)
    }

    /// Records files that have changed, each as an entry of its own.
    func record(_ changes: [ConfigurationChange], isByHand: Bool) throws {
        for change in changes {
            guard let made = change.block else { continue }
            try begin(isByHand ? made : change.look)
            try recorder.append(TranscriptStyle.lines(change.transcript))
            try snapshot(change, after: isByHand ? .after : .shown)
            try end(0, because: "")
        }
    }

    /// The files that have changed until the present event.
    func changes() -> [ConfigurationChange] {
        defer { log?.watch(clusters.files) }
        return clusters.changes(as: files)
    }

    func snapshot(_ change: ConfigurationChange, after moment: Snapshot.Moment) throws {
        // What is in force now is not what was in force then, when the next command has been entered.
        let settings = isBehind() ? [] : clusters[change.cluster]?.server?.settings() ?? []
        for (moment, content) in [(.before, change.before), (moment, change.after)] as [(Snapshot.Moment, [UInt8])] {
            try recorder.snapshot(
                Snapshot(
                    cluster: change.cluster, file: change.file, moment: moment, takenAt: .now, content: content,
                    settings: settings))
        }
    }
}
