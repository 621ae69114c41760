import Glibc

/// A run's own directory: its clusters' data directories and logs, the servers' sockets, the lab's shells' home.
///
/// The present user owns it. For root, the servers' user may make files in it but, by the sticky bit, not touch those
/// of others.
public final class RunDirectory {
    /// The absolute path, links resolved.
    public let path: String
    /// The id of the run.
    public let runID: String
    /// An empty directory for the lab's shells, the present user's. For root, it is as the run's directory is.
    public var home: String { "\(path)/home" }

    /// Whether a path without links and `..` leads into the directory.
    func holds(_ other: String) -> Bool {
        other.hasPrefix(path + "/") && !other.split(separator: "/").contains("..")
    }

    private var marker: String { "\(path)/.labjournal" }
    private var markerText: String { "labjournal 1\nrun \(runID)\n" }

    /// Whether the directory is there, and was made for this run by the present user.
    private var isMarked: Bool {
        guard let directory = FileStatus(path: path), directory.isDirectory, directory.uid == geteuid(),
            let mark = FileStatus(path: marker), mark.isRegular, mark.uid == geteuid()
        else { return false }
        return Files.text(of: marker) == markerText
    }

    /// A Unix socket's path holds 107 bytes.
    private static let longestPath = 107 - "/.s.PGSQL.65535".utf8.count

    /// Makes the directory: `labjournal-XXXXXX` in the temporary directory, or in `/tmp` when that one's path is too
    /// long for a socket or cannot be reached by the servers.
    ///
    /// - Parameters:
    ///   - runID: the id of the run, one line.
    ///   - temporary: the temporary directory; nil is that of the environment.
    /// - Throws: `file`; nothing is left behind then.
    public init(runID: String, temporary: String? = nil) throws(ClusterError) {
        self.runID = runID
        let user = try? ServerUser.find()
        let wanted = temporary ?? getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        let parent = Self.isSuitable(wanted, for: user) ? wanted : "/tmp"
        var template = Array("\(parent)/labjournal-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw FileFailure(parent).error(
                remedy: "Make room there, or set TMPDIR to a directory that can be written.")
        }
        let made = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        path = Path.canonical(made) ?? made
        do {
            try furnish(for: user)
        } catch {
            try? FileTree.remove(path)
            throw error.error()
        }
    }

    /// Takes a run's directory that an earlier process made.
    ///
    /// - Throws: `refused` when it is not marked as this run's.
    public init(reopening path: String, runID: String) throws(ClusterError) {
        self.path = path
        self.runID = runID
        if !isMarked { throw notMarked("used") }
    }

    private func notMarked(_ purpose: String) -> ClusterError {
        ClusterError(
            .refused, problem: "\(path) is not marked as the directory of run \(runID.prefix(13))",
            remedy: "It was not \(purpose); remove it by hand if it is no longer needed.")
    }

    /// Keeps other processes from operating on the run's clusters, for as long as the lock is there.
    ///
    /// - Parameter pause: waits for a moment, and is false when there is to be no more waiting.
    /// - Returns: nil when the wait was given up.
    public func lock(pause: () -> Bool) throws(ClusterError) -> RunLock? {
        do throws(FileFailure) {
            let file = try Descriptor(open(marker, O_RDONLY | O_NOFOLLOW | O_CLOEXEC), marker)
            while flock(file.number, LOCK_EX | LOCK_NB) != 0 {
                guard errno == EWOULDBLOCK || errno == EINTR else { throw FileFailure(marker) }
                if !pause() { return nil }
            }
            return RunLock(file)
        } catch { throw error.error() }
    }

    /// A path of plain characters needs no quotes in the options that `pg_ctl` hands to a shell.
    private static func isSuitable(_ path: String, for user: ServerUser?) -> Bool {
        guard path.hasPrefix("/"), CommandLine.quote(path) == path, !path.contains(","),
            let resolved = Path.canonical(path),
            "\(resolved)/labjournal-XXXXXX".utf8.count <= longestPath,
            access(resolved, W_OK | X_OK) == 0
        else { return false }
        return user?.canReach(resolved) ?? true
    }

    private func furnish(for user: ServerUser?) throws(FileFailure) {
        try Files.create(marker, markerText)
        guard mkdir(home, 0o700) == 0 else { throw FileFailure(home) }
        guard let user, user.name != nil else { return }
        // What a lab's shell starts as the servers' user must be able to stand in it, and to make clusters there.
        for directory in [path, home] {
            guard chown(directory, geteuid(), user.gid) == 0, chmod(directory, 0o1770) == 0 else {
                throw FileFailure(directory)
            }
        }
    }

    /// Removes the directory with all that is in it; following no link, leaving no file system.
    ///
    /// - Throws: `refused` when it is not marked as this run's, or a server still runs in it; `file`.
    public func remove() throws(ClusterError) {
        guard isMarked else { throw notMarked("removed") }
        let names = (try? Files.names(in: path)) ?? []
        if let name = names.first(where: { Postmaster(of: "\(path)/\($0)") != nil }) {
            throw ClusterError(
                .refused, cluster: name, problem: "its server still runs in \(path)",
                remedy: "Nothing was removed; stop the server first.")
        }
        do { try FileTree.remove(path) } catch { throw error.error() }
    }
}

/// The right to operate on a run's clusters; it ends with the value, or with the process.
public final class RunLock {
    private let file: Descriptor

    init(_ file: consuming Descriptor) {
        self.file = file
    }
}
