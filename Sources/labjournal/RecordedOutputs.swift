internal import Journal
internal import LabFile
internal import LabModel
internal import Runner
internal import Terminal

/// What a run's blocks printed, as `output` blocks of its lab.
///
/// What a replay of the run would be compared with is what counts: outputs that were accepted in place of the run's.
/// A cluster's port, directory and address become templates, since the next run's are others; so does the directory in
/// which the shells begin.
struct RecordedOutputs {
    private var texts: [BlockAddress: String] = [:]

    init(of run: RunRecord, in store: JournalStore) throws {
        let recorded = try RecordedRun(try store.expectation(of: run), in: store)
        let substitution = try store.substitution(for: recorded.run)
        let home = try store.homeSubstitution(for: recorded.run)
        for (position, entry) in recorded.entries.enumerated() {
            guard entry.status == .ok || entry.status == .failed || entry.status == .timedOut else { continue }
            let text = try recorded.outputs(at: position).map { plainText(of: $0, columns: entry.columns) }.joined()
            texts[recorded.addresses[position]] = substitution.apply(to: Template.escape(text))
            guard let (directory, home) = home, !entry.body.contains(directory) else { continue }
            texts[recorded.addresses[position]] = home.apply(to: texts[recorded.addresses[position]] ?? "")
        }
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
