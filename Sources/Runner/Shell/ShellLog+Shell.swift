internal import Capture
internal import Clusters
internal import Foundation
internal import LabModel

/// A command of the shell that goes on.
struct ShellCommandState {
    let line: ShellLine
    /// Where it was typed.
    let directory: String
    /// Whether it is no part of the lab.
    let isLeftOut: Bool
    /// Whether the whole screen was taken.
    private(set) var isFullScreen = false
    /// Where its psqls said that they are connected.
    var connections: [PsqlConnection] = []
    let began: ContinuousClock.Instant
    /// The files that an editor was given.
    let files: EditedFiles?

    private static let alternateScreens = ["\u{1B}[?1049h", "\u{1B}[?47h"].map { Array($0.utf8) }

    init(_ line: ShellLine, in directory: String, at moment: ContinuousClock.Instant) {
        self.line = line
        self.directory = directory
        began = moment
        files = line.startsEditor ? EditedFiles(line.words, in: directory) : nil
        isLeftOut = line.isAboutRecord
    }

    /// What it was answered where nothing is shown.
    private(set) var answers: [Block.Attribute] = []
    /// Whether the end of the line that asked is still to come, and then the output of a psql that carries out one thing.
    var isAnswered = false
    /// The end of what it has printed.
    private(set) var tail: [UInt8] = []
    /// How many bytes have come since the shell said that its output has ended.
    private var late: Int?

    mutating func take(_ answer: Block.Attribute) {
        answers.append(answer)
        isAnswered = line.psql.map { !$0.hasOthers && !$0.lines.isEmpty } ?? false
    }

    /// The shell says so before it prints anything of its own.
    mutating func outputEnds() { late = 0 }

    mutating func look(at bytes: [UInt8]) {
        late = late.map { $0 + bytes.count }
        tail = bytes.count >= 1024 ? Array(bytes.suffix(1024)) : Array((tail + bytes).suffix(1024))
        guard !isFullScreen, bytes.contains(0x1B) else { return }
        isFullScreen = Self.alternateScreens.contains { bytes.contains($0) }
    }

    /// How many bytes at the end are the shell's own: fish tells; zsh has a sign for output without a line end, which it
    /// prints before any hook can tell that the command has ended (zshoptions(1), `PROMPT_SP`).
    var promptLength: Int {
        if let late { return late }
        guard tail.suffix(3) == [0x0D, 0x20, 0x0D] else { return 0 }
        let text = tail.dropLast(3).reversed().drop { $0 == 0x20 }
        let sign = Array("\u{1B}[1m\u{1B}[7m".utf8)
        let before = Array(text.reversed())
        guard let start = before.indices.suffix(48).last(where: { before[$0...].starts(with: sign) }) else { return 0 }
        return tail.count - start
    }

    /// The containers that it has told of: `docker run -d` prints their identifiers.
    var identifiers: [String] {
        let words = String(decoding: tail, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        return words.filter { $0.utf8.count == 64 && $0.allSatisfy(\.isHexDigit) }.map(String.init)
    }

    /// Whether it has just turned bracketed paste on: it is going to prompt.
    var hasTurnedPasteOn: Bool { tail.suffix(EchoEnd.on.count).elementsEqual(EchoEnd.on) }

    /// Whether a person may have written files in it.
    var isEditing: Bool { line.edits(onFullScreen: isFullScreen) }

    /// Whether a replay cannot do it again by typing it.
    var needsPerson: Bool { isFullScreen || line.needsPerson }
}

extension ShellLog {
    /// The shell is going to print its prompt: what ran before has ended.
    func shellPrompts(_ fields: [String]) throws {
        let status = fields.first.flatMap { Int($0) } ?? 0
        let line = command?.line
        if psql != nil { try endPsql(status: status) }
        if command != nil { try endCommand(status: status) }
        if fields.count > 1 { arrive(in: fields[1], by: line) }
        if fields.count > 2 { history = fields[2] }
        beginPrompt()
    }

    /// A line was entered at the shell's prompt, or is the next one of those that were pasted there.
    func shellBegins(_ fields: [String]) throws {
        if fields.count > 3, command != nil {
            try endCommand(status: Int(fields[2]))
            directory = fields[3]
        }
        let text = entered(fields.first ?? "")
        // A line that the history has not taken is not the one that the meaning is of.
        let isOfLine = Self.parts(of: fields.first ?? "").text.prefix { $0 != " " } == text.prefix { $0 != " " }
        let line = ShellLine(text, meaning: isOfLine && fields.count > 1 ? fields[1] : "")
        let state = ShellCommandState(line, in: directory, at: recorder.moment ?? .now)
        guard !text.allSatisfy(\.isWhitespace) else { return }
        command = state
        if state.isLeftOut { return prompt = [] }
        try begin(shellBlock(text))
        try recorder.beginCommand(text)
        try recorder.beginOutput()
    }

    /// What was entered: the history's new line. A line that the history has not taken stands on the screen.
    private func entered(_ line: String) -> String {
        let (number, text) = Self.parts(of: line)
        if line != history, !number.isEmpty || !text.isEmpty {
            history = number == "1" ? history : line
            return text
        }
        return typed.text
    }

    /// `  501  ls -l`, as `history` prints it; `*` marks a line that was changed.
    private static func parts(of line: String) -> (number: Substring, text: String) {
        let rest = line.drop { $0 == " " }
        let number = rest.prefix { $0.isNumber }
        let text = rest.dropFirst(number.count).drop { $0 == "*" }
        return (number, String(text.drop { $0 == " " }))
    }

    func shellBlock(_ body: String, _ more: [Block.Attribute] = []) -> Block {
        let name = session.map { [Block.Attribute(name: "session", value: $0)] } ?? []
        return Block(kind: .shell, attributes: name + more, body: Template.escape(body) + "\n")
    }

    /// The shell's command has ended; nil is not known how.
    func endCommand(status: Int?) throws {
        guard let state = command else { return }
        command = nil
        if state.isLeftOut {
            // What a verb of this program has changed, it has recorded by itself.
            try clusters.refresh()
            _ = changes()
            return
        }
        try recorder.endCommand(exitStatus: status, before: state.promptLength)
        let isNew = try state.line.concernsClusters ? notice(state) : []
        try clusters.refresh()
        let changes = changes() + clusters.lookInside(state.line.text, in: state.directory)
        try redefine(state, changes, status)
        try end(status, because: "exit status \(status ?? 0) of: \(state.line.text)")
        try record(changes + isNew, isByHand: state.needsPerson)
        try recordEdited(state, status: status)
    }

    /// Takes notice of clusters that the command made; what a new standby was given is a change.
    private func notice(_ state: ShellCommandState) throws -> [ConfigurationChange] {
        let words = state.line.words
        if words.contains(where: { ["docker", "podman"].contains($0.lastPart) }) {
            try clusters.noticeContainers(state.line.containers + state.identifiers)
        }
        let known = try clusters.notice(words: words, in: state.directory)
        try clusters.awaitStarted(unless: isBehind)
        return known.compactMap { cluster in
            let file = "postgresql.auto.conf"
            guard let data = cluster.data, FileStamp(path: data.path + "/standby.signal") != nil,
                let content = data.content(of: file)
            else { return nil }
            return ConfigurationChange(cluster: cluster.record.name, file: file, before: [], after: content)
        }
    }

    /// Now that it is known what the command was, the block is what does it again.
    private func redefine(_ state: ShellCommandState, _ changes: [ConfigurationChange], _ status: Int?) throws {
        // Nobody presses Ctrl-C or Ctrl-Z then: the shell says 128 and the signal's number.
        let isStopped = status.map { [128 + SIGINT, 128 + SIGTSTP].contains(Int32(clamping: $0)) } ?? false
        if !isStopped, let line = state.line.psql, let block = try sqlBlock(line, state) {
            try recorder.continueCommand(line.lines.joined(separator: "\n"))
            return try recorder.redefine(description(of: block))
        }
        if state.needsPerson || isStopped {
            let isShown = changes.isEmpty ? [] : [Block.Attribute(name: "hidden", value: nil)]
            let comment = state.line.text.split(separator: "\n").map { "# \($0)" }.joined(separator: "\n")
            let block = shellBlock(comment, [Block.Attribute(name: "compare", value: "none")] + isShown)
            return try recorder.redefine(description(of: block))
        }
        // What was typed into a file is not at the terminal of a replay.
        if status == 0, let name = state.line.typedFile, EditedFile.isNameInLab(name),
            let file = EditedFile(name, in: state.directory, writtenWithin: nil)
        {
            let block = shellBlock(file.command, [Block.Attribute(name: "compare", value: "none")])
            return try recorder.redefine(description(of: block))
        }
        let body = clusters.templated(state.line.text, in: state.directory)
        let plain = shellBlock("")
        let block = Block(kind: .shell, attributes: plain.attributes + state.answers, body: body + "\n")
        try recorder.redefine(description(of: block))
    }

    /// `psql -c` and `psql -f` on a known cluster, as a `sql` block.
    private func sqlBlock(_ line: PsqlCommandLine, _ state: ShellCommandState) throws -> Block? {
        guard !line.hasOthers, !line.lines.isEmpty, state.connections.count == 1,
            let connection = state.connections.first,
            let cluster = try clusters.cluster(of: connection)
        else { return nil }
        let options =
            line.options.isEmpty ? [] : [Block.Attribute(name: "options", value: line.options.joined(separator: " "))]
        let lines = line.lines(below: pathInLab(of: state.directory))
        let body = Template.escape(lines.joined(separator: "\n"))
        let answers = answers(state.answers, on: cluster, connection.user)
        return sqlBlock(body, on: cluster, connection, session: nil, options + answers)
    }
}
