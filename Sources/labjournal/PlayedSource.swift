internal import Journal
internal import LabFile
internal import LabModel

// A run that was played has its plan in the journal: what the record says is corrected there too, so that the report,
// which is made of the record, a replay and an export, which are made of the plan, never contradict each other.

extension Record {
    /// Gives a step other prose; what parts it from the block before stays.
    mutating func setProse(_ prose: String, ofStep step: Int) {
        let parting = kind == .recording ? "" : String(steps[step].prose.prefix { $0.isNewline })
        steps[step].prose = parting + prose
    }

    /// Carries attributes and prose into the lab file's bytes; of a recording by hand there are none.
    mutating func carryIntoSource() throws {
        guard kind != .recording else { return }
        guard let lab = try? LabFile.read(source) else { return }
        var result = lab.steps
        for step in steps where result.indices.contains(step.number - 1) {
            let blocks = result[step.number - 1].blocks
            result[step.number - 1] = LabModel.Step(prose: step.prose, blocks: Self.blocks(blocks, like: step.entries))
        }
        source = LabFile.write(lab.with(steps: result))
    }

    private static func blocks(_ blocks: [Block], like entries: [Entry]) -> [Block] {
        var rest = entries[...]
        return blocks.map { block in
            guard block.kind != .output, let entry = rest.popFirst() else { return block }
            return block.with(attributes: entry.attributes)
        }
    }
}

extension Lab {
    /// The lab with other steps.
    func with(steps: [Step]) -> Lab {
        Lab(
            title: title, language: language, variables: variables, secrets: secrets, clusters: clusters,
            frontMatter: frontMatter, steps: steps)
    }
}
