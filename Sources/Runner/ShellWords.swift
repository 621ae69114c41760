/// A word of a shell's command without its quotes.
struct ShellWord: Equatable {
    var text = ""
    /// Whether a part of it is only known when it runs: a variable, a substitution, a pattern.
    var isExpanded = false
    var isQuoted = false
}

/// A simple command: its words, where it writes, and what it is given to read.
struct ShellCommand {
    var words: [ShellWord] = []
    var redirections: [(operator: String, target: ShellWord)] = []
    /// A here-document or here-string.
    var input: String?
    /// Whether it reads what the command before it in the list writes.
    var isPiped = false
    /// The line on which it begins, from 0.
    var line: Int
}

/// Splits shell text into its simple commands, those of substitutions and of compound commands included.
///
/// It follows the shell's grammar as far as finding commands asks for; on what it does not understand it goes on with
/// the next word, so that nothing behind it is missed. See "Shell Grammar" in bash's manual.
struct ShellScanner {
    private(set) var commands: [ShellCommand] = []
    private let text: [Character]
    private var position = 0
    private var line: Int
    private var documents: [(delimiter: String, isQuoted: Bool, dropsTabs: Bool, command: Int)] = []
    private var current: ShellCommand
    private var depth = 0

    static func commands(in text: String, line: Int = 0, depth: Int = 0) -> [ShellCommand] {
        var scanner = ShellScanner(text, line: line, depth: depth)
        scanner.scan(until: nil)
        return scanner.commands
    }

    /// The words of all commands; those of a command that is itself one word, as in `su -c "…"`, among them.
    static func words(in text: String, depth: Int = 0) -> [String] {
        commands(in: text).flatMap(\.words).flatMap { word in
            let isText = word.text.contains { $0.isWhitespace } && depth < 3
            return [word.text] + (isText ? words(in: word.text, depth: depth + 1) : [])
        }
    }

    private init(_ text: String, line: Int, depth: Int) {
        self.text = Array(text.replacing("\r\n", with: "\n"))
        self.line = line
        self.depth = depth
        current = ShellCommand(line: line)
    }

    private func peek(_ offset: Int = 0) -> Character? {
        position + offset < text.count ? text[position + offset] : nil
    }

    private func isNext(_ word: String) -> Bool { text[position...].starts(with: word) }

    @discardableResult
    private mutating func take() -> Character? {
        guard let character = peek() else { return nil }
        position += 1
        if character == "\n" { line += 1 }
        return character
    }

    private mutating func skip(_ count: Int) { for _ in 0..<count { take() } }

    /// Scans commands until the closing character of a substitution.
    private mutating func scan(until end: Character?) {
        while let character = peek() {
            if character == end {
                take()
                break
            }
            scanNext(character)
        }
        finish()
    }

    private mutating func scanNext(_ character: Character) {
        switch character {
        case "\n":
            take()
            finish()
            readDocuments()
        case " ", "\t": take()
        case "#": while let next = peek(), next != "\n" { take() }
        case "(" where isNext("((") && current.words.isEmpty: arithmetic(skipping: 2)
        case "<" where peek(1) == "(", ">" where peek(1) == "(": substitute(skipping: 2)
        case "<", ">": if isTest { take() } else { redirect() }
        case "&" where peek(1) == ">": redirect()
        case ";", "&", "|", "(", ")": separate(character)
        default: word()
        }
    }

    /// `[[ a > b ]]` compares.
    private var isTest: Bool {
        let words = current.words.map(\.text)
        return words.contains("[[") && words.last != "]]"
    }

    private mutating func separate(_ character: Character) {
        let isPipe = character == "|" && peek(1) != "|"
        let isPair = character == "&" && peek(1) == "&" || character == "|" && (peek(1) == "|" || peek(1) == "&")
        if isTest, isPair || character == "(" || character == ")" { return skip(isPair ? 2 : 1) }
        skip(isPair ? 2 : 1)
        finish()
        current.isPiped = isPipe
    }

    private mutating func finish() {
        if !current.words.isEmpty || !current.redirections.isEmpty || current.input != nil { commands.append(current) }
        current = ShellCommand(line: line)
    }

    private mutating func redirect() {
        var sign = ""
        while let next = peek(), "<>&|".contains(next), sign.count < 3 {
            if next == "|", sign != ">" { break }
            if next == "&", sign == "<<" || sign == ">>" { break }
            sign.append(next)
            take()
        }
        if let last = current.words.last, !last.isQuoted, isDescriptor(last.text), touchesBefore(sign) {
            current.words.removeLast()
        }
        let dropsTabs = sign == "<<" && peek() == "-"
        if dropsTabs { take() }
        while peek() == " " || peek() == "\t" { take() }
        if current.words.isEmpty, current.redirections.isEmpty { current.line = line }
        let target = readWord()
        switch sign {
        case "<<": documents.append((target.text, target.isQuoted, dropsTabs, commands.count))
        case "<<<": current.input = target.text
        default: current.redirections.append((sign, target))
        }
    }

    /// The `2` of `2>`, the `{fd}` of `{fd}>`.
    private func isDescriptor(_ text: String) -> Bool {
        text.allSatisfy(\.isNumber) || text.hasPrefix("{") && text.hasSuffix("}") && text.count > 2
    }

    private func touchesBefore(_ sign: String) -> Bool {
        let before = position - sign.count - 1
        return before >= 0 && !text[before].isWhitespace
    }

    /// Reads the here-documents that the line just ended has asked for.
    private mutating func readDocuments() {
        for document in documents {
            let first = line
            var body = ""
            while position < text.count {
                var row = ""
                while let next = peek(), next != "\n" {
                    row.append(next)
                    take()
                }
                take()
                if document.dropsTabs { row = String(row.drop { $0 == "\t" }) }
                if row == document.delimiter { break }
                body += row + "\n"
            }
            if document.command < commands.count { commands[document.command].input = body }
            if !document.isQuoted { commands += Self.substitutions(in: body, line: first, depth: depth) }
        }
        documents = []
    }

    /// The commands that text between double quotes runs.
    private static func substitutions(in text: String, line: Int, depth: Int) -> [ShellCommand] {
        var scanner = ShellScanner(text, line: line, depth: depth)
        var word = ShellWord()
        scanner.quoted(until: nil, &word)
        return scanner.commands
    }

    private mutating func word() {
        if current.words.isEmpty { current.line = line }
        let word = readWord(takesAny: true)
        current.words.append(word)
        if !word.isQuoted, ShellScanner.reserved.contains(word.text), current.words.count == 1 {
            current.words = []
        }
    }

    /// Words after which another command begins.
    private static let reserved: Set<String> = [
        "if", "then", "elif", "else", "fi", "while", "until", "do", "done", "!", "{", "}", "time", "coproc", "esac",
    ]

    private mutating func readWord(takesAny: Bool = false) -> ShellWord {
        var word = ShellWord()
        var isFirst = takesAny
        while let character = peek() {
            let isBreak = " \t\n;&|()<>".contains(character)
            if isBreak, !(isFirst && (character == "<" || character == ">")) { break }
            isFirst = false
            part(character, &word)
        }
        return word
    }

    private mutating func part(_ character: Character, _ word: inout ShellWord) {
        switch character {
        case "\\":
            take()
            if let next = take(), next != "\n" { word.text.append(next) }
            word.isQuoted = true
        case "'": single(&word)
        case "\"":
            take()
            word.isQuoted = true
            quoted(until: "\"", &word)
        case "$", "`": expansion(&word)
        default:
            if "*?[".contains(character), !["[ ", "[["].contains(word.text + text[position...].prefix(2)),
                word.text != "["
            {
                word.isExpanded = true
            }
            if character == "," && word.text.contains("{") { word.isExpanded = true }
            word.text.append(character)
            take()
        }
    }

    private mutating func single(_ word: inout ShellWord) {
        take()
        word.isQuoted = true
        while let next = take(), next != "'" { word.text.append(next) }
    }

    /// Takes text as between double quotes, where only expansions and backslashes mean anything.
    private mutating func quoted(until end: Character?, _ word: inout ShellWord) {
        while let next = peek() {
            if next == end {
                take()
                return
            }
            switch next {
            case "\\":
                take()
                guard let escaped = take() else { return }
                if !"\"\\$`\n".contains(escaped) { word.text.append("\\") }
                if escaped != "\n" { word.text.append(escaped) }
            case "$", "`": expansion(&word)
            default:
                word.text.append(next)
                take()
            }
        }
    }

    private mutating func expansion(_ word: inout ShellWord) {
        if isNext("$'") { return ansi(&word) }
        if isNext("$\""), !word.isQuoted {
            take()
            return
        }
        switch (peek(), peek(1)) {
        case ("`", _): backticks(&word)
        case ("$", "("):
            word.isExpanded = true
            word.text.append("$()")
            if isNext("$((") { arithmetic(skipping: 3) } else { substitute(skipping: 2) }
        case ("$", "{"):
            word.isExpanded = true
            word.text.append("${")
            skip(2)
            quoted(until: "}", &word)
            word.text.append("}")
        default:
            take()
            word.text.append("$")
            if let next = peek(), next.isLetter || next.isNumber || "_@*#?!$-".contains(next) {
                word.isExpanded = true
            }
        }
    }

    /// `$'…'`: what its escapes stand for is not worked out.
    private mutating func ansi(_ word: inout ShellWord) {
        skip(2)
        word.isQuoted = true
        while let next = take(), next != "'" {
            guard next == "\\", let escaped = take() else {
                word.text.append(next)
                continue
            }
            if escaped == "n" { word.text.append("\n") } else { word.text.append(escaped) }
            if !"'\"\\nt".contains(escaped) { word.isExpanded = true }
        }
    }

    private mutating func backticks(_ word: inout ShellWord) {
        take()
        let first = line
        var inner = ""
        while let next = take(), next != "`" {
            if next == "\\", let escaped = take() {
                inner += "`\\$".contains(escaped) ? "\(escaped)" : "\\\(escaped)"
            } else {
                inner.append(next)
            }
        }
        word.isExpanded = true
        word.text.append("$()")
        if depth < 20 { commands += Self.commands(in: inner, line: first, depth: depth + 1) }
    }

    /// Scans the commands of `$(…)` or `<(…)`, then goes on with the command around it.
    private mutating func substitute(skipping count: Int) {
        skip(count)
        let outer = (current, documents, depth)
        current = ShellCommand(line: line)
        documents = []
        depth += 1
        if depth < 200 { scan(until: ")") }
        (current, documents, depth) = outer
    }

    /// `$((…))` and `((…))` compute; only substitutions inside of them run anything.
    private mutating func arithmetic(skipping count: Int) {
        var open = 2
        var end = position + count
        while end < text.count, open > 0 {
            if text[end] == "(" { open += 1 } else if text[end] == ")" { open -= 1 }
            end += 1
        }
        guard open == 0, end >= 2, text[end - 2] == ")" else { return substitute(skipping: count - 1) }
        let inner = String(text[min(position + count, end - 2)..<(end - 2)])
        commands += Self.substitutions(in: inner, line: line, depth: depth)
        skip(end - position)
    }
}
