import Glibc

/// Removal of a whole directory that follows no link and leaves no file system.
enum FileTree {
    /// Removes a directory and all that is in it.
    static func remove(_ path: String) throws(FileFailure) {
        let parentPath = Path.parent(of: path)
        let parent = try Descriptor(open(parentPath, O_RDONLY | O_DIRECTORY | O_CLOEXEC), parentPath)
        try removeDirectory(Path.name(of: path), in: parent.number, device: nil, path)
    }

    private static func removeDirectory(
        _ name: String, in parent: Int32, device: UInt64?, _ path: String
    ) throws(FileFailure) {
        // An empty one goes at once, also when it is a container's user's, whose directories cannot be opened.
        if unlinkat(parent, name, AT_REMOVEDIR) == 0 { return }
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
        let directory = try Descriptor(openat(parent, name, flags), path)
        let status = try FileStatus(directory, path)
        guard device == nil || device == status.device else {
            throw FileFailure(path, "another file system is mounted here")
        }
        for entry in try names(in: directory, path) {
            try removeEntry(entry, in: directory.number, device: status.device, "\(path)/\(entry)")
        }
        guard unlinkat(parent, name, AT_REMOVEDIR) == 0 else { throw FileFailure(path) }
    }

    private static func removeEntry(
        _ name: String, in directory: Int32, device: UInt64, _ path: String
    ) throws(FileFailure) {
        if unlinkat(directory, name, 0) == 0 || errno == ENOENT { return }
        guard errno == EISDIR || errno == EPERM else { throw FileFailure(path) }
        try removeDirectory(name, in: directory, device: device, path)
    }

    private static func names(in directory: borrowing Descriptor, _ path: String) throws(FileFailure) -> [String] {
        // closedir closes the descriptor it was given, hence the copy.
        let copy = fcntl(directory.number, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0, let stream = fdopendir(copy) else { throw FileFailure(path) }
        defer { closedir(stream) }
        return Files.names(in: stream)
    }
}
