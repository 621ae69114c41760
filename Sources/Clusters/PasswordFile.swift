import Glibc

/// The passwords of a run's containers, for libpq: https://www.postgresql.org/docs/current/libpq-pgpass.html
struct PasswordFile {
    let path: String

    /// Adds the password for every role at a port of the loopback.
    func add(port: UInt16, password: String) throws(ClusterError) {
        let escaped = password.flatMap { $0 == ":" || $0 == "\\" ? ["\\", $0] : [$0] }
        do throws(FileFailure) {
            let flags = O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC
            let file = try Descriptor(open(path, flags, 0o600), path)
            try Files.write(Array("127.0.0.1:\(port):*:*:\(String(escaped))\n".utf8), to: file, path)
        } catch { throw error.error() }
    }
}
