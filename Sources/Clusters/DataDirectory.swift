import Glibc

/// A local cluster's data directory, and the mark beside it that says whether this program made it.
///
/// Only a directory whose mark is there and names the same inode is ever changed, wiped or removed.
struct DataDirectory {
    let cluster: String
    /// The absolute path; links are resolved but for the last part.
    let path: String
    let owner: ServerUser
    let runID: String

    var markerPath: String { "\(path).labjournal" }
    var postmaster: Postmaster? { Postmaster(of: path) }
    var exists: Bool { FileStatus(path: path) != nil }
    var isEmpty: Bool { (try? Files.names(in: path).isEmpty) ?? false }
    var isInitialized: Bool { FileStatus(path: "\(path)/PG_VERSION")?.isRegular == true }

    private static let markerTitle = "labjournal 1\n"

    private func marker(for status: FileStatus, run: String) -> String {
        "\(Self.markerTitle)run \(run)\ndirectory \(path)\ndevice \(status.device)\ninode \(status.inode)\n"
    }

    /// Whether the mark is there, was made by us or root, and names this very directory.
    var isOurs: Bool { markedRun != nil }

    /// Whether the directory was made in a run.
    func isMade(by run: String) -> Bool { markedRun == run }

    /// The run that the mark names; nil without a mark of ours for this very directory.
    private var markedRun: String? {
        guard let status = FileStatus(path: path), status.isDirectory,
            let mark = FileStatus(path: markerPath), mark.isRegular, mark.uid == geteuid() || mark.uid == 0,
            let text = Files.text(of: markerPath)
        else { return nil }
        let run = String(text.split(separator: "\n").dropFirst().first?.dropFirst("run ".count) ?? "")
        return text == marker(for: status, run: run) ? run : nil
    }

    /// Refuses a directory that this program did not make.
    func requireOurs() throws(ClusterError) {
        if isOurs { return }
        let isLink = FileStatus(path: path).map { $0.mode & S_IFMT == S_IFLNK } ?? false
        throw ClusterError(
            .refused, cluster: cluster,
            problem: isLink
                ? "\(path) is a symbolic link, not a data directory that labjournal made"
                : "\(path) is not a data directory that labjournal made",
            remedy: """
                Nothing was touched. Work on it with pg_ctl and an editor; or let the lab make a cluster of its own, with \
                local.data left out or naming a directory that does not exist yet.
                """)
    }

    /// Makes the directory with its mark unless it is there and ours.
    func prepare() throws(ClusterError) {
        if exists { return try requireOurs() }
        let parent = Path.parent(of: path)
        guard owner.canReach(parent) else {
            throw ClusterError(
                .file, cluster: cluster, problem: "the server's user cannot reach \(parent)",
                remedy: "Let local.data lie where \(owner.name ?? "you") may go, or leave it out.")
        }
        do { try make() } catch {
            throw error.error(cluster, remedy: "Let local.data name a directory that can be made, or leave it out.")
        }
    }

    private func make() throws(FileFailure) {
        try dropStaleMarker()
        guard mkdir(path, 0o700) == 0 else { throw FileFailure(path) }
        do throws(FileFailure) {
            let directory = try Descriptor(open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC), path)
            guard fchown(directory.number, owner.uid, owner.gid) == 0 else { throw FileFailure(path) }
            try Files.create(markerPath, marker(for: FileStatus(directory, path), run: runID))
        } catch {
            rmdir(path)
            throw error
        }
    }

    /// A mark without its directory was left by somebody who removed the directory by hand.
    private func dropStaleMarker() throws(FileFailure) {
        guard FileStatus(path: markerPath)?.isRegular == true,
            Files.text(of: markerPath)?.hasPrefix(Self.markerTitle) == true
        else { return }
        guard unlink(markerPath) == 0 else { throw FileFailure(markerPath) }
    }

    func requireStopped(to purpose: String) throws(ClusterError) {
        guard let postmaster else { return }
        throw ClusterError(
            .refused, cluster: cluster, problem: "its server runs (pid \(postmaster.pid)), so it is not \(purpose)",
            remedy: "Stop it first: stop \(cluster)")
    }

    /// Removes directory and mark.
    ///
    /// - Parameter isStopped: that no server runs there is known; a container's process ids say nothing on this machine.
    func remove(isStopped: Bool = false) throws(ClusterError) {
        guard exists else { return }
        try requireOurs()
        if !isStopped { try requireStopped(to: "removed") }
        do throws(FileFailure) {
            try FileTree.remove(path)
            guard unlink(markerPath) == 0 else { throw FileFailure(markerPath) }
        } catch { throw error.error(cluster) }
    }
}
