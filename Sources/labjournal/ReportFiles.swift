internal import Foundation
internal import Report

/// Where a report goes: its Markdown file, and `images/` beside it.
struct ReportFiles {
    let output: String

    /// Writes the Markdown file, whole or not at all; its directory is made if need be.
    func write(_ markdown: [UInt8]) throws {
        let directory = URL(fileURLWithPath: output).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        try Data(markdown).write(to: URL(fileURLWithPath: output), options: .atomic)
    }

    /// Writes the pictures' files; others in the directory stay.
    func write(pictures: [MarkdownReport.PictureFile]) throws {
        guard !pictures.isEmpty else { return }
        let images = URL(fileURLWithPath: output).deletingLastPathComponent().appendingPathComponent("images")
        try FileManager.default.createDirectory(at: images, withIntermediateDirectories: true)
        for picture in pictures {
            try Data(picture.svg.utf8).write(to: images.appendingPathComponent(picture.name + ".svg"))
        }
    }
}
