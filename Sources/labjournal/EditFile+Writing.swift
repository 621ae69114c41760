internal import Journal
internal import LabFile
internal import LabModel

// The file that an editor opens.

extension EditFile {
    static func text(of record: Record, run: RunRecord) throws -> [UInt8] {
        let lab = try plan(of: record)
        let what =
            record.kind == .recording
            ? "Change prose, move or remove blocks, merge steps; and of a block picture=, append, alt=,"
            : "Its blocks are those of its lab file and stay. Change prose, and of a block picture=, append, alt=,"
        let marks = """
            #| The record of run \(run.id)
            #| \(what)
            #| hidden, lines=, rows=, compare=. What was typed and printed stays as it is. Keep each entry=.
            #| record \(record.digest)

            """
        return Array(marks.utf8) + LabFile.write(lab.with(steps: named(lab.steps, record)))
    }

    private static func plan(of record: Record) throws -> Lab {
        if record.kind != .recording { return try LabFile.read(record.source) }
        let steps = record.steps.map { step in
            Step(
                prose: step.prose,
                blocks: step.entries.map { Block(kind: $0.kind, attributes: $0.attributes, body: $0.body) })
        }
        // Without a front matter of its own, prose that begins with a rule would be taken for one.
        let hasFields = record.title != nil || record.language != nil
        return Lab(
            title: record.title, language: record.language, frontMatter: hasFields ? nil : "---\nlab: 1\n---\n",
            steps: steps)
    }

    /// The blocks with the names of their entries.
    private static func named(_ steps: [Step], _ record: Record) -> [Step] {
        steps.enumerated().map { index, step in
            let recorded =
                record.kind == .recording ? record.steps[index] : record.steps.first { $0.number == index + 1 }
            var rest = (recorded?.entries ?? [])[...]
            let blocks = step.blocks.map { block in
                guard block.kind != .output, let entry = rest.popFirst() else { return block }
                let name = Block.Attribute(name: "entry", value: record.name(of: entry))
                return block.with(attributes: block.attributes + [name])
            }
            return Step(prose: step.prose, blocks: blocks)
        }
    }
}

extension Record {
    fileprivate func name(of entry: Entry) -> String {
        entries.filter { $0.id.hasPrefix(entry.shortID) }.count == 1 ? entry.shortID : entry.id
    }
}
