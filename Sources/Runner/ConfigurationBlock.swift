internal import Clusters
internal import Foundation
internal import Journal
internal import LabModel

// `conf` blocks: a file is read, changed in place and written back, or only shown.

extension BlockExecution {
    func configure(
        _ name: String, _ file: String, _ change: BlockTask.ConfigurationChange
    ) throws -> Outcome {
        let cluster = try runner.clusters.cluster(named: name)
        let before = try cluster.read(file: file)
        if case .show(let grep) = change { return try show(cluster, file, before, grep) }
        try keep(cluster, file, .before, before)
        var edited = ConfigurationFile(before)
        edited.apply(change)
        if edited.content != before { try cluster.write(file: file, content: edited.content) }
        try keep(cluster, file, .after, edited.content)
        try print(TranscriptStyle.bold("\(name): \(file)") + "\n\n")
        try print(FileView(edited.content).changes(edited.changes))
        return .ok
    }

    private func show(_ cluster: any Cluster, _ file: String, _ content: [UInt8], _ grep: String?) throws -> Outcome {
        try keep(cluster, file, .shown, content)
        try print(TranscriptStyle.bold("\(cluster.name): \(file)") + "\n\n")
        guard let grep else {
            try print(FileView(content).whole())
            return .ok
        }
        guard let expression = try? Regex(grep) else {
            return .failed("grep=\(grep) is not a regular expression")
        }
        try print(FileView(content).matches(expression))
        return .ok
    }

    private func keep(
        _ cluster: any Cluster, _ file: String, _ moment: Snapshot.Moment, _ content: [UInt8]
    ) throws {
        try runner.recorder.snapshot(
            Snapshot(
                cluster: cluster.name, file: file, moment: moment, takenAt: .now, content: content,
                settings: (try? cluster.settings()) ?? []))
    }
}
