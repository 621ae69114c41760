internal import LabModel

extension Findings {
    /// Compares the prompts' commands, one with the other by their order.
    mutating func addCommands(
        _ recorded: EntryFacts, _ replayed: EntryFacts, _ symbols: inout SymbolTable
    ) throws {
        let comparison = CommandComparison(recorded, versions)
        if recorded.kind == .cluster, versions.driversDiffer {
            DriverWords.learn(recorded, replayed, &symbols)
            return add(TextVerdict(match: .equivalent, differences: []), command: nil)
        }
        let commands =
            recorded.kind == .cluster
            ? replayed.commands : PastedLines.joined(replayed.commands, as: recorded.commands)
        for (first, second) in zip(recorded.commands, commands) {
            try add(first, second, comparison, &symbols)
        }
        let (one, two) = (recorded.commands.count, commands.count)
        add("number of commands", String(one), String(two))
    }

    private mutating func add(
        _ recorded: CommandFacts, _ replayed: CommandFacts, _ comparison: CommandComparison,
        _ symbols: inout SymbolTable
    ) throws {
        let before = differences.count
        let text = recorded.text
        // The command lines of an operation are the driver's: ports and paths of its own choice.
        if comparison.kind != .cluster {
            if comparison.isExact {
                add("command", text, replayed.text, command: text)
            } else {
                let (text, other) =
                    comparison.versions.driversDiffer
                    ? (DriverWords.withoutPasswords(text), DriverWords.withoutPasswords(replayed.text))
                    : (text, replayed.text)
                add("command", text: text, other, in: comparison.cluster, &symbols, command: text)
            }
        }
        // The output of another command says nothing.
        guard differences.count == before else { return }
        add("exit status", recorded.exitStatus.map(String.init), replayed.exitStatus.map(String.init), command: text)
        if recorded.sqlState != CommandFacts.unknownState {
            add("SQLSTATE", recorded.sqlState, replayed.sqlState, command: text)
        }
        add(try comparison.output(recorded, replayed, &symbols), command: text)
    }
}

/// Compares what a command printed, by the kind of its block.
struct CommandComparison {
    /// Above so many bytes, psql's output is compared by lines instead of tables.
    private static let largestTable = 4 << 20

    let kind: Block.Kind
    let cluster: String?
    let isExact: Bool
    let versions: Versions
    private var versionsDiffer: Bool { versions.differ }

    init(_ entry: EntryFacts, _ versions: Versions) {
        kind = entry.kind
        cluster = entry.cluster
        isExact = entry.mode == .exact
        self.versions = versions
    }

    func output(
        _ recorded: CommandFacts, _ replayed: CommandFacts, _ symbols: inout SymbolTable
    ) throws -> TextVerdict {
        if isExact { return try lines(recorded.output, replayed.output, LineRules(), &symbols) }
        guard kind == .sql else { return try compareTool(recorded, replayed, &symbols) }
        if Self.isError(recorded) && Self.isError(replayed) { return try errors(recorded, replayed, &symbols) }
        let rules = Self.rules(forStatement: recorded.text)
        guard rules.isEmpty, Self.isShort(recorded, replayed) else {
            return try lines(recorded.output, replayed.output, rules, &symbols)
        }
        return try tables(recorded, replayed, statement: recorded.text, &symbols)
    }

    /// Maintenance answers in lines.
    private static func rules(forStatement text: String) -> LineRules {
        let word = text.drop { $0.isWhitespace }.prefix { $0.isLetter }.lowercased()
        var rules = LineRules()
        rules.leavesOutWork = ["vacuum", "analyze", "cluster", "reindex"].contains(word)
        return rules
    }

    /// Line by line; what psql printed in a shell is understood as well where its lines differ.
    private func compareTool(
        _ recorded: CommandFacts, _ replayed: CommandFacts, _ symbols: inout SymbolTable
    ) throws -> TextVerdict {
        let before = symbols
        var rules = ToolRules.rules(for: recorded.text)
        rules.unifiesNotFound = recorded.exitStatus == 127
        rules.leavesOutSignals = recorded.exitStatus.map { $0 > 128 } ?? false
        var verdict = try lines(recorded.output, replayed.output, rules, &symbols)
        if kind == .cluster, versionsDiffer { verdict.forgiveWords() }
        guard verdict.match == .different, kind == .shell, Self.isShort(recorded, replayed),
            let statement = ToolRules.statement(for: recorded.text)
        else { return verdict }
        var trial = before
        let understood = try tables(recorded, replayed, statement: statement, &trial)
        // Only a cell says more than its line.
        let isExact = understood.differences.allSatisfy { $0.place.contains("column ") && !$0.place.contains("\n") }
        guard understood.match != .different || isExact else { return verdict }
        symbols = trial
        return understood
    }

    private static func isShort(_ recorded: CommandFacts, _ replayed: CommandFacts) -> Bool {
        recorded.output.count + replayed.output.count <= largestTable
    }

    /// The one place where psql's output is compared.
    private func tables(
        _ recorded: CommandFacts, _ replayed: CommandFacts, statement: String, _ symbols: inout SymbolTable
    ) throws -> TextVerdict {
        var (first, second) = (try recorded.output.text(), try replayed.output.text())
        if versions.driversDiffer {
            (first, second) = (DriverWords.withoutPasswords(first), DriverWords.withoutPasswords(second))
        }
        return TableComparison.differences(
            recorded: first, replayed: second, statement: statement,
            versionsDiffer: versionsDiffer, symbols: &symbols, cluster: cluster)
    }

    /// Compares line by line.
    func lines(
        _ recorded: Output, _ replayed: Output, _ rules: LineRules, _ symbols: inout SymbolTable
    ) throws -> TextVerdict {
        var comparison = LineComparison(recorded, replayed, rules: rules, isExact: isExact, cluster: cluster)
        return try comparison.run(&symbols)
    }

    private static func isError(_ command: CommandFacts) -> Bool {
        command.sqlState.map { $0 != "00000" && !$0.isEmpty } ?? false
    }

    /// Both failed. The message counts, unless another version or another language says the same in other words.
    private func errors(
        _ recorded: CommandFacts, _ replayed: CommandFacts, _ symbols: inout SymbolTable
    ) throws -> TextVerdict {
        var rules = LineRules()
        rules.leavesOutPositions = true
        guard Self.isShort(recorded, replayed) else {
            return try lines(recorded.output, replayed.output, rules, &symbols)
        }
        let (first, second) = (try recorded.output.text(), try replayed.output.text())
        let isTranslated = ErrorText.isCyrillic(first) != ErrorText.isCyrillic(second)
        guard recorded.sqlState == replayed.sqlState, versionsDiffer || isTranslated else {
            return try lines(recorded.output, replayed.output, rules, &symbols)
        }
        var trial = symbols
        let whole = try lines(recorded.output, replayed.output, rules, &trial)
        if whole.match != .different {
            symbols = trial
            return whole
        }
        rules.leavesOutErrors = true
        var verdict = try lines(recorded.output, replayed.output, rules, &symbols)
        if verdict.match == .same { verdict.match = .equivalent }
        let texts = [
            (isTranslated ? "language" : "error message", ErrorText.message(in: first), ErrorText.message(in: second)),
            ("error details", ErrorText.explanations(in: first), ErrorText.explanations(in: second)),
        ]
        for (place, one, two) in texts where one != two {
            verdict.differences.append(Difference(place: place, recorded: one, replayed: two, matters: false))
        }
        return verdict
    }
}

extension Output {
    /// The whole output as it looked on the terminal in the end, each line ended by a line feed; for short ones.
    func text() throws -> String {
        var reader = LineReader(self, rules: LineRules())
        var bytes: [UInt8] = []
        while try reader.next() { bytes += reader.withLine { Array($0) } + [.lineFeed] }
        return String(readable: bytes)
    }

    /// A line as it stands on a terminal, tabs up to each eighth column.
    private static func withoutTabs(_ line: Bytes) -> [UInt8] {
        guard line.contains(9) else { return Array(line) }
        var (result, column): ([UInt8], Int) = ([], 0)
        for byte in line {
            if byte == 9 {
                let width = 8 - column % 8
                result += Array(repeating: .space, count: width)
                column += width
            } else {
                result.append(byte)
                // The bytes that go on with a character take no cell.
                if byte & 0xC0 != 0x80 { column += 1 }
            }
        }
        return result
    }

    /// The output as a person would copy it from the terminal: no tabs, no spaces at line ends, no blank lines at the end.
    public func copied() throws -> Output {
        var reader = LineReader(self, rules: LineRules())
        var bytes: [UInt8] = []
        while try reader.next() {
            bytes += reader.withLine { Self.withoutTabs($0) }
            while bytes.last == UInt8(ascii: " ") { bytes.removeLast() }
            bytes.append(.lineFeed)
        }
        while bytes.last == .lineFeed { bytes.removeLast() }
        return Output(bytes.isEmpty ? [] : bytes + [.lineFeed])
    }
}
