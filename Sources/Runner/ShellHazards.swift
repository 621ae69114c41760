/// Finds what shell text destroys, or reaches outside.
struct ShellHazards {
    static let unknownCommand = "runs a command that is not known before"
    static let unknownScript = "runs a script that is not known before"

    private var findings: [Finding] = []
    private let depth: Int

    static func find(in text: String, line: Int = 0, depth: Int = 0) -> [Finding] {
        guard depth < 12 else { return [Finding(line: line, reason: unknownCommand)] }
        var hazards = ShellHazards(depth: depth)
        let commands = ShellScanner.commands(in: text, line: line)
        for (index, command) in commands.enumerated() {
            hazards.inspect(command, after: command.isPiped && index > 0 ? commands[index - 1] : nil)
        }
        return hazards.findings
    }

    private init(depth: Int) { self.depth = depth }

    private mutating func report(_ reason: String, _ command: ShellCommand) {
        findings.append(Finding(line: command.line, reason: reason))
    }

    private mutating func inspect(_ command: ShellCommand, after source: ShellCommand?) {
        for (sign, target) in command.redirections { redirect(sign, target, command) }
        var command = command
        if let source, command.input == nil, ["echo", "printf"].contains(source.words.first?.text) {
            command.input = source.words.dropFirst().filter { !$0.text.hasPrefix("-") }.map(\.text)
                .joined(separator: " ")
        }
        run(command.words[...], command)
    }

    private mutating func redirect(_ sign: String, _ target: ShellWord, _ command: ShellCommand) {
        let path = target.text
        if path.hasPrefix("/dev/tcp/") || path.hasPrefix("/dev/udp/") { report("connects to the network", command) }
        guard [">", ">|", "&>", ">&", "<>"].contains(sign) else { return }
        if sign == ">&", path == "-" || path.allSatisfy({ $0.isNumber || $0 == "-" }) { return }
        let harmless = ["/dev/null", "/dev/stdout", "/dev/stderr", "/dev/tty"]
        if harmless.contains(path) || path.hasPrefix("/dev/fd/") { return }
        report("overwrites a file", command)
    }

    /// Looks at the words of a command, of which the first is the program.
    private mutating func run(_ words: ArraySlice<ShellWord>, _ command: ShellCommand) {
        let words = words.drop { $0.isAssignment }
        guard let first = words.first else { return }
        if first.isExpanded || first.text.contains("{{") { return report(Self.unknownCommand, command) }
        let name = first.text.split(separator: "/").last.map(String.init) ?? first.text
        let rest = words.dropFirst()
        if let reason = DangerousProgram.reason(name, rest.map(\.text)) { report(reason, command) }
        if let wrapper = Wrapper.known[name] { return unwrap(wrapper, name, rest, command) }
        look(inside: name, first, rest, command)
    }

    private mutating func look(
        inside name: String, _ first: ShellWord, _ rest: ArraySlice<ShellWord>, _ command: ShellCommand
    ) {
        switch name {
        case "bash", "sh", "dash", "zsh", "ksh", "su", "script": shell(name, rest, command)
        case "eval": text(rest, command)
        case "trap": if let action = rest.first { text([action], command) }
        case "alias": for word in rest { text([word.value], command) }
        case "function": run(rest.dropFirst().drop { $0.text == "{" }, command)
        case "source", ".": report(Self.unknownScript, command)
        case "find", "fd": find(rest, command)
        case "psql": psql(rest, command)
        default: if first.text.hasPrefix("./") || first.text.hasPrefix("../") { report(Self.unknownScript, command) }
        }
    }

    /// Words that are shell text themselves.
    private mutating func text(_ words: ArraySlice<ShellWord>, _ command: ShellCommand) {
        if words.contains(where: \.isExpanded) { report(Self.unknownCommand, command) }
        let text = words.map(\.text).joined(separator: " ")
        findings += Self.find(in: text, line: command.line, depth: depth + 1).map {
            Finding(line: command.line, reason: $0.reason)
        }
    }

    /// `bash -c TEXT`, `bash FILE`, `bash <<END`, `… | bash`.
    private mutating func shell(_ name: String, _ words: ArraySlice<ShellWord>, _ command: ShellCommand) {
        let option = words.firstIndex { word in
            word.text == "--command"
                || word.text.hasPrefix("-") && !word.text.hasPrefix("--") && word.text.contains("c")
        }
        if let option {
            let rest = words[(option + 1)...].drop { $0.text.hasPrefix("-") && !$0.text.contains(" ") }
            return text(rest.prefix(1), command)
        }
        if let input = command.input {
            findings += Self.find(in: input, line: command.line, depth: depth + 1)
        } else if name != "su", name != "script" {
            let isGiven = words.contains { !$0.text.hasPrefix("-") } || command.isPiped || command.readsFile
            if isGiven { report(Self.unknownScript, command) }
        }
    }

    private mutating func find(_ words: ArraySlice<ShellWord>, _ command: ShellCommand) {
        if words.contains(where: { $0.text == "-delete" }) { report("removes files", command) }
        if words.contains(where: { $0.text.hasPrefix("-fprint") || $0.text == "-fls" }) {
            report("overwrites a file", command)
        }
        let actions: Set<String> = ["-exec", "-execdir", "-ok", "-okdir", "-x", "-X"]
        for index in words.indices where actions.contains(words[index].text) {
            run(words[(index + 1)...].prefix { $0.text != ";" }, command)
        }
    }

    private mutating func unwrap(
        _ wrapper: Wrapper, _ name: String, _ words: ArraySlice<ShellWord>, _ command: ShellCommand
    ) {
        if name == "command", words.first?.text.lowercased() == "-v" { return }
        if let option = words.firstIndex(where: { ["-c", "--command", "-S", "--split-string"].contains($0.text) }),
            wrapper.textOptions, option + 1 < words.endIndex
        {
            text(words[(option + 1)...].prefix(1), command)
        }
        run(wrapper.inner(words), command)
    }

    /// SQL that psql is given on its command line or standard input.
    private mutating func psql(_ words: ArraySlice<ShellWord>, _ command: ShellCommand) {
        var isNext = false
        for word in words {
            if isNext { sql(word, command) }
            isNext = word.text == "--command" || word.isShortOption(endingWith: "c")
            if word.text.hasPrefix("--command=") || word.text.hasPrefix("-c") && word.text.count > 2 {
                sql(word, dropping: word.text.hasPrefix("-c") ? 2 : 10, command)
            }
            let isFile = word.text.hasPrefix("-f") || word.isShortOption(endingWith: "f")
            if isFile || word.text.hasPrefix("--file") { report(Self.unknownScript, command) }
            let isOutput = word.text.hasPrefix("-o") || word.isShortOption(endingWith: "o")
            if isOutput || word.text.hasPrefix("--output") { report("overwrites a file", command) }
        }
        if let input = command.input {
            findings += SQLHazards.find(in: input, line: command.line, depth: depth + 1)
        } else if command.isPiped || command.readsFile {
            report(Self.unknownScript, command)
        }
    }

    private mutating func sql(_ word: ShellWord, dropping count: Int = 0, _ command: ShellCommand) {
        let found = SQLHazards.find(in: String(word.text.dropFirst(count)), line: command.line, depth: depth + 1)
        findings += found.map { Finding(line: command.line, reason: $0.reason) }
    }
}

extension ShellCommand {
    fileprivate var readsFile: Bool { redirections.contains { $0.operator == "<" } }
}

extension ShellWord {
    /// `NAME=value`.
    var isAssignment: Bool {
        guard let sign = text.firstIndex(of: "="), sign > text.startIndex else { return false }
        let name = text[..<sign]
        return name.first?.isNumber == false && name.allSatisfy { $0.isLetter || $0.isNumber || "_+[]$".contains($0) }
    }

    /// What stands behind the `=` of `alias name=value`.
    fileprivate var value: ShellWord {
        var word = self
        if let sign = text.firstIndex(of: "=") { word.text = String(text[text.index(after: sign)...]) }
        return word
    }

    /// `-Atc`: short options in one word, whose last takes the next word.
    fileprivate func isShortOption(endingWith letter: Character) -> Bool {
        text.hasPrefix("-") && !text.hasPrefix("--") && text.last == letter && text.dropFirst().allSatisfy(\.isLetter)
    }
}
