internal import Clusters
internal import LabModel

/// What a `conf` block makes of a file, and what it prints of it.
struct ConfigurationTranscript {
    /// What the file holds then.
    let content: [UInt8]
    let text: String
    /// Why nothing could be shown.
    let problem: String?

    init(_ change: BlockTask.ConfigurationChange, of file: String, on cluster: String, from before: [UInt8]) {
        let title = TranscriptStyle.bold("\(cluster): \(file)") + "\n\n"
        guard case .show(let grep) = change else {
            var edited = ConfigurationFile(before)
            edited.apply(change)
            (content, problem) = (edited.content, nil)
            let kept = Set(edited.changes.filter { $0.change == .kept }.map { $0.line - 1 })
            text = title + FileView(edited.content).changes(from: before, kept: kept)
            return
        }
        content = before
        guard let grep else {
            (text, problem) = (title + FileView(before).whole(), nil)
            return
        }
        guard let expression = try? Regex(grep) else {
            (text, problem) = (title, "grep=\(grep) is not a regular expression")
            return
        }
        (text, problem) = (title + FileView(before).matches(expression), nil)
    }
}
