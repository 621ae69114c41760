internal import ArgumentParser
internal import Foundation
internal import Journal
internal import LabFile
internal import Report

/// `labjournal report`.
struct ReportVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Write the report of a run: Markdown, and a picture of the terminal for each block.",
        discussion: """
            Without --output the report is LAB.report.md in the present directory; pictures go to images/ beside it. \
            With --template, image links of that Markdown whose file is named like a picture of the run point at the \
            fresh picture; all else stays byte for byte.

            Examples:
              labjournal report --output README.md
              labjournal report --run 019ab3f2 --style text --output transcript.md
              labjournal report --template homework.md --output homework-fresh.md

            Exit codes: 0 done, 1 error, 6 the journal is damaged or newer, 64 usage, 66 no journal or template.
            """)

    @OptionGroup var journal: JournalOption
    @OptionGroup var selected: RunOption
    @Option(name: .long, help: ArgumentHelp("The report's file.", valueName: "file"))
    var output: String?
    @Option(name: .long, help: ArgumentHelp("A write-up whose pictures are to be replaced.", valueName: "writeup.md"))
    var template: String?
    @Option(name: .long, help: "What stands for a block: picture, text or both.")
    var style = "picture"

    func run() throws {
        guard let style = ReportStyle(rawValue: style) else {
            throw ValidationError("--style \(style): use picture, text or both.")
        }
        let store = try journal.open()
        let run = try store.run(named: selected.run)
        let document = try RunDocument.make(of: run, in: store)
        let files = ReportFiles(output: output ?? "\(run.lab).report.md")
        if let template {
            try relink(template, try MarkdownReport(document, style: .picture), into: files)
        } else {
            let report = try MarkdownReport(document, style: style)
            try files.write(pictures: report.pictures)
            try files.write(Array(report.markdown.utf8))
        }
        StandardError.write("Wrote \(files.output).\n")
    }

    private func relink(_ template: String, _ report: MarkdownReport, into files: ReportFiles) throws {
        guard let data = FileManager.default.contents(atPath: template) else {
            throw Failure(.missingInput, "\(template) cannot be read", remedy: "Name a Markdown file.")
        }
        let names = Set(report.pictures.map(\.name))
        let writeUp = WriteUp.relink(markdown: [UInt8](data)) { names.contains($0) ? "images/\($0).svg" : nil }
        try files.write(pictures: report.pictures)
        try files.write(writeUp.markdown)
        for name in writeUp.missing { StandardError.write("link without a picture: \(name)\n") }
        for picture in report.pictures where !writeUp.used.contains(picture.name) {
            StandardError.write("picture without a link: \(picture.name)\n")
        }
    }
}
