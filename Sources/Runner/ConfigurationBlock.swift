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
        let made = ConfigurationTranscript(change, of: file, on: name, from: before)
        if case .show = change {
            try keep(cluster, file, .shown, before)
        } else {
            try keep(cluster, file, .before, before)
            if made.content != before { try cluster.write(file: file, content: made.content) }
            try keep(cluster, file, .after, made.content)
        }
        try print(made.text)
        return made.problem.map { .failed($0) } ?? .ok
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
