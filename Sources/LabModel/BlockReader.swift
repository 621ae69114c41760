extension BlockTask {
    /// Understands a block.
    ///
    /// - Parameters:
    ///   - block: the block as the lab says it.
    ///   - value: the value of a `{{name}}`; nil when the lab knows no such name.
    ///   - names: the names that are known, for the error's advice.
    /// - Throws: `LabError` with the place of what is wrong.
    public init(_ block: Block, names: [String] = [], value: (String) -> String?) throws(LabError) {
        let reader = try BlockReader(block, names: names, value: value)
        self = try reader.task()
    }
}

/// Turns one block's attributes and lines into a task; errors point at the attribute or line they are about.
private struct BlockReader {
    let block: Block
    var values: [String: String] = [:]
    var answers: [BlockTask.Answer] = []
    var body = ""

    init(_ block: Block, names: [String], value: (String) -> String?) throws(LabError) {
        self.block = block
        for attribute in block.attributes {
            try Self.check(attribute, of: block, isRepeated: values[attribute.name] != nil)
            if attribute.name == "answer" {
                answers.append(try BlockTask.Answer(attribute, line: block.line, names: names, value: value))
                continue
            }
            do {
                values[attribute.name] = try Template.expand(attribute.value ?? "", value: value)
            } catch {
                throw Self.unknown(
                    error, names, line: block.line, column: attribute.column + attribute.name.count + 1)
            }
        }
        do {
            body = try Template.expand(block.body, value: value)
        } catch {
            throw Self.unknown(
                error, names, line: block.line + 1 + error.lineOffset, column: block.bodyColumn + error.columnOffset)
        }
    }

    private static func unknown(
        _ error: Template.UnknownName, _ names: [String], line: Int, column: Int
    ) -> LabError {
        LabError(
            line: line, column: column, problem: "unknown name {{\(error.name)}}",
            remedy: LabError.remedy(for: error.name, among: names, what: "name")
                + " A literal {{ is written \\{{.")
    }

    private static let common = [
        "picture", "append", "alt", "timeout", "fails", "hidden", "always", "compare", "lines", "rows",
    ]
    private static let flags: Set<String> = ["append", "hidden", "always", "show", "whole"]

    private static func known(_ kind: Block.Kind) -> [String] {
        switch kind {
        case .shell: common + ["session", "answer"]
        case .sql: common + ["cluster", "session", "database", "user", "options", "answer", "catch-up"]
        case .configuration: common + ["cluster", "file", "at", "show", "grep", "whole"]
        case .cluster: common
        case .wait: common + ["cluster", "database", "user", "not-before", "since", "for", "catch-up"]
        case .output: common
        }
    }

    private static func check(_ attribute: Block.Attribute, of block: Block, isRepeated: Bool) throws(LabError) {
        func error(_ problem: String, _ remedy: String) -> LabError {
            LabError(line: block.line, column: attribute.column, problem: problem, remedy: remedy)
        }
        let known = known(block.kind)
        guard known.contains(attribute.name) else {
            throw error(
                "unknown attribute \"\(attribute.name)\" of a \(block.kind.rawValue) block",
                LabError.remedy(for: attribute.name, among: known, what: "attribute"))
        }
        if isRepeated, attribute.name != "answer" {
            throw error("attribute \"\(attribute.name)\" is given twice", "Leave one of them.")
        }
        if flags.contains(attribute.name), attribute.value != nil {
            throw error("\"\(attribute.name)\" takes no value", "Write it alone: {\(attribute.name)}")
        }
        if !flags.contains(attribute.name), attribute.name != "fails", attribute.value == nil {
            throw error("\"\(attribute.name)\" needs a value", "Write \(attribute.name)=VALUE.")
        }
    }

    func error(at name: String? = nil, line: Int = 0, _ problem: String, _ remedy: String) -> LabError {
        let column = block.attributes.first { $0.name == name }?.column ?? (line > 0 ? block.bodyColumn : 1)
        return LabError(line: block.line + line, column: column, problem: problem, remedy: remedy)
    }

    func task() throws(LabError) -> BlockTask {
        let action = try self.action()
        return BlockTask(
            action: action, picture: try picture(), appendsToPicture: values["append"] != nil,
            alternative: values["alt"], limit: try duration("timeout") ?? action.ordinaryLimit,
            expectation: values["fails"].map { .failure(code: $0.isEmpty ? nil : $0) } ?? .success,
            isHidden: values["hidden"] != nil, isAlways: values["always"] != nil, comparison: try comparison(),
            shownLines: try shownLines(), rows: try rows(), answers: answers,
            catchUp: block.kind == .sql ? values["catch-up"] : nil)
    }

    private func action() throws(LabError) -> BlockTask.Action {
        switch block.kind {
        case .shell: .shell(session: values["session"], lines: lines)
        case .sql: .sql(try target(), lines: lines)
        case .configuration: try configuration()
        case .cluster: .operations(try operations())
        case .wait: .wait(try wait())
        case .output: .output(body)
        }
    }

    private var lines: [String] {
        var lines = body.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
        return lines
    }

    private func cluster() throws(LabError) -> String {
        guard let name = values["cluster"] else {
            throw error("the block does not say on which cluster", "Add cluster=NAME to its braces.")
        }
        return name
    }

    private func target() throws(LabError) -> BlockTask.SQLTarget {
        BlockTask.SQLTarget(
            cluster: try cluster(), session: values["session"], database: values["database"], user: values["user"],
            options: try options())
    }

    /// Only options that say how psql prints: others would write files, or change the prompts that are waited for.
    private func options() throws(LabError) -> [String] {
        let options = values["options"]?.split(whereSeparator: \.isWhitespace).map(String.init) ?? []
        let flags: Set = ["-A", "-t", "-x", "-q", "-H", "--csv"]
        let isFormat = { (option: String) in
            flags.contains(option) || option.count > 2 && (option.hasPrefix("-F") || option.hasPrefix("-P"))
        }
        guard let other = options.first(where: { !isFormat($0) }) else { return options }
        throw error(
            at: "options", "psql's option \(other) cannot be given here",
            "Those are possible that say how it prints: -A, -t, -x, -q, -H, --csv, -FSEPARATOR, -PNAME=VALUE.")
    }

    private func operations() throws(LabError) -> [ClusterOperation] {
        var operations: [ClusterOperation] = []
        for (index, line) in lines.enumerated() where !line.allSatisfy(\.isWhitespace) {
            do {
                operations.append(try ClusterOperation(line: line))
            } catch {
                throw self.error(line: index + 1, error.problem, error.remedy)
            }
        }
        if operations.isEmpty { throw error("the block has no operation", "Write one a line: start NAME") }
        return operations
    }

    private func duration(_ name: String) throws(LabError) -> Duration? {
        guard let text = values[name] else { return nil }
        guard let duration = LabDuration.parse(text), duration > .zero else {
            throw error(
                at: name, "\(name)=\(text) is not a duration", "Write a number and a unit: 500ms, 30s, 5min, 2h.")
        }
        return duration
    }

    private func picture() throws(LabError) -> String? {
        guard let name = values["picture"] else {
            if values["append"] == nil { return nil }
            throw error(at: "append", "append does not say to which picture", "Add picture=NAME.")
        }
        let isPlain = name.allSatisfy { $0.isLetter || $0.isNumber || "_-.".contains($0) }
        guard isPlain, !name.isEmpty, name.first != ".", name.utf8.count <= 200 else {
            throw error(at: "picture", "\"\(name)\" cannot name a picture", "Use letters, digits, _, - and dots.")
        }
        return name
    }

    private func comparison() throws(LabError) -> BlockTask.ComparisonMode {
        guard let text = values["compare"] else { return .volatile }
        guard let mode = BlockTask.ComparisonMode(rawValue: text) else {
            throw error(at: "compare", "compare=\(text) is not a way to compare", "Use exact, volatile or none.")
        }
        return mode
    }

    private func rows() throws(LabError) -> Int {
        guard let text = values["rows"] else { return 40 }
        guard let rows = Int(text), (1...10_000).contains(rows) else {
            throw error(at: "rows", "rows=\(text) is not a height", "Use a number from 1 to 10000.")
        }
        return rows
    }

    private func shownLines() throws(LabError) -> ClosedRange<Int>? {
        guard let text = values["lines"] else { return nil }
        let bounds = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false).map { Int($0) }
        guard let first = bounds.first ?? nil, let last = bounds.last ?? nil, first >= 1, last >= first else {
            throw error(at: "lines", "lines=\(text) is not a range of lines", "Write lines=10-25.")
        }
        return first...last
    }
}

extension BlockReader {
    fileprivate func configuration() throws(LabError) -> BlockTask.Action {
        guard let file = values["file"] else {
            throw error("the block does not say which file", "Add file=postgresql.conf or file=pg_hba.conf.")
        }
        guard !file.hasPrefix("/"), !file.split(separator: "/").contains(".."), !file.isEmpty else {
            throw error(at: "file", "\"\(file)\" leaves the data directory", "Name a file inside it: postgresql.conf.")
        }
        return .configuration(cluster: try cluster(), file: file, try change(of: file))
    }

    private func change(of file: String) throws(LabError) -> BlockTask.ConfigurationChange {
        let content = lines.enumerated().filter { !$0.element.allSatisfy(\.isWhitespace) }
        if values["show"] != nil {
            if let (index, _) = content.first {
                throw error(line: index + 1, "a block with show changes nothing", "Remove its lines, or show.")
            }
            return .show(grep: values["grep"])
        }
        if values["grep"] != nil { throw error(at: "grep", "grep goes with show", "Add show to the braces.") }
        if values["whole"] != nil { return .content(body) }
        if file.hasSuffix("postgresql.auto.conf") {
            throw error(
                at: "file", "postgresql.auto.conf is not edited line by line",
                "Use a sql block with ALTER SYSTEM, or add show, or whole with all of its lines.")
        }
        if content.isEmpty { throw error("the block has no line", "Write one setting or rule a line, or add show.") }
        if file.hasSuffix("pg_hba.conf") { return .rules(content.map(\.element), atEnd: try isAtEnd()) }
        if values["at"] != nil { throw error(at: "at", "at goes with file=pg_hba.conf", "Remove it.") }
        var settings: [Variable] = []
        for (index, line) in content { settings.append(try setting(line, at: index + 1)) }
        return .settings(settings)
    }

    private func isAtEnd() throws(LabError) -> Bool {
        guard let place = values["at"] else { return false }
        guard place == "end" else { throw error(at: "at", "at=\(place) is no place", "Write at=end.") }
        return true
    }

    private func setting(_ line: String, at number: Int) throws(LabError) -> Variable {
        let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map { trim($0) }
        let isName = parts[0].allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == ".") }
        guard parts.count == 2, isName, !parts[0].isEmpty, !parts[1].isEmpty else {
            throw error(line: number, "\"\(trim(line[...]))\" is not a setting", "Write name = value.")
        }
        return Variable(name: parts[0], value: parts[1])
    }

    private func trim(_ text: Substring) -> String {
        var text = text.drop { $0.isWhitespace }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }

    fileprivate func wait() throws(LabError) -> BlockTask.Wait {
        let wait = BlockTask.Wait(
            condition: try condition(), notBefore: try duration("not-before"), since: values["since"])
        if wait.since != nil, wait.notBefore == nil {
            throw error(at: "since", "since goes with not-before", "Add not-before=DURATION, or remove since.")
        }
        return wait
    }

    private func condition() throws(LabError) -> BlockTask.Wait.Condition {
        let query = trim(body[...])
        let others = ["for", "catch-up"].filter { values[$0] != nil }
        if let first = others.first, !query.isEmpty || others.count > 1 {
            throw error(
                at: first, "the wait has more than one thing to wait for", "Leave SQL, for= or catch-up= alone.")
        }
        if let pause = try duration("for") { return .pause(pause) }
        if let replica = values["catch-up"] { return .catchUp(cluster: try cluster(), replica: replica) }
        guard !query.isEmpty else {
            throw error(
                "the wait has nothing to wait for", "Write SQL that returns one boolean, or for=2s in its braces.")
        }
        return .query(try target(), query)
    }
}

extension BlockTask.Action {
    /// How long a block may take that says nothing of it: what a wait must last does not count.
    fileprivate var ordinaryLimit: Duration {
        if case .operations(let operations) = self, operations.contains(where: \.copiesData) { return .seconds(3600) }
        guard case .wait(let wait) = self else { return .seconds(120) }
        let least: Duration = .seconds(600) + (wait.notBefore ?? .zero)
        if case .pause(let pause) = wait.condition { return least + pause }
        return least
    }
}

extension ClusterOperation {
    /// Whether it takes as long as its cluster is large.
    fileprivate var copiesData: Bool {
        switch self {
        case .baseBackup, .rewind, .createSubscriber: true
        default: false
        }
    }
}
