internal import ArgumentParser
internal import Capture
internal import Foundation
internal import Journal
internal import Report

/// `labjournal demo`.
struct Demo: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Play a built-in lab on real PostgreSQL servers and write its report.",
        discussion: """
            The directory gets the lab file, journal.sqlite, README.md and images/. labjournal labs lists the labs. Without \
            a name it is physical-replication: replication through a slot, with a replica that lags on purpose, five \
            minutes, unless delay is set.

            Examples:
              labjournal demo --set delay=5s
              labjournal demo failover
              labjournal demo --driver docker --set delay=5s
              labjournal demo --directory /tmp/lab --language ru --set delay=5s

            Exit codes: 0 done, 1 error, 4 a step failed, 5 a wait timed out, 6 the journal is damaged or newer, \
            7 refused by a guard, 64 usage, 130 interrupted.
            """)

    @Argument(help: ArgumentHelp("The lab's name.", valueName: "lab"))
    var name = "physical-replication"
    @Option(name: .long, help: ArgumentHelp("Where to put everything; default: the lab's name.", valueName: "dir"))
    var directory: String?
    @OptionGroup var driver: DriverOption
    @OptionGroup var options: LabOptions
    @Option(name: .long, help: "The language of the lab: ru or en.")
    var language = "en"

    func run() throws {
        let interrupt = Interrupt()
        let lab = try BuiltInLab.named(name)
        let file = try lab.file(in: language)
        let directory = directory ?? lab.name
        let path = "\(directory)/\(lab.name).lab.md"
        try write(file, of: lab, to: path, in: directory)
        let source = try LabSource(path: path)
        let journal = "\(directory)/journal.sqlite"
        let run = try LabPlayer(
            source: source, variables: options.variables(of: source.lab), secrets: [],
            driver: driver.value() ?? .local, keepsClusters: options.keep,
            binaries: options.binaries, image: options.image
        ).play(into: journal, interrupt: interrupt)
        try writeReport(of: run, from: journal, into: directory)
        StandardError.write("\(directory)/README.md is the write-up of run \(run.prefix(13)).\n")
    }

    /// A lab file of that name that says something else is somebody's work.
    private func write(_ file: [UInt8], of lab: BuiltInLab, to path: String, in directory: String) throws {
        let present = FileManager.default.contents(atPath: path)
        if let present, !lab.files.values.contains(where: { Data($0) == present }) {
            throw Failure(
                .refused, "\(path) is there already and has been changed",
                remedy: "Play it with labjournal play, or choose another --directory.")
        }
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        try Data(file).write(to: URL(fileURLWithPath: path), options: .atomic)
    }

    private func writeReport(of run: String, from journal: String, into directory: String) throws {
        let store = try JournalStore(path: journal)
        let document = try RunDocument.make(of: store.run(named: run), in: store)
        let report = try MarkdownReport(document, style: .picture)
        let files = ReportFiles(output: "\(directory)/README.md")
        try files.write(pictures: report.pictures)
        try files.write(Array(report.markdown.utf8))
    }
}
