public import Capture
internal import Foundation
internal import LabModel

/// A psql that is started on a cluster of the run, with the terminal to itself.
public struct PsqlStart {
    /// What is started.
    public let launch: Launch
    let cluster: String
    let connection: PsqlConnection
    let options: [String]
    /// The command line behind a prompt, as a terminal would show it.
    let shown: String
}

/// An interactive psql in the recorded shell, or alone.
struct PsqlState {
    var connection: PsqlConnection
    let cluster: String
    /// The options that say how it prints.
    var options: [String] = []
    /// What psql was answered where nothing is shown.
    var answers: [Block.Attribute] = []
    /// Whether the shell's command that started it is still the open entry: the first statement takes that over.
    var isOpening = true
    /// Whether it is not known to be connected: it was started on a cluster, and has not prompted yet.
    var isConnecting = false
    /// Whether a prompt waits for a line.
    var isReady = false
    var isContinuation = false
    var echo = EchoEnd()
    /// The statement that goes on.
    var statement: String?
    /// What psql had carried out of it when the rest was given up by Ctrl-C; nil when it was entered to its end.
    var finished: String?
    /// How the last query ended.
    var sqlState: String?
    /// Where in the entry the output of each of its lines stands.
    var outputs: [Range<Int>] = []
    /// How much has been printed behind the last line feed: the next prompt.
    private(set) var lastLineLength = 0
    /// Whether its lines came at once.
    var isPasted = false
    /// What an editor has left for psql to carry out.
    var edited: String?
    /// The beginning of what the statement has printed.
    var output: [UInt8] = []
    var isFullScreen = false
    private static let longestOutput = 16 * 1024
    /// All that the statement has printed; nil when that is more than is looked at.
    var whole: [UInt8]? { output.count < Self.longestOutput ? output : nil }
    /// Whether it was ended by Ctrl-C, which psql then says.
    var isCancelled: Bool { output.contains(Array("Cancel request sent".utf8)) }
    /// What turns bracketed paste on stands before a prompt and belongs to it.
    private(set) var held: [UInt8] = []

    init(connection: PsqlConnection, cluster: String) {
        self.connection = connection
        self.cluster = cluster
    }
}

extension ShellLog {
    /// Begins the first entry of a psql that is alone with what leads to its first statement.
    func begin(_ start: PsqlStart) throws {
        try clusters.refresh()
        _ = changes()
        var state = PsqlState(connection: start.connection, cluster: start.cluster)
        (state.options, state.isConnecting) = (start.options, true)
        psql = state
        prompt = Array((start.shown + "\r\n").utf8)
        try begin(sqlBlock("\\conninfo", of: state))
    }

    /// psql is going to print its prompt, or draws it again.
    func psqlPrompts(_ fields: [String]) throws {
        let connection = PsqlConnection(fields)
        if psql?.statement != nil {
            try endStatement(Array(fields.dropFirst(5)))
        } else if psql == nil {
            // A psql that a program starts behind the scenes has no prompt; one without a command is in no lab.
            guard let command, !command.isLeftOut, let cluster = try clusters.cluster(of: connection) else { return }
            psql = PsqlState(connection: connection, cluster: cluster)
            psql?.options = command.line.psql?.options ?? []
            psql?.answers = command.answers
            if command.hasTurnedPasteOn { psql?.echo.turnOn() }
        }
        if psql?.isConnecting == true {
            psql?.connection = connection
            psql?.isConnecting = false
        }
        if let known = psql, known.connection != connection, connection.isConnected {
            try reconnect(known, connection)
        }
        let held = psql?.takeHeld() ?? []
        typed = TypedLine(columns: columns, rows: 500)
        if psql?.isOpening != true {
            prompt = []
            keep(held)
        } else {
            try recorder.append(held)
        }
    }

    /// `\c` may have led to another cluster; another database of the same is still the same session.
    private func reconnect(_ known: PsqlState, _ connection: PsqlConnection) throws {
        let isSameServer =
            (known.connection.host, known.connection.port) == (connection.host, connection.port)
        guard !isSameServer, let cluster = try clusters.cluster(of: connection) else { return }
        var state = PsqlState(connection: connection, cluster: cluster)
        (state.isOpening, state.options, state.answers) = (known.isOpening, known.options, known.answers)
        psql = state
    }

    func psqlIsReady(isContinuation: Bool) throws {
        guard var state = psql else { return }
        if isContinuation, !state.isReady, let start = state.outputs.last?.lowerBound {
            let end = try recorder.outputLength() - state.lastLineLength
            state.outputs[state.outputs.count - 1] = start..<max(start, end)
        }
        // Drawn again, the prompt still waits for the same line.
        if !state.isReady { state.echo.begin() }
        (state.isReady, state.isContinuation) = (true, isContinuation)
        psql = state
    }

    func takePsql(output bytes: [UInt8]) throws {
        guard var state = psql else { return }
        let bytes = state.withoutEnd(bytes)
        psql = state
        guard state.isReady else {
            psql?.keep(bytes)
            let isWaiting = state.statement == nil && !state.isOpening
            if isWaiting { return keep(bytes) }
            typed.feed(bytes)
            return try recorder.append(bytes)
        }
        let end = state.echo.take(bytes)
        psql = state
        let echo = Array(bytes[..<(end ?? bytes.count)])
        if state.isOpening || state.statement != nil {
            typed.feed(echo)
            try recorder.append(echo)
        } else {
            keep(echo)
        }
        guard let end else { return }
        try take(line: typed.text)
        if end < bytes.count { try takePsql(output: Array(bytes[end...])) }
    }

    /// A line was entered at psql's prompt.
    private func take(line: String) throws {
        guard var state = psql else { return }
        // The line editor has stood aside for the stop key; psql alone cannot be stopped, and goes on with the line.
        if line.hasSuffix("^Z") { return }
        state.isReady = false
        let isGivenUp = !state.echo.isEntered && line.hasSuffix("^C")
        if !isGivenUp { state.beginOutput() }
        guard let statement = state.statement else {
            psql = state
            if isGivenUp || line.allSatisfy(\.isWhitespace) { return }
            return try begin(statement: line)
        }
        state.statement = statement + "\n" + line
        if isGivenUp { state.finished = SQLScanner.finished(in: statement) }
        psql = state
        typed = TypedLine(columns: columns, rows: 500)
        try recorder.continueCommand(state.finished ?? state.statement ?? "")
        if !isGivenUp { try beginOutput() }
    }

    /// What comes next is printed by the line that was entered.
    private func beginOutput() throws {
        try recorder.beginOutput()
        let start = try recorder.outputLength()
        psql?.outputs.append(start..<start)
    }

    private func begin(statement line: String) throws {
        guard var state = psql else { return }
        let block = sqlBlock(Template.escape(line), of: state)
        if state.isOpening {
            recorder.dropCommands()
            try recorder.redefine(description(of: block))
        } else {
            try begin(block)
        }
        (state.statement, state.isOpening, state.edited) = (line, false, nil)
        state.isPasted = line.contains("\n")
        state.outputs = []
        psql = state
        command?.connections = []
        try recorder.beginCommand(line)
        try beginOutput()
    }

    func sqlBlock(_ body: String, of state: PsqlState, _ more: [Block.Attribute] = []) -> Block {
        let options =
            state.options.isEmpty
            ? [] : [Block.Attribute(name: "options", value: state.options.joined(separator: " "))]
        let answers = answers(state.answers, on: state.cluster, state.connection.user)
        return sqlBlock(body, on: state.cluster, state.connection, session: session, options + answers + more)
    }

    func sqlBlock(
        _ body: String, on cluster: String, _ connection: PsqlConnection, session: String?, _ more: [Block.Attribute]
    ) -> Block {
        var attributes = [Block.Attribute(name: "cluster", value: cluster)]
        if let session { attributes.append(Block.Attribute(name: "session", value: session)) }
        if connection.database != "postgres" {
            attributes.append(Block.Attribute(name: "database", value: Template.escape(connection.database)))
        }
        if connection.user != "postgres" {
            attributes.append(Block.Attribute(name: "user", value: Template.escape(connection.user)))
        }
        return Block(kind: .sql, attributes: attributes + more, body: body + "\n")
    }

    /// psql prompts again: the statement has ended.
    private func endStatement(_ fields: [String]) throws {
        guard let state = psql, let statement = state.statement else { return }
        let carriedOut = state.finished ?? statement
        var (status, sqlState) = carriedOut.isEmpty ? (0, nil) : Session.psqlResult(fields, carriedOut, state.output)
        // Of statements that were pasted at once, psql's prompt tells only how the last one ended.
        if state.isPasted, Session.tellsOfError(state.output) { status = 1 }
        try recorder.endCommand(exitStatus: status, sqlState: sqlState, output: state.finishedOutput)
        psql?.sqlState = sqlState
        try finish(statement, psql ?? state, status: status)
    }

    private func finish(_ statement: String, _ state: PsqlState, status: Int?) throws {
        psql?.statement = nil
        psql?.isFullScreen = false
        psql?.answers = []
        psql?.finished = nil
        let again = StatementAgain(statement, state)
        try recorder.redefine(description(of: sqlBlock(Template.escape(again.body), of: state, again.attributes)))
        try clusters.refresh()
        let isOwn = statement.uppercased().contains("ALTER SYSTEM")
        let container = isOwn ? clusters[state.cluster]?.record.container : nil
        let changes = changes() + (container.map { clusters.lookInside($0, in: directory) } ?? [])
        if isOwn { for change in changes { try snapshot(change, after: .after) } }
        let first = statement.split(separator: "\n").first ?? ""
        // A replay goes past what was interrupted, but not past what stood beside it.
        let isCancelled = state.isCancelled && status != 0
        let status = isCancelled ? (again.isComment ? nil : 0) : status
        try end(status, because: "\(BlockExecution.firstLine(of: state.output)) (\(first))")
        if !isOwn { try record(changes, isByHand: false) }
    }

    /// The shell prompts again, or its terminal is gone: psql has ended.
    func endPsql(status: Int?) throws {
        guard let state = psql else { return }
        if state.isConnecting {
            let problem = "psql ended with status \(status ?? 0): \(BlockExecution.firstLine(of: state.output))"
            try end(status, because: problem)
        } else if let statement = state.statement {
            try recorder.endCommand(exitStatus: status)
            try leave(state, statement, status)
        } else {
            try recordQuit(state, status)
        }
        psql = nil
        command = nil
    }

    /// `\q` is part of the session, but not of the report.
    private func leave(_ state: PsqlState, _ statement: String, _ status: Int?) throws {
        let isQuit = ["\\q", "quit", "exit"].contains(statement.filter { !$0.isWhitespace && $0 != ";" }.lowercased())
        guard isQuit else { return try finish(statement, state, status: status) }
        let hidden = [Block.Attribute(name: "hidden", value: nil)]
        try recorder.redefine(description(of: sqlBlock("\\q", of: state, hidden)))
        try end(status, because: "psql ended with status \(status ?? 0)")
    }

    /// The end of input ends psql as well; a replay is to begin the next psql anew.
    private func recordQuit(_ state: PsqlState, _ status: Int?) throws {
        let hidden = [Block.Attribute(name: "hidden", value: nil)]
        let block = sqlBlock("\\q", of: state, hidden)
        if state.isOpening {
            recorder.dropCommands()
            try recorder.redefine(description(of: block))
        } else {
            try begin(block)
        }
        try recorder.beginCommand("\\q")
        try recorder.endCommand(exitStatus: status)
        try end(status, because: "psql ended with status \(status ?? 0)")
    }
}

extension PsqlState {
    /// The output without the end that belongs to the next prompt.
    mutating func withoutEnd(_ bytes: [UInt8]) -> [UInt8] {
        let all = takeHeld() + bytes
        guard !isReady, all.count >= EchoEnd.on.count, all.suffix(EchoEnd.on.count).elementsEqual(EchoEnd.on) else {
            return all
        }
        held = EchoEnd.on
        echo.turnOn()
        return Array(all.dropLast(held.count))
    }

    /// What was held back.
    mutating func takeHeld() -> [UInt8] {
        defer { held = [] }
        return held
    }

    /// A line was entered: what is printed now is looked at.
    mutating func beginOutput() { (output, lastLineLength) = ([], 0) }

    /// Where the output of what was carried out stands, when the rest of the statement was given up.
    var finishedOutput: Range<Int>? {
        guard let finished, !finished.isEmpty else { return nil }
        let line = finished.filter { $0 == "\n" }.count
        return outputs.indices.contains(line) ? outputs[line] : nil
    }

    /// Looks at what the statement prints.
    mutating func keep(_ bytes: [UInt8]) {
        guard statement != nil || isConnecting else { return }
        lastLineLength = bytes.lastIndex(of: 0x0A).map { bytes.count - $0 - 1 } ?? lastLineLength + bytes.count
        if output.count < Self.longestOutput { output += bytes.prefix(Self.longestOutput - output.count) }
        if !isFullScreen, bytes.contains(0x1B) { isFullScreen = bytes.contains(Array("\u{1B}[?1049h".utf8)) }
    }
}
