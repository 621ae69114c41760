import Glibc

/// A server's log, of which only the end is ever read.
struct LogFile {
    let path: String

    private static let longestTail = 65536

    /// The last lines, each at most as much as fits into 64 KiB; nil when there is no log.
    ///
    /// - Parameter offset: where in the file to begin, in bytes.
    func tail(lines: Int, from offset: Int = 0) -> String? {
        guard let file = try? Descriptor(open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK), path),
            let status = try? FileStatus(file, path), status.isRegular
        else { return nil }
        let start = max(offset, status.size - Self.longestTail)
        guard lseek(file.number, start, SEEK_SET) >= 0, let content = try? Files.contents(of: file, path) else {
            return nil
        }
        let text = String(decoding: content, as: UTF8.self)
        return text.split(separator: "\n").suffix(lines).joined(separator: "\n")
    }
}
