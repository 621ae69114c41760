internal import Comparison
internal import Journal
internal import LabModel

extension EntryFacts {
    /// What the journal holds of an entry, from its answer that counts on.
    init(_ entry: EntryRecord, commands: [CommandRecord], answerStart: Int, in store: JournalStore) throws {
        let output = RecordedOutput(entry, try store.chunks(of: entry), in: store)
        self.init(
            kind: entry.kind, cluster: entry.cluster, mode: entry.comparison, status: entry.status, error: entry.error,
            commands: commands.map { command in
                CommandFacts(
                    text: command.text, output: output.part(command.output ?? 0..<0), exitStatus: command.exitStatus,
                    sqlState: command.sqlState)
            },
            transcript: output.part(answerStart..<max(answerStart, output.count)),
            snapshots: try store.snapshots(of: entry), observations: try store.observations(of: entry))
    }
}

/// What an entry printed, read from the journal piece by piece.
private struct RecordedOutput: Sendable {
    private let entry: EntryRecord
    private let store: JournalStore
    /// The chunks' numbers, which may have gaps in a journal that somebody made.
    private let numbers: [Int]
    /// Where each chunk begins, and where the last one ends.
    private let offsets: [Int]

    init(_ entry: EntryRecord, _ chunks: [(number: Int, length: Int)], in store: JournalStore) {
        self.entry = entry
        self.store = store
        numbers = chunks.map(\.number)
        offsets = chunks.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.length) }
    }

    var count: Int { offsets.last ?? 0 }

    /// Some bytes of it.
    func part(_ range: Range<Int>) -> Output {
        let range = range.clamped(to: 0..<count)
        return Output(count: range.count) {
            var chunk = firstChunk(of: range)
            return {
                guard chunk < offsets.count - 1, offsets[chunk] < range.upperBound else { return nil }
                defer { chunk += 1 }
                let inside = range.clamped(to: offsets[chunk]..<offsets[chunk + 1])
                let bytes = try store.chunk(numbers[chunk], of: entry)
                let wanted = inside.lowerBound - offsets[chunk]..<inside.upperBound - offsets[chunk]
                return Array(bytes[wanted.clamped(to: bytes.indices)])
            }
        }
    }

    private func firstChunk(of range: Range<Int>) -> Int {
        var low = 0
        var high = offsets.count - 1
        while low + 1 < high {
            let middle = (low + high) / 2
            if offsets[middle] <= range.lowerBound { low = middle } else { high = middle }
        }
        return low
    }
}
