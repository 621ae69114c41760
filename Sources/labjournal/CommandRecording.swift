internal import Capture
internal import Foundation
internal import Journal
internal import LabModel
internal import Runner

/// A command that is run as if labjournal were not there, and recorded.
struct CommandRecording {
    /// The command's name and arguments, byte for byte.
    let words: [[UInt8]]
    /// The attributes of its block.
    let attributes: [Block.Attribute]
    let destination: Destination

    init(words: [[UInt8]], attributes: [Block.Attribute], into destination: Destination) {
        self.words = words
        self.attributes = attributes
        self.destination = destination
    }

    /// The command of a bare `labjournal run -- COMMAND …`; nil where anything else was entered.
    ///
    /// Parsing its options would take a sixth of the time that recording a short command does.
    init?(bare arguments: [String]) {
        guard arguments.count > 3, arguments[1...2] == ["run", "--"] else { return nil }
        self.init(words: RawArguments.last(arguments.count - 3), attributes: [], into: Destination())
    }

    /// Carries the command out and leaves the process as it did.
    func carryOut() throws {
        let log = TerminalLog()
        let attached = AttachedCommand(log)
        let recording = try destination.recorder()
        let line = words.map(ShellText.quote).joined(separator: " ") + (Self.inputFile.map { " < \($0)" } ?? "")
        let block = Block(kind: .shell, attributes: attributes, body: Template.escape(line) + "\n")
        try begin(block, line, in: recording, attached)
        // The command, too, waits for no file.
        var thread: RecordingThread?
        let end = attached.run(words) { thread = RecordingThread(log) { try Self.record(log, in: recording) } }
        log.close()
        if let failure = thread?.wait() { throw failure }
        try finish(end, line, in: recording)
        AttachedCommand.leave(as: end)
    }

    private static func record(_ log: TerminalLog, in recorder: Recorder) throws {
        try log.record { events in
            for event in events {
                recorder.moment = event.moment
                try recorder.append(event.bytes)
            }
            recorder.moment = nil
            try recorder.flushIfDue()
        }
    }

    private func begin(_ block: Block, _ line: String, in recorder: Recorder, _ attached: AttachedCommand) throws {
        let directory = FileManager.default.currentDirectoryPath
        try recorder.begin(
            EntryDescription(
                block: block, task: BlockTask(block) { _ in nil }, step: nil, prose: "",
                columns: attached.columns ?? 120, directory: directory))
        let prompt = TranscriptStyle.prompt(user: NSUserName(), directory: Self.shown(directory))
        // Without a terminal nobody has put carriage returns before the line feeds: a terminal is to do so (ECMA-48, LNM).
        let mode = attached.isOnTerminal ? "" : "\u{1B}[20h"
        try recorder.append(Array("\(prompt)\(line.split(separator: "\n").joined(separator: "\r\n"))\r\n\(mode)".utf8))
        try recorder.beginCommand(line)
        try recorder.beginOutput()
    }

    /// The file that standard input is redirected from, as a shell reads it; nil for a terminal, a pipe or nothing.
    private static var inputFile: String? {
        var status = stat()
        guard fstat(0, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/0")
        else { return nil }
        return ShellText.quote(Array(path.utf8))
    }

    private static func shown(_ directory: String) -> String {
        let home = Environment["HOME"]
        guard let home, directory == home || directory.hasPrefix(home + "/") else { return directory }
        return "~" + directory.dropFirst(home.count)
    }

    private func finish(_ end: AttachedCommand.End, _ line: String, in recorder: Recorder) throws {
        if case .notStarted(let problem, _) = end {
            StandardError.write("labjournal: \(problem)\n")
            try recorder.append(Array("labjournal: \(problem)\n".utf8))
        }
        try recorder.endCommand(exitStatus: Int(end.status))
        if try !recorder.clusters().isEmpty {
            try Recording(recorder, in: JournalStore(path: destination.path), interrupt: Interrupt()).observe()
        }
        let isFailure = end.status != 0
        try recorder.end(
            isFailure ? .failed : .ok, error: isFailure ? "exit status \(end.status) of: \(line)" : nil)
        try recorder.leave()
    }
}

/// The program's arguments as the system gave them, which need not be UTF-8.
enum RawArguments {
    static func last(_ count: Int) -> [[UInt8]] {
        let all = CommandLine.unsafeArgv
        return (Int(CommandLine.argc) - count..<Int(CommandLine.argc)).compactMap { index in
            all[index].map { Array(UnsafeRawBufferPointer(start: $0, count: strlen($0))) }
        }
    }
}
