internal import Journal
internal import LabFile
internal import LabModel

/// Takes an edited lab file back into a record, and finds what must not be changed.
struct EditReader {
    let record: Record
    let lab: Lab
    private(set) var errors: [LabError] = []

    init(record: Record, lab: Lab) {
        self.record = record
        self.lab = lab
    }

    /// The attributes that only the report, and the comparison, look at.
    static let changeable: Set<String> = [
        "picture", "append", "alt", "hidden", "lines", "rows", "compare",
    ]

    mutating func read() -> Record {
        var result = record
        result.title = lab.title
        result.language = lab.language
        if record.kind == .recording {
            result.steps = readSteps()
            let kept = Set(result.entries.map(\.number))
            result.removed += record.entries.filter { !kept.contains($0.number) }
        } else {
            readPlayed(&result)
        }
        return result
    }

    private mutating func report(_ block: Block, column: Int = 1, _ problem: String, _ remedy: String) {
        errors.append(LabError(line: block.line, column: column, problem: problem, remedy: remedy))
    }

    private mutating func readSteps() -> [Record.Step] {
        var seen: Set<Int64> = []
        var steps: [Record.Step] = []
        for step in lab.steps {
            var entries: [Record.Entry] = []
            for block in step.blocks {
                guard var entry = entry(of: block) else { continue }
                if !seen.insert(entry.number).inserted {
                    report(block, "the entry \(entry.shortID) is there twice", "Leave one of them.")
                }
                entry.attributes = attributes(of: block, entry)
                entries.append(entry)
            }
            steps.append(Record.Step(prose: String(step.prose.drop { $0.isNewline }), entries: entries))
        }
        return steps
    }

    private mutating func entry(of block: Block) -> Record.Entry? {
        guard let name = block.entryName else {
            report(
                block, "the block stands for no entry: what was not carried out is not in a record",
                "Give it back its entry=, or remove it; text that is only shown stands in a fence ```text.")
            return nil
        }
        guard let entry = record.entries.first(where: { $0.id.hasPrefix(name) }), name.utf8.count >= 13 else {
            report(block, "the record has no entry \"\(name)\"", "Give the block back the entry= that it had.")
            return nil
        }
        return entry
    }

    /// A block's attributes, if nothing else of it was changed.
    private mutating func attributes(of block: Block, _ entry: Record.Entry) -> [Block.Attribute] {
        if block.kind != entry.kind || block.body != entry.body.withLineEnd {
            report(block, "what was done in the entry \(entry.shortID) was changed", Self.whatStays)
        }
        let attributes = block.attributes.filter { $0.name != "entry" }
        let fixed = Self.fixed(attributes)
        if fixed != Self.fixed(entry.attributes) {
            let known = Self.fixed(entry.attributes)
            let changed = block.attributes.first { attribute in
                !Self.changeable.contains(attribute.name) && attribute.name != "entry"
                    && known[attribute.name] != .some(attribute.value ?? "")
            }
            report(
                block, column: changed?.column ?? 1,
                "\(changed.map { "\"\($0.name)\"" } ?? "an attribute") of the entry \(entry.shortID) was changed",
                Self.whatStays)
        }
        checkMeaning(of: block, attributes)
        return attributes.map { Block.Attribute(name: $0.name, value: $0.value) }
    }

    private static let whatStays =
        "It is what happened. Change prose, and picture, append, alt, hidden, lines, rows, compare."

    private static func fixed(_ attributes: [Block.Attribute]) -> [String: String] {
        let kept = attributes.filter { !changeable.contains($0.name) }
        return Dictionary(kept.map { ($0.name, $0.value ?? "") }) { $1 }
    }

    private mutating func checkMeaning(of block: Block, _ attributes: [Block.Attribute]) {
        do {
            _ = try BlockTask(
                Block(
                    kind: block.kind, attributes: attributes, body: block.body, line: block.line,
                    bodyColumn: block.bodyColumn)
            ) { $0.hasSuffix(".port") ? "5432" : $0 }
        } catch {
            if attributes.contains(where: { $0.column == error.column && Self.changeable.contains($0.name) }) {
                errors.append(error)
            }
        }
    }
}

// Of a run that was played, the file is its plan: nothing but prose and what the report looks at may be another.

extension EditReader {
    fileprivate mutating func readPlayed(_ result: inout Record) {
        guard let plan = try? LabFile.read(record.source) else { return }
        guard plan.steps.map(\.blocks.count) == lab.steps.map(\.blocks.count), sameFrontMatter(plan) else {
            errors.append(
                LabError(
                    line: 1, column: 1, problem: "blocks, or what the front matter says of them, were changed",
                    remedy: "They are those of the lab file that was played. Change prose and pictures only."))
            return
        }
        for index in result.steps.indices {
            let number = result.steps[index].number - 1
            guard lab.steps.indices.contains(number) else { continue }
            result.steps[index].prose = lab.steps[number].prose
            let blocks = lab.steps[number].blocks.filter { $0.kind != .output }
            for (place, block) in zip(result.steps[index].entries.indices, blocks) {
                let entry = result.steps[index].entries[place]
                if self.entry(of: block)?.number != entry.number {
                    report(block, "the blocks' order was changed", "It is that of the lab file that was played.")
                }
                result.steps[index].entries[place].attributes = attributes(of: block, entry)
            }
        }
        result.source = LabFile.write(lab.with(steps: unnamed(plan)))
    }

    private func sameFrontMatter(_ plan: Lab) -> Bool {
        plan.variables == lab.variables && plan.secrets == lab.secrets && plan.clusters == lab.clusters
    }

    /// The steps as a lab file has them; blocks that have no entry are those of the plan.
    private mutating func unnamed(_ plan: Lab) -> [Step] {
        zip(plan.steps, lab.steps).map { planned, step in
            let blocks = zip(planned.blocks, step.blocks).map { was, block in
                if block.entryName == nil, was.body != block.body || was.kind != block.kind {
                    report(block, "a block that has no entry was changed", Self.whatStays)
                }
                return block.with(attributes: block.attributes.filter { $0.name != "entry" })
            }
            return Step(prose: step.prose, blocks: blocks)
        }
    }
}

extension String {
    fileprivate var withLineEnd: String { isEmpty || hasSuffix("\n") ? self : self + "\n" }
}
