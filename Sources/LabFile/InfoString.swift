import LabModel

/// What follows the characters of an opening fence: a word, a title for people, and attributes in braces.
struct InfoString {
    /// The first word.
    let word: String
    private let rest: Reader

    /// Splits the text after a fence's characters.
    ///
    /// - Parameters:
    ///   - text: the text to the line's end.
    ///   - line: the file's line, from 1.
    ///   - column: the column in which the text begins, from 1.
    init(_ text: String, line: Int, column: Int) {
        var reader = Reader(text: text[...], line: line, column: column)
        reader.skipSpace()
        word = reader.take { !$0.isWhitespace && $0 != "{" }
        rest = reader
    }

    /// Reads the attributes; none when there are no braces.
    func attributes() throws(LabError) -> [Block.Attribute] {
        var reader = rest
        let start = reader.column
        let title = reader.take { $0 != "{" }
        if title.contains("=") {
            throw LabError(
                line: reader.line, column: start + title.prefix { $0.isWhitespace }.count,
                problem: "the attributes of the \(word) block stand in no braces", remedy: "Write {key=value}.")
        }
        return reader.text.isEmpty ? [] : try reader.braces()
    }
}

/// Takes characters from the front of a text, and knows in which column it is.
private struct Reader {
    var text: Substring
    let line: Int
    var column: Int

    func error(at column: Int? = nil, _ problem: String, _ remedy: String) -> LabError {
        LabError(line: line, column: column ?? self.column, problem: problem, remedy: remedy)
    }

    mutating func next() -> Character? {
        guard let character = text.popFirst() else { return nil }
        column += 1
        return character
    }

    mutating func take(while condition: (Character) -> Bool) -> String {
        let taken = text.prefix(while: condition)
        text = text[taken.endIndex...]
        column += taken.count
        return String(taken)
    }

    mutating func skipSpace() { _ = take(while: \.isWhitespace) }

    mutating func braces() throws(LabError) -> [Block.Attribute] {
        let opening = column
        _ = next()
        var attributes: [Block.Attribute] = []
        while true {
            skipSpace()
            guard let first = text.first else {
                throw error(at: opening, "the brace is not closed", "End the attributes with }.")
            }
            if first == "}" { break }
            attributes.append(try attribute())
        }
        _ = next()
        skipSpace()
        guard text.isEmpty else { throw error("\"\(text)\" follows the braces", "Move it inside, or remove it.") }
        return attributes
    }

    private mutating func attribute() throws(LabError) -> Block.Attribute {
        let start = column
        let name = take { !$0.isWhitespace && $0 != "=" && $0 != "}" }
        guard !name.isEmpty else { throw error("a value stands without its key", "Write key=value.") }
        guard text.first == "=" else { return Block.Attribute(name: name, value: nil, column: start) }
        _ = next()
        let value = text.first == "\"" ? try quoted() : try unquoted(of: name)
        return Block.Attribute(name: name, value: value, column: start)
    }

    private mutating func quoted() throws(LabError) -> String {
        let opening = column
        var value = ""
        _ = next()
        while true {
            let backslashes = take { $0 == "\\" }.count
            guard let character = next() else {
                throw error(at: opening, "the quote is not closed", "End the value with \".")
            }
            // Before a quote, and only there, a backslash escapes: the quote itself, or another backslash.
            let kept = character == "\"" ? backslashes / 2 : backslashes
            value += String(repeating: "\\", count: kept)
            if character != "\"" || backslashes % 2 == 1 { value.append(character) } else { break }
        }
        guard text.first.map({ $0.isWhitespace || $0 == "}" }) ?? true else {
            throw error(
                "the value goes on after its quote", "Put a space between attributes, or write \\\" for a quote.")
        }
        return value
    }

    /// A value up to a space or the closing brace; the braces of `{{name}}` belong to it.
    private mutating func unquoted(of name: String) throws(LabError) -> String {
        var value = ""
        while let first = text.first, !first.isWhitespace, first != "}" {
            guard text.hasPrefix("{{"), let end = Template.name(at: text) else {
                value.append(first)
                _ = next()
                continue
            }
            value += text[..<end]
            column += text.distance(from: text.startIndex, to: end)
            text = text[end...]
        }
        guard !value.isEmpty else { throw error("\"\(name)\" has no value after its =", "Write \(name)=VALUE.") }
        return value
    }
}

extension Template {
    /// Where the `{{name}}` at the front of a text ends; nil when none stands there.
    fileprivate static func name(at text: Substring) -> String.Index? {
        let end = text.dropFirst(2).prefix { !$0.isWhitespace && $0 != "}" && $0 != "{" }.endIndex
        return text[end...].hasPrefix("}}") ? text.index(end, offsetBy: 2) : nil
    }
}
