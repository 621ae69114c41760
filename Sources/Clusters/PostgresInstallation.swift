import Glibc

/// PostgreSQL's programs on this machine.
public struct PostgresInstallation: Sendable, Equatable {
    /// Where to look for programs; injected so that a test can empty it.
    public struct Search: Sendable, Equatable {
        /// Directories as `PATH` lists them.
        public var path: String
        /// The directory that holds one directory a version, as Debian lays them out.
        public var versions: String

        /// Makes a search; the present `PATH` and Debian's directory by default.
        public init(path: String? = nil, versions: String = "/usr/lib/postgresql") {
            self.path = path ?? getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
            self.versions = versions
        }

        /// The first executable file of a name in `path`, or in the directories for the administrator's programs,
        /// which an ordinary user's `PATH` often leaves out.
        func program(_ name: String) -> String? {
            let directories = path.split(separator: ":").map { String($0) } + ["/usr/sbin", "/sbin"]
            return directories.map { directory in "\(directory)/\(name)" as String }.first { access($0, X_OK) == 0 }
        }
    }

    /// The directory of `initdb`, `pg_ctl` and `postgres`.
    public let directory: String
    /// The version in full, `15.18`; the directory's number, or `unknown`, when the server's file does not tell.
    public let version: String
    /// The major version, 15; 0 when it is unknown.
    public var major: Int { Int(version.prefix { $0.isNumber }) ?? 0 }

    private static let programs = ["initdb", "pg_ctl", "postgres"]

    /// Finds PostgreSQL: in the directory given, else in `PATH`, else the highest version in Debian's directory.
    ///
    /// - Throws: `notInstalled`, saying what to install.
    public static func find(binaries: String? = nil, search: Search = Search()) throws(ClusterError) -> Self {
        if let binaries {
            if let found = PostgresInstallation(in: binaries) { return found }
            throw ClusterError(
                .notInstalled, problem: "\(binaries) does not hold initdb, pg_ctl and postgres",
                remedy: "Correct local.bin, or leave it out to use what is installed.")
        }
        let inPath = search.path.split(separator: ":").lazy.compactMap { PostgresInstallation(in: String($0)) }
        if let found = inPath.first { return found }
        let names = (try? Files.names(in: search.versions)) ?? []
        let installed = names.compactMap { PostgresInstallation(in: "\(search.versions)/\($0)/bin") }
        if let found = installed.max(by: { $0.major < $1.major }) { return found }
        throw ClusterError(
            .notInstalled, problem: "no PostgreSQL server is installed (initdb, pg_ctl and postgres were not found)",
            remedy: "Install it (apt-get install postgresql), or name its directory with local.bin.")
    }

    /// The psql for a person at a terminal: Debian's own command, where the program is Debian's, has the better line
    /// editor, and keeps `~/.psql_history` in that one's form.
    public static func interactive(psql program: String, search: Search = Search()) -> String {
        guard program.hasPrefix(search.versions + "/"), let command = search.program("psql"),
            Path.resolved(command).map({ Path.name(of: $0) }) == "pg_wrapper"
        else { return program }
        return command
    }

    private init?(in directory: String) {
        guard !directory.isEmpty, Self.holdsPrograms(directory) else { return nil }
        // Links to the programs may leave out psql and pg_basebackup, which lie where the links lead to.
        let target = Path.resolved("\(directory)/postgres").map { Path.parent(of: $0) }
        guard let home = target.flatMap({ Self.holdsPrograms($0) ? $0 : nil }) ?? Path.resolved(directory) else {
            return nil
        }
        self.directory = home
        let ofDirectory = Path.name(of: Path.parent(of: home))
        version =
            Self.version(of: "\(home)/postgres")
            ?? (ofDirectory.first?.isNumber == true ? ofDirectory : "unknown")
    }

    private static func holdsPrograms(_ directory: String) -> Bool {
        programs.allSatisfy { access("\(directory)/\($0)", X_OK) == 0 }
    }

    /// The version that `postgres --version` would print, read from its file, which is some 10 ms faster than asking.
    private static func version(of server: String) -> String? {
        guard let file = try? Descriptor(open(server, O_RDONLY | O_CLOEXEC), server),
            let size = try? FileStatus(file, server).size, size > 0,
            let map = mmap(nil, size, PROT_READ, MAP_PRIVATE, file.number, 0), map != MAP_FAILED
        else { return nil }
        defer { munmap(map, size) }
        return version(in: UnsafeRawBufferPointer(start: map, count: size))
    }

    private static func version(in file: UnsafeRawBufferPointer) -> String? {
        let label = Array("(PostgreSQL) ".utf8)
        var rest = file[...]
        while let start = rest.indexOfFirst(UInt8(ascii: "(")) {
            rest = rest[start...]
            if rest.starts(with: label) {
                let version = rest.dropFirst(label.count).prefix(32).prefix { $0 > UInt8(ascii: " ") && $0 < 0x7F }
                if version.first.map({ Character(UnicodeScalar($0)).isNumber }) == true {
                    return String(decoding: version, as: UTF8.self)
                }
            }
            rest = rest.dropFirst()
        }
        return nil
    }

    /// `PATH` with these programs before all others.
    func path(_ search: Search) -> String { "\(directory):\(search.path):/usr/sbin:/sbin" }
}

extension Slice<UnsafeRawBufferPointer> {
    /// The index of a byte's first occurrence, found at memory's speed in a debug build too.
    fileprivate func indexOfFirst(_ byte: UInt8) -> Index? {
        guard let start = UnsafeRawBufferPointer(rebasing: self).baseAddress,
            let found = memchr(start, Int32(byte), count)
        else { return nil }
        return startIndex + (UnsafeRawPointer(found) - start)
    }
}
