import Glibc

/// A system call's failure as words.
struct FileFailure: Error {
    let path: String
    let message: String

    init(_ path: String, errno code: Int32 = errno) {
        self.init(path, String(cString: strerror(code)))
    }

    init(_ path: String, _ message: String) {
        self.path = path
        self.message = message
    }

    func error(_ cluster: String? = nil, remedy: String = "") -> ClusterError {
        ClusterError(.file, cluster: cluster, problem: "\(path): \(message)", remedy: remedy)
    }
}

/// An open file descriptor that closes itself.
struct Descriptor: ~Copyable {
    let number: Int32

    init(_ number: Int32, _ path: String) throws(FileFailure) {
        guard number >= 0 else { throw FileFailure(path) }
        self.number = number
    }

    deinit { close(number) }
}

/// What the file system says of a file.
struct FileStatus {
    let device: UInt64
    let inode: UInt64
    let mode: mode_t
    let uid: uid_t
    let gid: gid_t
    let size: Int

    /// nil when there is no such file, or it cannot be reached.
    init?(path: String, followsLinks: Bool = false) {
        var buffer = stat()
        guard fstatat(AT_FDCWD, path, &buffer, followsLinks ? 0 : AT_SYMLINK_NOFOLLOW) == 0 else { return nil }
        self.init(buffer)
    }

    init(_ descriptor: borrowing Descriptor, _ path: String) throws(FileFailure) {
        var buffer = stat()
        guard fstat(descriptor.number, &buffer) == 0 else { throw FileFailure(path) }
        self.init(buffer)
    }

    init(_ buffer: stat) {
        device = UInt64(buffer.st_dev)
        inode = UInt64(buffer.st_ino)
        mode = buffer.st_mode
        uid = buffer.st_uid
        gid = buffer.st_gid
        size = Int(buffer.st_size)
    }

    var isDirectory: Bool { mode & S_IFMT == S_IFDIR }
    var isRegular: Bool { mode & S_IFMT == S_IFREG }
}

enum Path {
    static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    static func name(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
    }

    /// The absolute path with every link resolved; nil when there is no such file.
    static func resolved(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// The absolute path with every link resolved but that of the last part, which need not exist.
    static func canonical(_ path: String) -> String? {
        let trimmed = path.count > 1 && path.last == "/" ? String(path.dropLast()) : path
        guard let parent = resolved(parent(of: trimmed)) else { return nil }
        return (parent == "/" ? "" : parent) + "/" + name(of: trimmed)
    }
}

enum Files {
    /// The names in a directory, sorted, without `.` and `..`.
    static func names(in path: String) throws(FileFailure) -> [String] {
        guard let stream = opendir(path) else { throw FileFailure(path) }
        defer { closedir(stream) }
        return names(in: stream)
    }

    static func names(in stream: OpaquePointer) -> [String] {
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// A small file's content; nil when it cannot be read. For files of `/proc`, whose size says nothing.
    static func contents(of path: String) -> [UInt8]? {
        guard let file = try? Descriptor(open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), path) else { return nil }
        return try? contents(of: file, path)
    }

    static func text(of path: String) -> String? {
        contents(of: path).map { String(decoding: $0, as: UTF8.self) }
    }

    /// What is left to read of an open file.
    static func contents(of file: borrowing Descriptor, _ path: String) throws(FileFailure) -> [UInt8] {
        var content: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = read(file.number, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw FileFailure(path) }
            if count == 0 { return content }
            content += buffer[..<count]
        }
    }

    static func write(_ content: [UInt8], to file: borrowing Descriptor, _ path: String) throws(FileFailure) {
        var rest = content[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { bytes in
                bytes.baseAddress.map { Glibc.write(file.number, $0, bytes.count) } ?? 0
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw FileFailure(path) }
            rest = rest.dropFirst(count)
        }
        guard fsync(file.number) == 0 else { throw FileFailure(path) }
    }

    /// Makes a file that was not there; a link in its place is a failure.
    static func create(_ path: String, _ content: String) throws(FileFailure) {
        let file = try Descriptor(open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644), path)
        try write(Array(content.utf8), to: file, path)
    }

    /// The target of a symbolic link; nil when there is none or it may not be read.
    static func link(_ path: String) -> String? {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink(path, &buffer, buffer.count)
        return count < 0 ? nil : String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
