internal import Clusters
internal import Foundation
internal import Journal

// Servers in containers: the engine tells which container a port, a directory and a name belong to, so that each server
// is one cluster however it is spoken of.

extension KnownClusters {
    /// Takes notice of the containers with servers that words name, and of what has become of those that are known.
    mutating func noticeContainers(_ words: [String]) throws {
        try adopt()
        try askEngine(for: words)
    }

    /// Asks for the containers of some names, and for those that are known.
    mutating func askEngine(for names: [String]) throws {
        guard let engine else { return }
        let known = all.compactMap(\.record.container)
        // Where the engine says nothing, nothing has become of anybody.
        guard let found = engine.named(Array(Set(known + names))) else { return }
        for index in all.indices { all[index].container?.hasEnded() }
        for container in found.sorted(by: { $0.name < $1.name }) {
            _ = try take(container)
        }
    }

    /// The cluster that a container is; a new one is taken notice of.
    mutating func cluster(inContainer name: String) throws -> String? {
        if let known = all.first(where: { $0.record.container == name }) { return known.record.name }
        guard let container = engine?.named([name])?.first else { return nil }
        return try take(container)
    }

    /// The cluster in the container that is published at a port.
    mutating func cluster(publishedAt port: Int) throws -> String? {
        try engine?.published(at: port).map { try take($0) }
    }

    /// The cluster in the container that has a directory for its data.
    mutating func cluster(keeping data: FoundData) throws -> String? {
        try engine?.keeping(data: data.path).map { try take($0) }
    }

    /// Takes a container for the cluster that it is: one that is known by its name, its port or its data, or a new one.
    private mutating func take(_ container: FoundContainer) throws -> String {
        if let password = container.password { _ = try recorder.secretName(ofTyped: password) }
        let index = all.firstIndex { $0.isIn(container) } ?? all.firstIndex { $0.looksLike(container) }
        guard let index else {
            let name = name(of: container.name)
            return try add(Known(record: ClusterRecord(name: name, container), container))
        }
        var known = all[index]
        known.become(container)
        known.refreshContainer()
        if known.record != all[index].record { try recorder.update(known.record) }
        all[index] = known
        return known.record.name
    }

    /// Waits until servers that have just been started answer, for what is recorded of them to be true; no longer than
    /// until somebody goes on.
    mutating func awaitStarted(unless isBehind: () -> Bool) throws {
        let deadline = ContinuousClock.now + .seconds(10)
        for index in all.indices where all[index].isStarting {
            while all[index].isStarting, ContinuousClock.now < deadline, !isBehind() {
                all[index].lookWhetherStarted()
                if all[index].isStarting { Thread.sleep(forTimeInterval: 0.05) }
            }
            let known = all[index].record
            all[index].refreshContainer()
            if all[index].record != known { try recorder.update(all[index].record) }
        }
    }
}

extension KnownClusters.Known {
    fileprivate init(record: ClusterRecord, _ container: FoundContainer) {
        self.init(record: record)
        become(container)
    }

    fileprivate func isIn(_ container: FoundContainer) -> Bool { record.container == container.name }

    /// Whether somebody has connected to the container's server, or spoken of its files, before it was known as one.
    fileprivate func looksLike(_ container: FoundContainer) -> Bool {
        guard record.container == nil else { return false }
        let isAtPort =
            container.port == record.port && record.driver == "remote" && record.data == nil
            && KnownClusters.isThisMachine(record.host)
        return isAtPort || data != nil && data?.path == container.data
    }

    /// Whether a server that was started a moment ago answers by now, or has ended.
    mutating func lookWhetherStarted() {
        if isStarting { isStarting = server.map { !$0.accepts } ?? false }
    }

    /// Its server may answer by now. What its files are given before it does, is given by the image and by nobody.
    mutating func refreshContainer() {
        if data == nil { data = record.data.flatMap { FoundData(path: $0) } }
        if record.serverVersion == nil { files = [:] }
        identify()
        lookAtFiles()
    }

    fileprivate mutating func become(_ container: FoundContainer) {
        let (name, version) = (record.name, record.serverVersion)
        let identifier = record.systemIdentifier
        if container.isRunning || record.container == nil { record = ClusterRecord(name: name, container) }
        (record.serverVersion, record.systemIdentifier) = (version, identifier)
        isStarting = container.isRunning && (isStarting || container.startedAt != self.container?.startedAt)
        (user, self.container) = (container.user, container)
        if let found = container.data.flatMap({ FoundData(path: $0) }) { data = found }
    }
}

extension ClusterRecord {
    /// What the engine says of a server in a container: at its published port, or else at its address.
    fileprivate init(name: String, _ container: FoundContainer) {
        self.init(
            name: name, driver: "docker", host: container.port == nil ? container.address : "127.0.0.1",
            port: container.port ?? (container.address.isEmpty ? 0 : 5432), address: container.address,
            data: container.data)
        self.container = container.name
    }
}
