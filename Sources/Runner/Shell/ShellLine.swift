internal import LabModel

/// A line that was typed into the recorded shell, as far as recording it asks for understanding it.
struct ShellLine {
    let text: String
    private let commands: [ShellCommand]
    /// What its first word stands for, if it is an alias or a function.
    private let meaning: String

    init(_ text: String, meaning: String = "") {
        self.text = text
        self.meaning = meaning
        commands = ShellScanner.commands(in: text)
    }

    private static let verbs: Set<String> = ["step", "note", "picture", "undo", "labjournal"]

    /// Whether the line speaks of the record, or ends the shell: it is no part of the lab.
    var isAboutRecord: Bool {
        guard let only = commands.first, commands.count == 1 || isOnlyFiltered, let name = only.words.first else {
            return false
        }
        // In parentheses it ends no more than a subshell.
        if ["exit", "logout"].contains(name.text) {
            return commands.count == 1 && only.words.count <= 2 && !text.contains("(")
        }
        return Self.verbs.contains(name.text.lastPart) || meansProgram
    }

    private static let filters: Set<String> = [
        "head", "tail", "less", "more", "cat", "grep", "jq", "wc", "sort", "sed", "awk", "cut", "column",
    ]

    /// Whether what the first command says is read through filters, and nothing else is done: `labjournal log | less`.
    private var isOnlyFiltered: Bool {
        !text.contains { ";&\n".contains($0) } && !text.contains("||")
            && commands.dropFirst().allSatisfy { Self.filters.contains(programs(of: $0).last ?? "") }
    }

    /// Whether the word stands for the program alone, with or without arguments.
    private var meansProgram: Bool {
        let body = meaning.drop { $0 != "{" }.dropFirst().reversed().drop { $0 != "}" }.dropFirst().reversed()
        let commands = ShellScanner.commands(in: body.isEmpty ? meaning : String(body))
        return commands.count == 1 && commands[0].words.first.map { $0.text.lastPart } == "labjournal"
    }

    private static let screens: Set<String> = [
        "vi", "vim", "nvim", "view", "vimdiff", "nano", "pico", "emacs", "ed", "ex", "joe", "micro", "mcedit", "mc",
        "less", "more", "most", "man", "top", "htop", "watch", "sudoedit", "visudo", "tmux", "screen", "editor",
        "sensible-editor", "fg",
    ]

    /// Whether a person is needed to do it again: an editor, a pager.
    var needsPerson: Bool {
        programs.contains { Self.screens.contains($0) }
    }

    private static let editors: Set<String> = [
        "vi", "vim", "nvim", "vimdiff", "nano", "pico", "emacs", "ed", "ex", "joe", "micro", "mcedit", "sudoedit",
        "editor", "sensible-editor",
    ]

    private var programs: [String] { commands.flatMap { programs(of: $0) } }

    /// Whether the line starts an editor.
    var startsEditor: Bool { programs.contains { Self.editors.contains($0) } }

    /// Whether the line leads to an editor: starts one, goes on with one, or starts a program that takes the whole
    /// screen and is not known to be another thing.
    func edits(onFullScreen: Bool) -> Bool {
        startsEditor || programs.contains("fg") || onFullScreen && !programs.contains { Self.screens.contains($0) }
    }

    /// The file that the line lets somebody type at the terminal: `cat > init.sql`.
    var typedFile: String? {
        guard let only = commands.first, commands.count == 1, only.words.map(\.text) == ["cat"], only.input == nil,
            only.redirections.count == 1, let written = only.redirections.first, written.operator == ">",
            !written.target.isExpanded
        else { return nil }
        return written.target.text
    }

    /// What the line tells a shell to change its directory to, in order; `~` for home, `-` for one it was in before.
    var destinations: [String] {
        commands.compactMap { command in
            guard let name = command.words.first?.text, ["cd", "pushd", "popd"].contains(name) else { return nil }
            let given = command.words.dropFirst().map(\.text).first { $0 == "-" || !$0.hasPrefix("-") }
            return name == "popd" || given?.hasPrefix("+") == true ? "-" : given ?? (name == "cd" ? "~" : "-")
        }
    }

    /// Whether the line may have made, started or moved a cluster.
    var concernsClusters: Bool {
        let words = ["pg_", "initdb", "postgres", "docker", "podman", "service", "systemctl"]
        return words.contains { text.contains($0) }
    }

    /// What may name a container in the line's `docker` commands.
    var containers: [String] {
        commands.flatMap { command -> [String] in
            let words = command.words.map(\.text)
            guard let docker = words.firstIndex(where: { ["docker", "podman"].contains($0.lastPart) }),
                words[docker...].contains(where: Self.containerVerbs.contains)
            else { return [] }
            return words[(docker + 1)...].filter(Self.isContainerName)
        }
    }

    /// The engine's own rule.
    private static func isContainerName(_ word: String) -> Bool {
        word.utf8.count < 256 && word.wholeMatch(of: #/[a-zA-Z0-9][a-zA-Z0-9_.-]+/#) != nil
    }

    private static let containerVerbs: Set<String> = [
        "run", "create", "start", "restart", "stop", "kill", "rm", "exec", "inspect", "logs", "pause", "unpause",
        "rename", "attach", "wait",
    ]

    /// The commands' words, those inside of `su -c "…"` among them.
    var words: [String] { ShellScanner.words(in: text) }

    /// Programs that stand before another one.
    private static let wrappers: Set<String> = ["sudo", "env", "nice", "time", "command", "exec", "nohup", "stdbuf"]

    private func programs(of command: ShellCommand) -> [String] {
        let words = command.words.map(\.text)
        guard let name = words.first else { return [] }
        let first = name.lastPart
        guard Self.wrappers.contains(first) else { return [first] }
        let next = words.dropFirst().first { !$0.hasPrefix("-") && !$0.contains("=") }
        return [first] + (next.map { [$0.lastPart] } ?? [])
    }

    /// The one plain psql command that the line is; nil when it is anything more.
    var psql: PsqlCommandLine? {
        guard let only = commands.first, commands.count == 1, only.redirections.isEmpty, only.input == nil,
            !only.words.contains(where: \.isExpanded), let name = only.words.first, name.text.lastPart == "psql"
        else { return nil }
        return PsqlCommandLine(only.words.dropFirst().map(\.text))
    }
}

/// The arguments of psql, as far as a `sql` block can say the same.
struct PsqlCommandLine {
    /// The SQL of `-c`, and `\i` for `-f`, a line each.
    private(set) var lines: [String] = []
    /// The options that say how it prints.
    private(set) var options: [String] = []
    /// Whether there are others, which a block cannot have.
    private(set) var hasOthers = false

    private static let flags = [
        "-A": "-A", "--no-align": "-A", "-t": "-t", "--tuples-only": "-t", "-x": "-x", "--expanded": "-x", "-q": "-q",
        "--quiet": "-q", "-H": "-H", "--html": "-H", "--csv": "--csv", "-w": "", "--no-password": "", "-W": "",
        "--password": "", "-X": "", "--no-psqlrc": "",
    ]
    private static let withValue = [
        "-h": "", "--host": "", "-p": "", "--port": "", "-U": "", "--username": "", "-d": "", "--dbname": "",
        "-c": "c", "--command": "c", "-f": "f", "--file": "f", "-F": "-F", "--field-separator": "-F", "-P": "-P",
        "--pset": "-P",
    ]

    init(_ words: [String]) {
        var rest = words[...]
        while let word = rest.popFirst() { take(word, &rest) }
    }

    private mutating func take(_ word: String, _ rest: inout ArraySlice<String>) {
        guard word.hasPrefix("-"), word.count > 1 else { return }
        if let flag = Self.flags[word] { return flag.isEmpty ? () : options.append(flag) }
        if word.hasPrefix("--") {
            let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
            return take(value: parts.count > 1 ? parts[1] : rest.popFirst(), of: parts[0])
        }
        let option = String(word.prefix(2))
        if Self.withValue[option] != nil {
            return take(value: word.count > 2 ? String(word.dropFirst(2)) : rest.popFirst(), of: option)
        }
        // `-At` is `-A -t`, `-Atc SQL` ends with one that takes a value.
        guard word.count > 2, Self.flags[option] != nil else { return hasOthers = true }
        take(option, &rest)
        take("-" + word.dropFirst(2), &rest)
    }

    private mutating func take(value: String?, of option: String) {
        guard let meaning = Self.withValue[option], let value else { return hasOthers = true }
        switch meaning {
        case "": break
        case "c": lines += Self.lines(of: value)
        case "f": if value == "-" { hasOthers = true } else { lines.append("\\i \(value)") }
        default: if value.contains(where: \.isWhitespace) { hasOthers = true } else { options.append(meaning + value) }
        }
    }

    /// The lines for a psql in the lab's directory, when this one was started in one below it.
    func lines(below path: String?) -> [String] {
        guard let path else { return lines }
        return lines.map { line in
            guard line.hasPrefix("\\i "), let first = line.dropFirst(3).first, !"/~'".contains(first) else {
                return line
            }
            return "\\i \(path)/\(line.dropFirst(3))"
        }
    }

    /// At a prompt a query needs an end.
    private static func lines(of text: String) -> [String] {
        let text = String(text.reversed().drop { $0.isWhitespace }.reversed())
        let isOver = text.hasPrefix("\\") || text.hasSuffix(";") || text.contains("\\g")
        return (asOne(text) + (isOver ? "" : ";")).split(whereSeparator: \.isNewline).map(String.init)
    }

    /// Several statements of one option are sent at once and are one transaction; `\;` does so at a prompt.
    private static func asOne(_ text: String) -> String {
        let statements = SQLScanner.statements(in: text, line: 0)
        let ends = statements.dropLast().compactMap(\.end)
        let hasMeta = statements.flatMap(\.tokens).contains { if case .meta = $0 { true } else { false } }
        guard statements.count > 1, ends.count == statements.count - 1, !hasMeta else { return text }
        let starts = [0] + ends
        let characters = Array(text)
        return zip(starts, ends).map { String(characters[$0..<$1 - 1]) + "\\;" }.joined()
            + String(characters[(ends.last ?? 0)...])
    }
}
