/// Lines that were pasted at the prompt of psql, zsh or fish at once: they prompt again only behind the last one. A
/// replay types them one by one.
enum PastedLines {
    /// The commands of a replay, those joined that stand together in a recording.
    static func joined(_ replayed: [CommandFacts], as recorded: [CommandFacts]) -> [CommandFacts] {
        var rest = replayed[...]
        var joined: [CommandFacts] = []
        for command in recorded {
            let count = Self.count(of: rest, with: lines(of: command))
            joined += count > 1 ? [together(rest.prefix(count), as: command)] : Array(rest.prefix(1))
            rest = rest.dropFirst(max(1, count))
        }
        return joined + rest
    }

    /// How many commands have that many lines; 0 when none or a part of one does.
    private static func count(of commands: ArraySlice<CommandFacts>, with wanted: Int) -> Int {
        var found = 0
        for (index, command) in commands.enumerated() where found < wanted {
            found += lines(of: command)
            if found == wanted { return index + 1 }
        }
        return 0
    }

    private static func lines(of command: CommandFacts) -> Int { command.text.split(whereSeparator: \.isNewline).count }

    /// A recording that knows no SQLSTATE has been told only how the last of the statements ended.
    private static func together(_ commands: ArraySlice<CommandFacts>, as recorded: CommandFacts) -> CommandFacts {
        let outputs = commands.map(\.output)
        let output = Output(count: outputs.reduce(0) { $0 + $1.count }) {
            var readers = outputs.map { $0.read() }[...]
            return {
                while let reader = readers.first {
                    if let piece = try reader() { return piece }
                    readers = readers.dropFirst()
                }
                return nil
            }
        }
        let failed = commands.last { $0.exitStatus != 0 }
        return CommandFacts(
            text: commands.map(\.text).joined(separator: "\n"), output: output,
            exitStatus: (failed ?? commands.last)?.exitStatus,
            sqlState: recorded.sqlState.flatMap { _ in failed?.sqlState })
    }
}
