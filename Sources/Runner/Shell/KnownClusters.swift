internal import Capture
internal import Clusters
internal import Foundation
internal import Journal
internal import LabModel

/// The clusters that a recorded shell has come across.
///
/// A cluster whose data directory the shell's commands speak of is one of the lab: a replay makes it anew. One that was
/// only connected to is somebody's server.
struct KnownClusters {
    /// One of them.
    struct Known {
        var record: ClusterRecord
        var data: FoundData?
        var user = "postgres"
        /// Its container, as it was when the engine was asked last, and what the engine has read in its files.
        var container: FoundContainer?
        var inside: [String: [UInt8]] = [:]
        /// Whether its server has said who it is.
        var isIdentified = false
        /// Whether its container was started only just now.
        var isStarting = false
        /// What the configuration files held when they were last looked at.
        var files: [String: File] = [:]

        typealias File = (stamp: FileStamp, content: [UInt8])

        var server: FoundServer? {
            guard record.port > 0, isRunning else { return nil }
            return FoundServer(name: record.name, host: record.host, port: record.port, user: user, password: password)
        }

        /// The superuser's password, where its container tells it; it is not recorded.
        var password: String? { container?.password }

        /// What a container's processes are called inside of it says nothing here.
        var isRunning: Bool {
            record.container == nil ? data.map(\.isRunning) ?? true : container?.isRunning ?? true
        }
    }

    var all: [Known] = []
    let recorder: Recorder
    /// The engine that keeps containers; nil where there is none, or none yet.
    var engine: FoundContainers? {
        mutating get {
            if found == nil { found = FoundContainers() }
            return found
        }
    }
    private var found: FoundContainers?

    init(_ recorder: Recorder) {
        self.recorder = recorder
    }

    subscript(name: String) -> Known? { all.first { $0.record.name == name } }

    /// Takes notice of the data directories that words name in a directory; returns those that are new, or were empty.
    mutating func notice(words: [String], in directory: String) throws -> [Known] {
        var new: [Known] = []
        try adopt()
        for word in words {
            for path in Self.paths(in: word, directory) {
                guard let data = FoundData(path: path) else { continue }
                if let index = all.firstIndex(where: { $0.data == data }) {
                    let wasEmpty = all[index].files.isEmpty
                    try refresh(index, becomesLocal: true)
                    all[index].lookAtFiles()
                    if wasEmpty, !all[index].files.isEmpty {
                        all[index].isIdentified = false
                        new.append(all[index])
                    }
                } else if data.isRunning {
                    new.append(try add(data))
                } else if try cluster(keeping: data) == nil {
                    new.append(try add(data))
                }
            }
        }
        return new
    }

    /// What a word may name: itself, behind `-D` or `--pgdata=`, or the directory that a file is in.
    private static func paths(in word: String, _ directory: String) -> [String] {
        var names = [word]
        if word.hasPrefix("-D") { names.append(String(word.dropFirst(2))) }
        if let equals = word.firstIndex(of: "=") { names.append(String(word[word.index(after: equals)...])) }
        return names.filter { !$0.isEmpty && !$0.hasPrefix("-") && $0.utf8.count < 4096 && !$0.contains("\0") }
            .map { absolute($0, directory) }
            .flatMap { [$0, URL(fileURLWithPath: $0).deletingLastPathComponent().path] }
    }

    static func absolute(_ path: String, _ directory: String) -> String {
        if path.hasPrefix("/") { return path }
        if path == "~" || path.hasPrefix("~/") { return DataPath.home + path.dropFirst() }
        return directory + "/" + path
    }

    private mutating func add(_ data: FoundData) throws -> Known {
        let port = data.runningPort ?? Self.port(in: data)
        var record = ClusterRecord(
            name: name(of: data.path), driver: "local", host: data.socketDirectory ?? "127.0.0.1", port: port,
            address: "127.0.0.1", data: data.path)
        record.binaries = (try? PostgresInstallation.find(binaries: nil, search: .init()))?.directory
        var known = Known(record: record, data: data)
        known.lookAtFiles()
        known.identify()
        _ = try recorder.add(known.record)
        all.append(known)
        return known
    }

    /// The port that the file says; else the default.
    private static func port(in data: FoundData) -> Int {
        let settings = ConfigurationFile(data.content(of: "postgresql.conf") ?? []).settings
        return settings.last { $0.name == "port" }.flatMap { Int($0.value.filter(\.isNumber)) } ?? 5432
    }

    /// Its server may have been started, or have got another port.
    private mutating func refresh(_ index: Int, becomesLocal: Bool = false) throws {
        var known = all[index]
        if known.record.container != nil {
            known.refreshContainer()
            if known.record != all[index].record { try recorder.update(known.record) }
            return all[index] = known
        }
        // One that has never run will listen where its file says; a backup's is changed before its first start.
        let hasRun = known.isIdentified || known.record.serverVersion != nil
        let port = known.data.flatMap { $0.runningPort ?? (hasRun ? nil : Self.port(in: $0)) }
        if let port { known.record.port = port }
        if let socket = known.data?.socketDirectory { known.record.host = socket }
        if becomesLocal { (known.record.driver, known.record.conninfo) = ("local", nil) }
        known.identify()
        if known.record != all[index].record { try recorder.update(known.record) }
        all[index] = known
    }

    /// Looks at every known cluster again: who was started, and where.
    mutating func refresh() throws {
        try adopt()
        for index in all.indices where all[index].data != nil || all[index].record.container != nil {
            try refresh(index)
        }
    }

    /// Takes notice of what others have recorded into the run meanwhile: a verb, another shell.
    mutating func adopt() throws {
        let new = try recorder.clusters().filter { self[$0.name] == nil }
        for record in new {
            var known = Known(record: record, data: record.data.flatMap { FoundData(path: $0) })
            known.lookAtFiles()
            all.append(known)
        }
        if new.contains(where: { $0.container != nil }) { try askEngine(for: []) }
    }

    /// The cluster that a psql is connected to; a new one is taken notice of.
    mutating func cluster(of connection: PsqlConnection) throws -> String? {
        guard connection.isConnected else { return nil }
        if !connection.container.isEmpty { return try cluster(inContainer: connection.container) }
        try refresh()
        if let index = all.firstIndex(where: { $0.isAt(connection) }) {
            if all[index].password == nil { all[index].user = connection.user }
            try refresh(index)
            return all[index].record.name
        }
        let isHere = Self.isThisMachine(connection.host)
        if isHere, !connection.isBySocket, let found = try cluster(publishedAt: connection.port) { return found }
        return try add(connection, isHere)
    }

    static func isThisMachine(_ host: String) -> Bool {
        host.isEmpty || host.hasPrefix("/") || host == "localhost" || host.hasPrefix("127.") || host == "::1"
    }

    private mutating func add(_ connection: PsqlConnection, _ isHere: Bool) throws -> String {
        let server = FoundServer(
            name: "", host: connection.host, port: connection.port, user: connection.user,
            database: connection.database)
        let identity = server.identity()
        // The same path in a container is another directory.
        let found = isHere ? identity?.data.flatMap { FoundData(path: $0) } : nil
        let data = found?.runningPort == connection.port ? found : nil
        let host = connection.host.isEmpty ? "127.0.0.1" : connection.host
        var record = ClusterRecord(
            name: name(of: data?.path ?? (isHere ? "server" : host)), driver: "remote", host: host,
            port: connection.port, address: isHere ? "127.0.0.1" : host, data: data?.path)
        record.conninfo = "host=\(host) port=\(connection.port) user=\(connection.user) dbname=postgres"
        record.serverVersion = identity?.version
        record.systemIdentifier = identity?.systemIdentifier
        return try add(Known(record: record, data: data, user: connection.user))
    }

    mutating func add(_ known: Known) throws -> String {
        var known = known
        if known.record.container != nil { known.identify() }
        _ = try recorder.add(known.record)
        known.lookAtFiles()
        all.append(known)
        return known.record.name
    }

    /// A name for a cluster: the last part of a path that says something, made a name and made unique.
    func name(of path: String) -> String {
        let parts = path.split(separator: "/").map(String.init)
        let telling =
            parts.last { !["data", "pgdata"].contains($0) && Int($0) == nil } ?? parts.last ?? "server"
        var name = String(telling.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") ? $0 : "_" })
        if name.first?.isLetter != true { name = "cluster_" + name }
        if name == "home" { name = "home_cluster" }
        var unique = name
        var number = 1
        while all.contains(where: { $0.record.name == unique }) {
            number += 1
            unique = "\(name)-\(number)"
        }
        return unique
    }

    /// The state of every cluster.
    mutating func observe() -> [Observation] {
        all.indices.compactMap { index in
            all[index].lookWhetherStarted()
            let known = all[index]
            // What a server says that is only just starting is another thing each time.
            if known.isStarting || known.record.container != nil && known.record.port == 0 { return nil }
            guard let server = known.server else {
                return Observation(cluster: known.record.name, takenAt: .now, state: .stopped)
            }
            return server.observe()
        }
    }

    /// The configuration files that have changed since they were last looked at, as they were at some moment.
    mutating func changes(as stamps: [String: FileStamp]) -> [ConfigurationChange] {
        all.indices.flatMap { all[$0].lookAtFiles(as: stamps) }
    }

    /// The paths of the configuration files.
    var files: [String] {
        all.compactMap(\.data).flatMap { data in FoundData.configurationFiles.map { "\(data.path)/\($0)" } }
    }

    /// The text of a command with templates in place of the clusters' data directories, however they are written there.
    func templated(_ text: String, in directory: String) -> String {
        var result = Template.escape(text)
        for known in all where known.record.driver != "remote" {
            guard let data = known.record.data ?? known.data?.path else { continue }
            let forms = DataPath.forms(of: data, in: directory)
            result = DataPath.replace(forms, by: "{{\(known.record.name).data}}", in: result)
        }
        return result
    }
}

extension KnownClusters.Known {
    /// Asks the server who it is, until it has answered once.
    mutating func identify() {
        guard !isIdentified, let identity = server?.identity() else { return }
        isIdentified = true
        record.serverVersion = identity.version
        record.systemIdentifier = identity.systemIdentifier
    }

    /// Whether a psql is connected to it.
    func isAt(_ connection: PsqlConnection) -> Bool {
        guard isRunning else { return false }
        let isHere = KnownClusters.isThisMachine(connection.host)
        if record.container != nil {
            let isAtAddress = connection.host == record.address && connection.port == 5432
            return isAtAddress || isHere && !connection.isBySocket && connection.port == record.port
        }
        let isSameHost = isHere ? KnownClusters.isThisMachine(record.host) : record.host == connection.host
        return isSameHost && record.port == connection.port
    }

    /// Reads the files whose stamps are new; returns those whose content is as well.
    @discardableResult
    mutating func lookAtFiles(as stamps: [String: FileStamp] = [:]) -> [ConfigurationChange] {
        guard let data else { return [] }
        var changes: [ConfigurationChange] = []
        for file in FoundData.configurationFiles {
            let path = "\(data.path)/\(file)"
            let present = stamps[path] ?? FileStamp(path: path)
            // What was removed and comes again is no change of what it was.
            if present == nil { files[file] = nil }
            guard let stamp = stamps[path] ?? (files[file] == nil ? present : nil),
                stamp != files[file]?.stamp, let content = data.content(of: file)
            else { continue }
            if let before = files[file], before.content != content {
                changes.append(
                    ConfigurationChange(cluster: record.name, file: file, before: before.content, after: content))
            }
            files[file] = (stamp, content)
        }
        return changes
    }
}
