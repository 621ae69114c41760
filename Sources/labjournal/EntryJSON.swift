internal import Journal
internal import LabModel
internal import Terminal

/// An entry as JSON, what it printed as text.
struct EntryJSON: Encodable {
    let id, run, kind, status, startedAt, body, output: String
    let step, position: Int
    let cluster, picture, endedAt, error: String?
    let durationSeconds: Double?
    let hidden: Bool
    /// How many bytes at the end of a very long output are not shown; missing when all of it is.
    let outputBytesLeftOut: Int?
    let commands: [CommandJSON]
    /// What a comparison said; both are missing where there was none.
    let verdict: String?
    let differences: [DifferenceJSON]?

    init(_ entry: EntryRecord, commands: [CommandRecord], judgement: Judgement?, output shown: ShownOutput) {
        let output = shown.bytes
        outputBytesLeftOut = shown.leftOut > 0 ? shown.leftOut : nil
        verdict = judgement?.verdict.rawValue
        differences = judgement?.differences.map(DifferenceJSON.init)
        id = entry.id
        run = entry.run
        kind = entry.kind.rawValue
        status = entry.status.rawValue
        startedAt = entry.startedAt.description
        endedAt = entry.endedAt?.description
        body = entry.body
        step = entry.step
        position = entry.position
        cluster = entry.cluster
        picture = entry.picture
        error = entry.error
        durationSeconds = entry.duration?.inSeconds
        hidden = entry.isHidden
        self.output = plainText(of: output, columns: entry.columns)
        self.commands = commands.map { CommandJSON($0, output: output, columns: entry.columns) }
    }
}

/// One prompt's command as JSON.
struct CommandJSON: Encodable {
    let text, startedAt, output: String
    let exitStatus: Int?
    let sqlstate: String?
    let durationSeconds: Double?

    init(_ command: CommandRecord, output bytes: [UInt8], columns: Int) {
        text = command.text
        startedAt = command.startedAt.description
        exitStatus = command.exitStatus
        sqlstate = command.sqlState
        durationSeconds = command.endedAt?.since(command.startedAt).inSeconds
        let range = (command.output ?? 0..<0).clamped(to: 0..<bytes.count)
        output = plainText(of: bytes[range], columns: columns)
    }
}
