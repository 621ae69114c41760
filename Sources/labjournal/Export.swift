internal import ArgumentParser
internal import Casts
internal import Foundation
internal import Journal
internal import LabFile
internal import LabModel

/// `labjournal export`.
struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write a run as a lab file that plays, or as an asciicast.",
        discussion: """
            A run that was played gives its lab file, with the values that its variables had. With --outputs an output \
            block follows each block: labjournal replay LAB.md compares with it. Secrets stay {{names}}. Of a recording \
            by hand, what its clusters were given becomes {{main.port}}, {{main.data}} …, and what recurs a variable.

            With --asciicast the run, or one entry of it, plays in asciinema: with its times, and a marker a step.

            Examples:
              labjournal export -o homework.lab.md
              labjournal export --run 019ab3f2 --outputs -o homework.lab.md
              labjournal export --portable -o homework.lab.md     what was done in Docker, for local clusters
              labjournal export --asciicast -o lab.cast && asciinema play lab.cast
              labjournal export --asciicast v3 --entry 019ab3f2-7c11 -o slot.cast

            Exit codes: 0 done, 1 error, 6 the journal is damaged or newer, 7 the file is there already, 64 usage, \
            66 no journal.
            """)

    @OptionGroup var journal: JournalOption
    @OptionGroup var selected: RunOption
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "The file; default: standard output. One that is there is not overwritten.", valueName: "file")
    )
    var output: String?
    @Flag(name: .shortAndLong, help: "Overwrite the file.")
    var force = false
    @Flag(name: .long, help: "Put what each block printed behind it.")
    var outputs = false
    @Flag(name: .long, help: "Put operations of clusters in place of docker and pg_ctl commands that do the same.")
    var portable = false
    @Option(
        name: .long, defaultAsFlag: "v2",
        help: ArgumentHelp("Write an asciicast, v2 (unless said) or v3, in place of a lab.", valueName: "version"))
    var asciicast: String?
    @Option(name: .long, help: ArgumentHelp("This entry only; with --asciicast.", valueName: "entry"))
    var entry: String?

    private var version: Asciicast.Version? { asciicast.flatMap(Asciicast.Version.init(rawValue:)) }

    func validate() throws {
        if let asciicast, version == nil { throw ValidationError("--asciicast \(asciicast): use v2 or v3.") }
        if asciicast == nil, entry != nil { throw ValidationError("--entry goes with --asciicast.") }
        if asciicast != nil, outputs || portable {
            throw ValidationError("--outputs and --portable are of lab files, not of an asciicast.")
        }
        if portable, outputs {
            throw ValidationError("What was printed belongs to what was typed: either --outputs or --portable.")
        }
    }

    func run() throws {
        let store = try journal.open()
        let run = try store.run(named: selected.run)
        if let version { return try export(run, as: version, in: store) }
        try write(try lab(of: run, in: store))
    }

    /// Writes event by event; a file takes the place of another only when it is whole.
    private func export(_ run: RunRecord, as version: Asciicast.Version, in store: JournalStore) throws {
        let entry = try self.entry.map { try store.entry(named: $0) }
        let run = try entry.map { try store.run(named: $0.run) } ?? run
        guard let output else {
            var cast = try ExportedCast(run, only: entry, in: store, version: version) { StandardOutput.write($0) }
            return try cast.export()
        }
        if FileManager.default.fileExists(atPath: output), !force { throw Self.isThere(output) }
        let part = output + ".part"
        guard FileManager.default.createFile(atPath: part, contents: nil), let file = FileHandle(forWritingAtPath: part)
        else { throw Failure(.error, "\(part) cannot be written", remedy: "Name another file with --output.") }
        do {
            var cast = try ExportedCast(run, only: entry, in: store, version: version) { text in
                try file.write(contentsOf: Data(text.utf8))
            }
            try cast.export()
            try file.close()
        } catch {
            try? FileManager.default.removeItem(atPath: part)
            throw error
        }
        guard rename(part, output) == 0 else {
            throw Failure(.error, "\(output) cannot be written", remedy: "The recording is in \(part).")
        }
        StandardError.write("Wrote \(output).\n")
    }

    private static func isThere(_ path: String) -> Failure {
        Failure(
            .refused, "\(path) is there already and says something else",
            remedy: "Choose another file, or say --force.")
    }

    private func lab(of run: RunRecord, in store: JournalStore) throws -> [UInt8] {
        let source = try LabSource(run: run, in: store)
        var lab = source.lab.with(values: run.variables)
        if portable {
            let (portable, kept) = lab.portable(changes: try store.configurationChanges(of: run))
            lab = portable
            for line in kept { StandardError.write("Kept as typed: \(line)\n") }
        }
        if outputs { lab = try RecordedOutputs(of: run, in: store).lab(lab) }
        let bytes = LabFile.write(lab)
        guard bytes.count <= LabFile.maximumSize else {
            throw Failure(
                .error, "with its outputs the lab file would take \(bytes.count >> 20) MiB; 16 is what it may hold",
                remedy: "Export it without --outputs; labjournal replay compares with the journal.")
        }
        return bytes
    }

    private func write(_ bytes: [UInt8]) throws {
        guard let output else { return StandardOutput.write(Data(bytes)) }
        let present = FileManager.default.contents(atPath: output)
        if let present, present != Data(bytes), !force { throw Self.isThere(output) }
        try Data(bytes).write(to: URL(fileURLWithPath: output), options: .atomic)
        StandardError.write("Wrote \(output).\n")
    }
}
