/// A command that was found in a terminal's bytes.
public struct RecordedCommand: Sendable, Equatable {
    /// Where it was typed.
    public enum Place: Sendable, Equatable {
        case shell
        /// In psql, which was started by this command line; nil when that is not known.
        case psql(startedBy: String?)
    }

    public var place: Place
    /// What was typed, its lines parted by line feeds.
    public var text: String
    /// All bytes that belong to it, its prompt first.
    public var bytes: Range<Int>
    /// What it printed.
    public var output: Range<Int>
    public var exitStatus: Int?

    /// Makes a command.
    public init(place: Place, text: String, bytes: Range<Int>, output: Range<Int>, exitStatus: Int? = nil) {
        self.place = place
        self.text = text
        self.bytes = bytes
        self.output = output
        self.exitStatus = exitStatus
    }
}

/// Finds the commands in what a terminal got: by the marks of a shell that makes them (OSC 133 and 633), else by the
/// look of prompts.
public struct RecordedCommands {
    public private(set) var commands: [RecordedCommand] = []
    private let bytes: [UInt8]
    private let columns: Int
    private let prompts = PromptReader()

    /// Finds the commands.
    ///
    /// - Parameters:
    ///   - bytes: what the terminal got.
    ///   - columns: its width.
    ///   - connection: the command line of the psql that goes on; nil when none does.
    public init(in bytes: [UInt8], columns: Int, psql connection: String? = nil) {
        self.bytes = bytes
        self.columns = columns
        let marks = ShellMarks(in: bytes)
        if marks.isEmpty {
            var reader = PromptedLines(bytes, columns: columns, prompts: prompts, psql: connection)
            reader.read(0..<bytes.count)
            commands = reader.commands
            dropFarewell()
        } else {
            readMarked(marks)
        }
    }

    /// The psql that goes on behind the last command, if one does.
    public var openPsql: String? {
        guard let last = commands.last, case .psql(let line) = last.place else { return nil }
        return last.text.hasPrefix("\\q") ? nil : line
    }

    private mutating func readMarked(_ marks: ShellMarks) {
        for marked in marks.commands(in: bytes, columns: columns) {
            guard Psql.isStarted(by: marked.text) else {
                commands.append(marked)
                continue
            }
            var reader = PromptedLines(bytes, columns: columns, prompts: prompts, psql: marked.text)
            reader.read(marked.output)
            if reader.commands.isEmpty {
                commands.append(marked)
            } else {
                // What was said before the first statement belongs to it: it begins with the command that started psql.
                reader.commands[0].bytes = marked.bytes.lowerBound..<reader.commands[0].bytes.upperBound
                commands += reader.commands
            }
        }
        dropFarewell()
    }

    /// Leaving the recorded shell is no part of what was done.
    private mutating func dropFarewell() {
        if let last = commands.last, last.place == .shell, ["exit", "logout"].contains(last.text) {
            commands.removeLast()
        }
    }
}

/// psql's command lines.
public enum Psql {
    /// Whether a command line starts psql for statements that are typed into it.
    static func isStarted(by line: String) -> Bool {
        let words = line.split(whereSeparator: \.isWhitespace)
        guard let place = words.firstIndex(where: { $0 == "psql" || $0.hasSuffix("/psql") }) else { return false }
        return !words[place...].contains {
            $0 == "-c" || $0.hasPrefix("--command") || $0 == "-f" || $0 == "<" || $0 == "-l"
        }
    }

    /// What a command line says of the server: its container, host and port.
    public static func server(of line: String) -> (container: String?, host: String?, port: Int?) {
        let words = line.split { $0.isWhitespace || $0 == "\"" || $0 == "'" }.map(String.init)
        var (container, host, port): (String?, String?, Int?) = (nil, nil, nil)
        if let place = words.firstIndex(of: "exec"), words[..<place].contains(where: { $0.hasSuffix("docker") }) {
            container = words[(place + 1)...].first { !$0.hasPrefix("-") && $0 != "postgres" }
        }
        for (index, word) in words.enumerated() {
            let next = index + 1 < words.count ? words[index + 1] : ""
            if word == "-p" { port = Int(next) }
            if word == "-h" { host = next }
            for (name, value) in [("port=", word), ("host=", word)] {
                guard let range = value.ranges(of: name).first else { continue }
                let text = String(value[range.upperBound...].prefix { !"&'\" ".contains($0) })
                if name == "port=" { port = Int(text) } else { host = text }
            }
        }
        return (container, host, port.flatMap { (1...65535).contains($0) ? $0 : nil })
    }
}
