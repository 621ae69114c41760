internal import Terminal

/// Goes through a terminal's lines and takes what stands behind a prompt for a command.
struct PromptedLines {
    var commands: [RecordedCommand] = []
    private let bytes: [UInt8]
    private let columns: Int
    private let prompts: PromptReader
    /// The command line of the psql that goes on; empty when it is not known.
    private var psql: String?
    /// Whether the first prompt was a bare sign: only then are others.
    private var takesBare: Bool?
    /// Where what belongs to the next command begins.
    private var begin = 0
    /// A line that started psql, as long as no statement has followed: it belongs to the first one.
    private var pending: Range<Int>?
    /// Whether the last command is not finished: its output goes on.
    private var hasOpen = false
    /// Whether its lines may go on.
    private var isOpen = false

    init(_ bytes: [UInt8], columns: Int, prompts: PromptReader, psql: String?) {
        self.bytes = bytes
        self.columns = columns
        self.prompts = prompts
        self.psql = psql
    }

    mutating func read(_ range: Range<Int>) {
        begin = range.lowerBound
        var start = range.lowerBound
        while start < range.upperBound {
            let feed = bytes[start..<range.upperBound].firstIndex(of: 0x0A)
            let end = feed.map { $0 + 1 } ?? range.upperBound
            take(start..<end, isEnded: feed != nil)
            start = end
        }
        close(at: range.upperBound)
    }

    private static let signs = Set("$#%>".utf8)

    private mutating func take(_ line: Range<Int>, isEnded: Bool) {
        // Nearly no line of output has a sign that prompts have; only those that do are looked at closely.
        let head = bytes[line].prefix(4096)
        let mayPrompt = head.contains { Self.signs.contains($0) } || head.contains(0xE2)
        if mayPrompt, let prompt = accepted(prompts.prompt(text(of: line))) { return begin(prompt, at: line, isEnded) }
        if isOpen, let continued = continuation(of: line) {
            let last = commands.count - 1
            commands[last].text += "\n" + continued
            commands[last].output = line.upperBound..<line.upperBound
            return
        }
        isOpen = false
    }

    private func text(of line: Range<Int>) -> String {
        let text = plainText(of: bytes[line], columns: columns)
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }

    private mutating func accepted(_ prompt: Prompt?) -> Prompt? {
        guard let prompt else { return nil }
        switch prompt.kind {
        case .shell:
            if takesBare == nil { takesBare = prompt.isBare && commands.isEmpty }
            return prompt.isBare && takesBare != true ? nil : prompt
        case .sql: return psql != nil || (commands.isEmpty && begin == 0) ? prompt : nil
        case .continued: return isOpen && psql != nil ? prompt : nil
        }
    }

    private mutating func begin(_ prompt: Prompt, at line: Range<Int>, _ isEnded: Bool) {
        if prompt.kind == .continued {
            let last = commands.count - 1
            commands[last].text += "\n" + prompt.typed
            commands[last].output = line.upperBound..<line.upperBound
            return
        }
        close(at: line.lowerBound, isInPsql: prompt.kind == .sql)
        if prompt.kind == .shell { psql = nil } else if psql == nil { psql = "" }
        guard prompt.typed.contains(where: { !$0.isWhitespace }), isEnded else { return }
        if prompt.kind == .shell, Psql.isStarted(by: prompt.typed) {
            psql = prompt.typed
            pending = line
            return
        }
        let place: RecordedCommand.Place =
            prompt.kind == .shell ? .shell : .psql(startedBy: psql.flatMap { $0.isEmpty ? nil : $0 })
        commands.append(
            RecordedCommand(
                place: place, text: prompt.typed, bytes: begin..<line.upperBound,
                output: line.upperBound..<line.upperBound))
        (isOpen, hasOpen, pending) = (true, true, nil)
    }

    /// Ends the last command in front of a byte.
    private mutating func close(at end: Int, isInPsql: Bool = false) {
        if hasOpen, let last = commands.indices.last {
            commands[last].bytes = commands[last].bytes.lowerBound..<end
            commands[last].output = min(commands[last].output.lowerBound, end)..<end
            begin = end
        } else if !isInPsql, let line = pending, let connection = psql {
            // psql ended without a statement: it was a command like others.
            commands.append(
                RecordedCommand(place: .shell, text: connection, bytes: begin..<end, output: line.upperBound..<end))
            begin = end
            pending = nil
        }
        (hasOpen, isOpen) = (false, false)
    }

    /// What a shell's second prompt shows is still part of the command, if that was not finished.
    private func continuation(of line: Range<Int>) -> String? {
        guard let last = commands.last, last.place == .shell, Self.isUnfinished(last.text) else { return nil }
        let text = text(of: line)
        return text.hasPrefix("> ") ? String(text.dropFirst(2)) : nil
    }

    private static func isUnfinished(_ text: String) -> Bool {
        let ends = ["\\", "|", "&&", "||", "{", "(", " do", " then", " else"]
        if ends.contains(where: text.hasSuffix) || text.contains("<<") { return true }
        let words = Set(text.split { $0.isWhitespace || $0 == ";" })
        for (opening, closing) in [("do", "done"), ("for", "done"), ("while", "done"), ("if", "fi"), ("case", "esac")]
        where words.contains(Substring(opening)) && !words.contains(Substring(closing)) {
            return true
        }
        return ["'", "\""].contains { quote in text.filter { String($0) == quote }.count % 2 == 1 }
    }
}
