import Glibc

/// The running server of a data directory, as its `postmaster.pid` tells:
/// https://www.postgresql.org/docs/current/storage-file-layout.html
struct Postmaster: Equatable {
    let pid: pid_t
    let port: UInt16?

    /// nil when no server runs there; a file left by one that crashed does not count.
    init?(of dataDirectory: String) {
        let file = "\(dataDirectory)/postmaster.pid"
        guard FileStatus(path: file)?.isRegular == true, let text = Files.text(of: file) else { return nil }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard let first = lines.first, let pid = pid_t(first), pid > 0, Self.isAlive(pid, in: dataDirectory) else {
            return nil
        }
        self.pid = pid
        port = lines.count > 3 ? UInt16(lines[3]) : nil
    }

    /// A process id may meanwhile be another program's; a server's working directory is its data directory.
    private static func isAlive(_ pid: pid_t, in dataDirectory: String) -> Bool {
        guard kill(pid, 0) == 0 || errno == EPERM else { return false }
        guard let working = FileStatus(path: "/proc/\(pid)/cwd", followsLinks: true),
            let data = FileStatus(path: dataDirectory)
        else { return !isZombie(pid) }
        return working.inode == data.inode && working.device == data.device
    }

    /// A dead process that nobody has waited for still has its id, but no working directory.
    private static func isZombie(_ pid: pid_t) -> Bool {
        Files.text(of: "/proc/\(pid)/stat")?.contains(") Z ") ?? false
    }
}
