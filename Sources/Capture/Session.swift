public import LabModel

/// An interactive program on a pseudo-terminal whose prompts carry marks: bash, or psql.
public final class Session {
    /// What makes one program's sessions differ from another's.
    struct Dialect {
        /// The exit status and SQLSTATE that an end mark's fields and the command's text and output mean.
        let result: (_ fields: [String], _ command: String, _ output: [UInt8]) -> (Int, String?)
    }

    private let terminal: PseudoTerminal
    private let dialect: Dialect
    private var marks: MarkReader
    /// The prompt that was printed and is not yet recorded: it belongs to the block that is typed at it.
    private var prompt: [UInt8] = []
    /// The session's first bytes, recorded with the first block.
    private var opening: [UInt8]
    /// Not needed any more once the first prompt is there.
    private var startup: StartupFile?
    private var isContinuation = false
    private var hasEnded = false

    init(
        _ launch: Launch, nonce: String, startup: StartupFile, opening: [UInt8], dialect: Dialect
    ) throws(CaptureError) {
        terminal = try PseudoTerminal(launch)
        self.startup = startup
        marks = MarkReader(nonce: nonce)
        self.opening = opening
        self.dialect = dialect
    }

    /// Whether lines can still be typed.
    public var isOpen: Bool { !hasEnded }

    /// Types lines, each when a prompt asks for it, and tells what happens.
    ///
    /// - Parameters:
    ///   - lines: the lines, without their ends.
    ///   - answers: what is typed when a program that the lines start asks for it.
    ///   - limit: after this time what runs is ended.
    ///   - interrupt: ends what runs as well.
    ///   - event: is told of everything, at the latest every 20 ms; what it throws ends the typing.
    public func type(
        _ lines: [String], answers: [BlockTask.Answer] = [], limit: Duration, interrupt: Interrupt?,
        event: (CaptureEvent) throws -> Void
    ) throws -> CaptureEnd {
        try event(.output(opening))
        opening = []
        let deadline = ContinuousClock.now + limit
        var typing = Typing(lines: lines, watch: PromptWatch(answers))
        var isAtPrompt = !prompt.isEmpty
        while true {
            if isAtPrompt {
                guard let line = typing.nextLine(isContinuation: isContinuation) else { break }
                try enter(line, &typing, event)
                isAtPrompt = false
            }
            switch terminal.read(atMost: .milliseconds(20), interrupt: interrupt) {
            case .bytes(let bytes): isAtPrompt = try take(marks.next(bytes[...]), &typing, event)
            case .nothing:
                if let answer = typing.watch.silence() { terminal.type(Array(answer.utf8) + [0x0A]) }
                try event(.idle)
            case .end:
                let status = terminal.reap(until: deadline, interrupt: interrupt)
                if status == nil { terminal.endSession() }
                return try ended(status, isInterrupted: interrupt?.isRaised == true, &typing, event)
            }
            if interrupt?.isRaised == true { return try cutOff(.interrupted, &typing, event) }
            if !isAtPrompt, ContinuousClock.now > deadline { return try cutOff(.timedOut, &typing, event) }
        }
        guard isContinuation else { return .done }
        return try cutOff(.unfinished, &typing, event)
    }

    /// Ends the session and everything that runs in it.
    public func close() {
        guard !hasEnded else { return }
        hasEnded = true
        terminal.endSession()
    }

    private func enter(_ line: String, _ typing: inout Typing, _ event: (CaptureEvent) throws -> Void) throws {
        try event(.output(prompt))
        prompt = []
        try event(isContinuation ? .commandContinued(typing.command) : .commandBegan(typing.command))
        typing.awaitsEcho = true
        typing.watch.reset()
        terminal.type(Array(line.utf8) + [0x0A])
    }

    /// Takes pieces of output; returns whether a prompt waits.
    private func take(
        _ pieces: [MarkReader.Piece], _ typing: inout Typing, _ event: (CaptureEvent) throws -> Void
    ) throws -> Bool {
        var isAtPrompt = false
        for piece in pieces {
            switch piece {
            case .output(let bytes): try take(Array(bytes), &typing, event)
            case .mark(let mark):
                terminal.lineWasTaken()
                try take(mark, &typing, event)
                if mark.letter == "B" { isAtPrompt = true }
            }
        }
        return isAtPrompt
    }

    private func take(_ mark: Mark, _ typing: inout Typing, _ event: (CaptureEvent) throws -> Void) throws {
        switch mark.letter {
        case "C":
            typing.awaitsEcho = false
            typing.output = []
            try event(.outputBegan)
        case "D": try end(mark.fields, &typing, event)
        case "B":
            isContinuation = mark.fields.last == "2"
            typing.watch.reset()
            terminal.notePrompt()
            startup = nil
        default: break
        }
    }

    private func take(_ bytes: [UInt8], _ typing: inout Typing, _ event: (CaptureEvent) throws -> Void) throws {
        guard typing.isRunning else {
            prompt += bytes
            typing.watch.take(bytes)
            return
        }
        guard typing.awaitsEcho, let end = bytes.firstIndex(of: 0x0A) else {
            typing.keep(bytes)
            if !typing.awaitsEcho { typing.watch.take(bytes) }
            return try event(.output(bytes))
        }
        typing.awaitsEcho = false
        typing.output = []
        try event(.output(Array(bytes[...end])))
        try event(.outputBegan)
        let rest = Array(bytes[(end + 1)...])
        if rest.isEmpty { return }
        typing.keep(rest)
        typing.watch.take(rest)
        try event(.output(rest))
    }

    private func end(_ fields: [String], _ typing: inout Typing, _ event: (CaptureEvent) throws -> Void) throws {
        guard typing.isRunning else { return }
        let (status, sqlState) = dialect.result(fields, typing.command, typing.output)
        typing.isRunning = false
        try event(.commandEnded(exitStatus: status, sqlState: sqlState))
    }

    /// Nobody has the terminal open any more; without a status the program had to be ended.
    private func ended(
        _ status: Int?, isInterrupted: Bool, _ typing: inout Typing, _ event: (CaptureEvent) throws -> Void
    ) throws -> CaptureEnd {
        hasEnded = true
        try event(.output(prompt + marks.finish()))
        if typing.isRunning { try event(.commandEnded(exitStatus: status ?? terminal.reap(), sqlState: nil)) }
        return status.map { .sessionEnded($0) } ?? (isInterrupted ? .interrupted : .timedOut)
    }

    /// Ends what runs: as Ctrl-C would, then its process group, then the whole session.
    private func cutOff(
        _ end: CaptureEnd, _ typing: inout Typing, _ event: (CaptureEvent) throws -> Void
    ) throws -> CaptureEnd {
        let group = terminal.foregroundGroup
        if terminal.knowsInterrupts { terminal.type([0x03]) } else if let group { Signals.interrupt(group: group) }
        var isAtPrompt = try drain(for: .seconds(1), &typing, event)
        if let group {
            Signals.end(group: group)
            if !isAtPrompt { isAtPrompt = try drain(for: .seconds(1), &typing, event) }
        }
        if !isAtPrompt { close() }
        if typing.isRunning { try event(.commandEnded(exitStatus: 130, sqlState: nil)) }
        return end
    }

    private func drain(
        for time: Duration, _ typing: inout Typing, _ event: (CaptureEvent) throws -> Void
    ) throws -> Bool {
        let deadline = ContinuousClock.now + time
        while ContinuousClock.now < deadline {
            switch terminal.read(atMost: .milliseconds(20), interrupt: nil) {
            case .bytes(let bytes):
                if try take(marks.next(bytes[...]), &typing, event), !isContinuation { return true }
            case .nothing: try event(.idle)
            case .end: return false
            }
        }
        return false
    }
}

/// Where the typing of a block's lines stands.
private struct Typing {
    var rest: ArraySlice<String>
    /// The command that is being typed, or runs.
    var command = ""
    /// Whether a command has been typed and has not ended.
    var isRunning = false
    /// Whether the line that was typed last has not been echoed to its end.
    var awaitsEcho = false
    /// The beginning of what the command has printed.
    var output: [UInt8] = []

    /// The prompts of what runs.
    var watch: PromptWatch

    init(lines: [String], watch: PromptWatch) {
        rest = lines[...]
        self.watch = watch
    }

    mutating func nextLine(isContinuation: Bool) -> String? {
        guard let line = rest.popFirst() else { return nil }
        command = isContinuation ? command + "\n" + line : line
        isRunning = true
        return line
    }

    mutating func keep(_ bytes: [UInt8]) {
        let room = 16 * 1024 - output.count
        if room > 0 { output += bytes.prefix(room) }
    }
}
