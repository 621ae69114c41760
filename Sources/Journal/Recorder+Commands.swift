internal import LabModel

// The commands that are entered at the prompts of an entry, and where the output of each stands.

extension Recorder {
    /// The first line of a command was entered.
    public func beginCommand(_ text: String) throws(JournalError) {
        guard let open = entry else { return }
        let text = try redact(text)
        let command = OpenCommand(text: text, startedAt: now(open), outputStart: open.length)
        entry?.commands.append(command)
    }

    /// Another line of the last begun command was entered; the text is the whole of it.
    public func continueCommand(_ text: String) throws(JournalError) {
        guard let last = entry?.commands.indices.last else { return }
        let text = try redact(text)
        entry?.commands[last].text = text
    }

    /// The output of the last begun command begins here.
    public func beginOutput() throws(JournalError) {
        try keepRest()
        guard let open = entry, let last = open.commands.indices.last else { return }
        entry?.commands[last].outputStart = open.length
    }

    /// How many bytes of output the open entry has; what comes next is another text.
    public func outputLength() throws(JournalError) -> Int {
        try keepRest()
        return entry?.length ?? 0
    }

    /// The last begun command has ended; its output ends here, or a number of bytes before.
    ///
    /// - Parameter output: where its output stands, when that was not at the end.
    public func endCommand(
        exitStatus: Int?, sqlState: String? = nil, before bytes: Int = 0, output: Range<Int>? = nil
    ) throws(JournalError) {
        try keepRest()
        guard let open = entry, let last = open.commands.indices.last, open.commands[last].endedAt == nil else {
            return
        }
        entry?.commands[last].endedAt = now(open)
        let start = output?.lowerBound ?? open.commands[last].outputStart
        entry?.commands[last].outputStart = start
        entry?.commands[last].outputEnd = max(start, output?.upperBound ?? open.length - bytes)
        entry?.commands[last].exitStatus = exitStatus
        entry?.commands[last].sqlState = sqlState
    }

    /// Forgets the commands that the open entry had so far: they belong to what led to it.
    public func dropCommands() { entry?.commands = [] }
}
