/// A part of SQL text that means something by itself.
enum SQLToken: Equatable {
    /// A keyword or plain name, in capitals.
    case word(String)
    /// A name between double quotes.
    case name(String)
    case literal(String)
    /// Text between `$tag$`.
    case dollar(String)
    case sign(Character)
    /// psql's own: the backslash, the name and the arguments, to the line's end.
    case meta(String)

    /// The keyword, or the name as a call of a function would have it.
    var upper: String? {
        switch self {
        case .word(let text): text
        case .name(let text): text.uppercased()
        default: nil
        }
    }
}

/// A statement of SQL, or a meta-command.
struct SQLStatement {
    var tokens: [SQLToken] = []
    /// The line of each token, from 0.
    var lines: [Int] = []
    /// How many characters of the text stand before its end; nil when psql waits for more of it.
    var end: Int?

    var line: Int { lines.first ?? 0 }
}

/// Splits SQL as typed into psql into statements; comments are left out.
struct SQLScanner {
    private let text: [Character]
    private var position = 0
    private var line: Int
    private var statements: [SQLStatement] = []
    private var current = SQLStatement()
    /// How many parentheses are open: psql sends nothing before they are closed.
    private var depth = 0

    static func statements(in text: String, line: Int) -> [SQLStatement] {
        var scanner = SQLScanner(text, line: line)
        while let character = scanner.peek() { scanner.scanNext(character) }
        scanner.finish()
        return scanner.statements
    }

    private init(_ text: String, line: Int) {
        self.text = Array(text.replacing("\r\n", with: "\n"))
        self.line = line
    }

    private func peek(_ offset: Int = 0) -> Character? {
        position + offset < text.count ? text[position + offset] : nil
    }

    @discardableResult
    private mutating func take() -> Character? {
        guard let character = peek() else { return nil }
        position += 1
        if character == "\n" { line += 1 }
        return character
    }

    private mutating func add(_ token: SQLToken, line: Int) {
        current.tokens.append(token)
        current.lines.append(line)
    }

    private mutating func finish(isSent: Bool = false) {
        if isSent {
            current.end = position
            depth = 0
        }
        if !current.tokens.isEmpty { statements.append(current) }
        current = SQLStatement()
    }

    private mutating func scanNext(_ character: Character) {
        let first = line
        switch (character, peek(1)) {
        case ("-", "-"): while let next = peek(), next != "\n" { take() }
        case ("/", "*"): comment()
        case ("'", _): add(.literal(quoted("'", escapes: false)), line: first)
        case ("\"", _): add(.name(quoted("\"", escapes: false)), line: first)
        case ("e", "'"), ("E", "'"):
            take()
            add(.literal(quoted("'", escapes: true)), line: first)
        case ("$", _): dollar()
        case ("\\", _): meta()
        case (";", _):
            take()
            finish(isSent: depth <= 0)
        default: plain(character)
        }
    }

    private mutating func plain(_ character: Character) {
        let first = line
        if character.isLetter || character == "_" {
            var word = ""
            while let next = peek(), next.isLetter || next.isNumber || next == "_" || next == "$" {
                word.append(next)
                take()
            }
            return add(.word(word.uppercased()), line: first)
        }
        take()
        depth += character == "(" ? 1 : character == ")" ? -1 : 0
        if !character.isWhitespace { add(.sign(character), line: first) }
    }

    /// Comments nest.
    private mutating func comment() {
        var depth = 0
        repeat {
            if peek() == "/", peek(1) == "*" {
                depth += 1
                take()
            } else if peek() == "*", peek(1) == "/" {
                depth -= 1
                take()
            }
        } while take() != nil && depth > 0
    }

    private mutating func quoted(_ quote: Character, escapes: Bool) -> String {
        take()
        var content = ""
        while let next = take() {
            if next == quote {
                guard peek() == quote else { break }
                take()
            } else if next == "\\", escapes {
                if let escaped = take() { content.append(escaped) }
                continue
            }
            content.append(next)
        }
        return content
    }

    private mutating func dollar() {
        let first = line
        var tag = "$"
        var offset = 1
        while let next = peek(offset), next.isLetter || next == "_" || offset > 1 && next.isNumber {
            tag.append(next)
            offset += 1
        }
        guard peek(offset) == "$" else {
            take()
            return add(.sign("$"), line: first)
        }
        tag.append("$")
        for _ in 0..<tag.count { take() }
        var content = ""
        while position < text.count, !text[position...].starts(with: tag) {
            if let next = take() { content.append(next) }
        }
        for _ in 0..<tag.count { take() }
        add(.dollar(content), line: first)
    }

    /// A meta-command stands on one line; only those that send the query buffer belong to the statement before.
    private mutating func meta() {
        let first = line
        take()
        if peek() == ";" {
            take()
            return finish()
        }
        var command = ""
        while let next = peek(), next != "\n" {
            if next == "\\", peek(1) == "\\" { break }
            command.append(next)
            take()
        }
        let isOfStatement = command.hasPrefix("g") || command.hasPrefix("watch")
        let isBehindStatement = !isOfStatement && !current.tokens.isEmpty
        if !isOfStatement { finish() }
        while peek() == "\\" { take() }
        add(.meta(command), line: first)
        // One that sends nothing leaves the statement before it waiting.
        finish(isSent: !isBehindStatement)
    }
}
