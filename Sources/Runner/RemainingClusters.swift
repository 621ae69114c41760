internal import Foundation
public import Journal

extension JournalStore {
    /// The clusters that a recording has made and that are still there, whether they run or not.
    ///
    /// - Throws: `JournalError`.
    public func remainingClusters(of run: RunRecord) throws(JournalError) -> [ClusterRecord] {
        guard let directory = run.directory else { return [] }
        return try clusters(of: run).filter { cluster in
            guard let data = cluster.data, data.hasPrefix(directory + "/") else { return false }
            return FileManager.default.fileExists(atPath: data)
        }
    }

    /// The last recording that has ended and whose clusters are still there, unless they were to be kept.
    ///
    /// - Throws: `JournalError`.
    public func recordingToClear() throws(JournalError) -> RunRecord? {
        for run in try runs().reversed() where run.kind == .recording && run.status != .running {
            let isKept = run.directory.map { FileManager.default.fileExists(atPath: Recording.keeping($0)) } ?? true
            if !isKept, try !remainingClusters(of: run).isEmpty { return run }
        }
        return nil
    }
}

extension Recording {
    /// The file that says of a recording's directory that it is to stay.
    static func keeping(_ directory: String) -> String { directory + "/kept" }

    /// Leaves the clusters for good: only somebody who names the recording has them removed.
    public func keepClusters(in directory: String) {
        _ = FileManager.default.createFile(atPath: Self.keeping(directory), contents: nil)
    }
}
