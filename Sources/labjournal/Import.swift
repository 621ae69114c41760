internal import ArgumentParser
internal import Casts
internal import Foundation
internal import Journal
internal import LabFile
internal import LabModel

/// `labjournal import`.
struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Take a recording of another program, or a write-up with transcripts, into the journal as a run.",
        discussion: """
            Taken are asciicasts of versions 2 and 3 (asciinema), typescripts (script), and Markdown whose fenced blocks \
            show prompts: $, #, user@host:~$, postgres=#. Each command becomes an entry, found by the shell's marks or \
            by its prompt; where there is neither, the recording is one entry. Statements in psql become sql. \
            A lab file with output blocks, as labjournal export --outputs writes it, is taken block by block.

            Examples:
              labjournal import session.cast --title "The slot"
              script -T lab.timing lab.typescript; labjournal import lab.typescript --timing lab.timing
              labjournal import homework.md && labjournal report

            Exit codes: 0 done, 1 error, 6 the journal is damaged or newer, 64 usage, 65 the file is not valid: nothing \
            was taken, 66 it is missing.
            """)

    @Argument(help: "The recording or write-up.", completion: .file())
    var file: String
    @OptionGroup var journal: JournalOption
    @Option(name: .long, help: "The run's title; default: what the file says.")
    var title: String?
    @Option(name: .long, help: "What the file is: asciicast, typescript or markdown; default: what it looks like.")
    var format: String?
    @Option(name: .long, help: ArgumentHelp("The timing file of a typescript.", valueName: "file"))
    var timing: String?

    private enum Format: String { case asciicast, typescript, markdown }

    func run() throws {
        let bytes = try Self.read(file)
        do {
            try record(imported(bytes, as: format(of: bytes)))
        } catch let error as LabError {
            throw Failure(
                .invalidInput, "\(timing ?? file):\(error.line):\(error.column): \(error.problem)", remedy: error.remedy
            )
        } catch let error as LabFileError {
            throw Failure(
                .invalidInput, "\(file):\(error.line):\(error.column): \(error.problem)", remedy: error.remedy)
        }
    }

    private func record(_ run: ImportedRun) throws {
        let entries = run.steps.map(\.entries.count).reduce(0, +)
        guard entries > 0 else {
            throw Failure(
                .invalidInput, "\(file) shows nothing that was done",
                remedy: "In a write-up, a transcript is a fenced block that begins with a prompt.")
        }
        let path = journal.path
        let id = try run.record(into: path)
        StandardError.write(
            "Imported \(entries == 1 ? "1 entry" : "\(entries) entries") as run \(id.prefix(13)) in \(path). Write it up: labjournal report\n"
        )
    }

    private func format(of bytes: [UInt8]) throws -> Format {
        if let format {
            guard let known = Format(rawValue: format) else {
                throw ValidationError("--format \(format): use asciicast, typescript or markdown.")
            }
            return known
        }
        if timing != nil || Typescript.isTypescript(bytes) { return .typescript }
        let head = bytes.prefix(4096).drop { $0 == 0x20 || $0 == 0x0A }
        if head.first == UInt8(ascii: "{"), String(decoding: head, as: UTF8.self).contains("\"version\"") {
            return .asciicast
        }
        if ["md", "markdown"].contains(URL(fileURLWithPath: file).pathExtension.lowercased()) { return .markdown }
        throw Failure(
            .invalidInput, "\(file) looks like no recording that is known",
            remedy: "Say what it is: --format asciicast, typescript or markdown.")
    }

    private func imported(_ bytes: [UInt8], as format: Format) throws -> ImportedRun {
        let name = URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent
        switch format {
        case .asciicast: return cast(try Asciicast.read(bytes), name)
        case .typescript: return cast(try Typescript.read(bytes, timing: timing.map(Self.read)), name)
        case .markdown: return try ImportedWriteUp(bytes).run(title: title, name: name)
        }
    }

    private func cast(_ cast: Cast, _ name: String) -> ImportedRun {
        var imported = ImportedCast(cast, startedAt: cast.startedAt ?? .now)
        return imported.run(title: title, name: name)
    }

    /// Reads a file of bounded size.
    private static func read(_ path: String) throws -> [UInt8] {
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw Failure(.missingInput, "\(path) cannot be read", remedy: "Name a recording or a write-up.")
        }
        let data: Data
        do {
            data = try handle.read(upToCount: Cast.maximumSize + 1) ?? Data()
        } catch {
            throw Failure(.missingInput, "\(path) cannot be read", remedy: "Name a file, not a directory.")
        }
        guard data.count <= Cast.maximumSize else {
            throw Failure(.invalidInput, "\(path):1:1: the file is larger than 256 MiB", remedy: "Cut it into pieces.")
        }
        guard !data.isEmpty else {
            throw Failure(.invalidInput, "\(path):1:1: the file is empty", remedy: "Name a recording or a write-up.")
        }
        return [UInt8](data)
    }
}
