import Glibc

/// A file inside a data directory, reached without following any link.
struct DataFile {
    let cluster: String
    let directory: String
    /// The path inside the data directory.
    let file: String

    private static let longest = 16 << 20

    func read() throws(ClusterError) -> [UInt8] {
        do throws(FileFailure) {
            let parent = try openParent()
            let source = try openFile(in: parent.number)
            let content = try Files.contents(of: source, file)
            return content
        } catch { throw explained(error) }
    }

    /// Replaces the content so that nobody ever sees half of it; owner, group and mode stay.
    func write(_ content: [UInt8]) throws(ClusterError) {
        do throws(FileFailure) {
            let parent = try openParent()
            let status = try FileStatus(openFile(in: parent.number), file)
            let temporary = ".labjournal.\(getpid()).tmp"
            do throws(FileFailure) {
                try write(content, to: temporary, in: parent.number, like: status)
                guard renameat(parent.number, temporary, parent.number, Path.name(of: file)) == 0 else {
                    throw FileFailure(file)
                }
            } catch {
                unlinkat(parent.number, temporary, 0)
                throw error
            }
            fsync(parent.number)
        } catch { throw explained(error) }
    }

    private func write(
        _ content: [UInt8], to name: String, in parent: Int32, like status: FileStatus
    ) throws(FileFailure) {
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        let target = try Descriptor(openat(parent, name, flags, 0o600), file)
        guard fchown(target.number, status.uid, status.gid) == 0, fchmod(target.number, status.mode & 0o7777) == 0
        else { throw FileFailure(file) }
        try Files.write(content, to: target, file)
    }

    private func openFile(in parent: Int32) throws(FileFailure) -> Descriptor {
        // O_NONBLOCK: opening a named pipe must not wait for its writer.
        let flags = O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK
        let source = try Descriptor(openat(parent, Path.name(of: file), flags), file)
        let status = try FileStatus(source, file)
        guard status.isRegular else { throw FileFailure(file, "not a regular file") }
        guard status.size <= Self.longest else { throw FileFailure(file, "larger than 16 MiB") }
        return source
    }

    private func openParent() throws(FileFailure) -> Descriptor {
        let parts = file.split(separator: "/", omittingEmptySubsequences: false)
        guard !parts.contains(""), !parts.contains(".."), !parts.contains("."), !file.contains("\0") else {
            throw FileFailure(file, "not a path inside the data directory")
        }
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
        var parent = try Descriptor(open(directory, flags), directory)
        for part in parts.dropLast() {
            parent = try Descriptor(openat(parent.number, String(part), flags), file)
        }
        return parent
    }

    private func explained(_ failure: FileFailure) -> ClusterError {
        let isMissing = FileStatus(path: "\(directory)/PG_VERSION") == nil
        return failure.error(
            cluster,
            remedy: isMissing
                ? "The cluster has no data yet; start it first: start \(cluster)"
                : "Name a configuration file inside \(directory): no link, at most 16 MiB.")
    }
}
