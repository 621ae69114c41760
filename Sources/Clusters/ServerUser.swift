import Glibc

/// The system user that local servers run as: oneself, or `postgres` for root, as whom PostgreSQL refuses to run.
public struct ServerUser: Sendable, Equatable {
    /// Its name when commands must change to it; nil when they run as the present user.
    public let name: String?
    let uid: uid_t
    let gid: gid_t
    /// Its home directory when commands must change to it.
    let home: String?

    /// Finds the user for this process.
    ///
    /// - Throws: `notInstalled` for root on a machine without a `postgres` user.
    public static func find() throws(ClusterError) -> ServerUser {
        guard geteuid() == 0 else { return ServerUser(name: nil, uid: geteuid(), gid: getegid(), home: nil) }
        guard let entry = getpwnam("postgres") else {
            throw ClusterError(
                .notInstalled, problem: "PostgreSQL does not run as root, and this machine has no user postgres",
                remedy: "Install PostgreSQL's packages (apt-get install postgresql), or run as an ordinary user.")
        }
        return ServerUser(
            name: "postgres", uid: entry.pointee.pw_uid, gid: entry.pointee.pw_gid,
            home: String(cString: entry.pointee.pw_dir))
    }

    /// Whether the user may pass through every directory of an absolute path.
    func canReach(_ path: String) -> Bool {
        guard name != nil else { return access(path, X_OK) == 0 }
        var ancestors = [path]
        while let last = ancestors.last, last != "/" { ancestors.append(Path.parent(of: last)) }
        return ancestors.allSatisfy { directory in
            guard let status = FileStatus(path: directory, followsLinks: true) else { return false }
            if status.uid == uid { return status.mode & S_IXUSR != 0 }
            if status.gid == gid { return status.mode & S_IXGRP != 0 }
            return status.mode & S_IXOTH != 0
        }
    }
}
