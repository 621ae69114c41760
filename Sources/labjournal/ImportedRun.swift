internal import Foundation
internal import Journal
internal import LabModel

/// A run that another program recorded, as it is to stand in the journal.
struct ImportedRun {
    var title: String?
    var language: String?
    /// The name of its lab.
    var name: String
    var startedAt: Timestamp
    var columns = 120
    var rows = 40
    var variables: [Variable] = []
    var clusters: [ClusterRecord] = []
    var steps: [Step] = []

    struct Step {
        var prose: String
        var entries: [Entry] = []
    }

    struct Entry {
        var block: Block
        /// What the terminal got, each piece with its moment.
        var output: [(moment: Timestamp, bytes: [UInt8])]
        var commands: [Command]
        var columns: Int
        var startedAt: Timestamp
        var endedAt: Timestamp
        var error: String?
    }

    struct Command {
        var text: String
        /// Where its output lies in that of the entry.
        var output: Range<Int>
        var exitStatus: Int?
    }

    /// The last step, begun if there is none.
    mutating func append(_ entry: Entry) {
        if steps.isEmpty { steps.append(Step(prose: "")) }
        steps[steps.count - 1].entries.append(entry)
    }

    /// Adds prose to the last step, as long as it has no entry, or begins a step.
    mutating func append(prose: String) {
        guard !prose.allSatisfy(\.isWhitespace) else { return }
        if let last = steps.last, last.entries.isEmpty {
            steps[steps.count - 1].prose += prose
        } else {
            steps.append(Step(prose: prose))
        }
    }

    /// Records the run.
    ///
    /// - Returns: the run's identifier.
    /// - Throws: `LabError` for a block that means nothing, before anything is recorded.
    func record(into path: String) throws -> String {
        for entry in steps.flatMap(\.entries) { _ = try task(of: entry.block) }
        let id = Recorder.newRunID()
        var description = RunDescription.byHand(title: title, columns: columns, rows: rows)
        description.lab = name
        description.language = language
        description.variables = variables
        let recorder = try Recorder(path: path, id: id, run: description, redactor: Redactor(), at: startedAt)
        for (position, cluster) in clusters.enumerated() { try recorder.cluster(cluster, position: position) }
        for step in steps {
            if !step.prose.isEmpty { try recorder.beginStep(prose: step.prose) }
            for entry in step.entries { try record(entry, with: recorder) }
        }
        recorder.pastMoment = steps.last?.entries.last?.endedAt ?? startedAt
        try recorder.finish(.ok)
        return id
    }

    private func task(of block: Block) throws(LabError) -> BlockTask {
        try BlockTask(block) { name in variables.first { $0.name == name }?.value ?? "{{\(name)}}" }
    }

    private func record(_ entry: Entry, with recorder: Recorder) throws {
        recorder.pastMoment = entry.startedAt
        try recorder.begin(
            EntryDescription(
                block: entry.block, task: task(of: entry.block), step: nil, prose: "", columns: entry.columns))
        var writer = EntryWriter(entry: entry, recorder: recorder)
        try writer.write()
        recorder.pastMoment = entry.endedAt
        try recorder.end(entry.error == nil ? .ok : .failed, error: entry.error)
    }
}

/// Writes an entry's output with the beginnings and ends of its commands at their places.
private struct EntryWriter {
    let entry: ImportedRun.Entry
    let recorder: Recorder
    private var position = 0
    private var next = 0
    private var isPrinting = false

    init(entry: ImportedRun.Entry, recorder: Recorder) {
        self.entry = entry
        self.recorder = recorder
    }

    mutating func write() throws {
        for (moment, bytes) in entry.output {
            recorder.pastMoment = max(moment, entry.startedAt)
            var rest = bytes[...]
            while !rest.isEmpty {
                try passBorders()
                let piece = rest.prefix(max(1, (border ?? Int.max) - position))
                try recorder.append(Array(piece))
                position += piece.count
                rest = rest.dropFirst(piece.count)
            }
        }
        recorder.pastMoment = entry.endedAt
        try passBorders()
        // Ranges that reach behind the output end with it.
        while next < entry.commands.count { try pass() }
    }

    /// The next place at which a command's output begins or ends.
    private var border: Int? {
        guard next < entry.commands.count else { return nil }
        let output = entry.commands[next].output
        return isPrinting ? output.upperBound : output.lowerBound
    }

    private mutating func passBorders() throws {
        while let border, border <= position { try pass() }
    }

    private mutating func pass() throws {
        let command = entry.commands[next]
        if isPrinting {
            try recorder.endCommand(exitStatus: command.exitStatus)
            next += 1
        } else {
            try recorder.beginCommand(command.text)
            try recorder.beginOutput()
        }
        isPrinting.toggle()
    }
}
