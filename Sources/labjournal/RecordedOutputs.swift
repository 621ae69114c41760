internal import Journal
internal import LabFile
internal import LabModel
internal import Runner
internal import Terminal

/// What a run's blocks printed, as `output` blocks of its lab.
///
/// What a replay of the run would be compared with is what counts: outputs that were accepted in place of the run's.
/// A cluster's port, directory and address become templates, since the next run's are others.
struct RecordedOutputs {
    private var texts: [BlockAddress: String] = [:]

    init(of run: RunRecord, in store: JournalStore) throws {
        let expected = try store.expectation(of: run)
        let commands = try store.commands(of: expected)
        let judgements = try store.judgements(of: expected)
        let substitution = try store.substitution(for: expected)
        for (entry, address) in try store.addressedEntries(of: expected) {
            guard entry.status == .ok || entry.status == .failed || entry.status == .timedOut else { continue }
            let text = try Self.output(
                of: entry, commands[entry.number] ?? [], judgements[entry.number], in: store)
            texts[address] = substitution.apply(to: Template.escape(text))
        }
    }

    private static func output(
        of entry: EntryRecord, _ commands: [CommandRecord], _ judgement: Judgement?, in store: JournalStore
    ) throws -> String {
        let bytes = try store.output(of: entry)
        let answered = commands.dropFirst(judgement?.firstCommand ?? 0)
        if answered.isEmpty {
            return plainText(of: bytes.dropFirst(judgement?.answerStart ?? 0), columns: entry.columns)
        }
        return answered.map { command in
            plainText(of: bytes[(command.output ?? 0..<0).clamped(to: bytes.indices)], columns: entry.columns)
        }.joined()
    }

    /// The lab with these outputs in place of those that it has.
    func lab(_ lab: Lab) -> Lab {
        let steps = lab.steps.enumerated().map { step, content in
            var blocks: [Block] = []
            for (index, block) in content.blocks.filter({ $0.kind != .output }).enumerated() {
                blocks.append(block)
                let text = texts[BlockAddress(step: step + 1, index: index)]
                if let text { blocks.append(Block(kind: .output, body: text)) }
            }
            return LabModel.Step(prose: content.prose, blocks: blocks)
        }
        return lab.with(steps: steps)
    }
}
