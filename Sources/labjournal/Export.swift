internal import ArgumentParser
internal import Foundation
internal import Journal
internal import LabFile
internal import LabModel

/// `labjournal export`.
struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write a run as a lab file that plays, or as an asciicast.",
        discussion: """
            A run that was played gives its lab file, with the values that its variables had. With --outputs an output
            block follows each block: labjournal replay LAB.md compares with it. Secrets stay {{names}}.

            Examples:
              labjournal export -o homework.lab.md
              labjournal export --run 019ab3f2 --outputs -o homework.lab.md
              labjournal export | labjournal lint /dev/stdin

            Exit codes: 0 done, 1 error, 6 the journal is damaged or newer, 7 the file is there already, 64 usage,
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

    func run() throws {
        let store = try journal.open()
        let run = try store.run(named: selected.run)
        try write(try lab(of: run, in: store))
    }

    private func lab(of run: RunRecord, in store: JournalStore) throws -> [UInt8] {
        let source = try LabSource(run: run, in: store)
        var lab = source.lab.with(values: run.variables)
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
        if let present, present != Data(bytes), !force {
            throw Failure(
                .refused, "\(output) is there already and says something else",
                remedy: "Choose another file, or say --force.")
        }
        try Data(bytes).write(to: URL(fileURLWithPath: output), options: .atomic)
        StandardError.write("Wrote \(output).\n")
    }
}
