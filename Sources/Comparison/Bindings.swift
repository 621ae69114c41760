internal import LabModel

/// What stands for what by the facts of the two runs, before anything was printed.
struct Bindings: Sendable, Equatable {
    /// A value of the recording and the one that stands in its place.
    struct Pair: Sendable, Equatable {
        let kind: SymbolKind
        /// The name of the variable or of the cluster; a diff names variables by it.
        let name: String
        let recorded: [UInt8]
        let replayed: [UInt8]
        /// The same as durations, in microseconds.
        var durations: (recorded: Int64, replayed: Int64)?
        /// The same as numbers of milliseconds, without their unit.
        var milliseconds: (recorded: [UInt8], replayed: [UInt8]) = ([], [])

        init(_ kind: SymbolKind, _ name: String, _ recorded: String, _ replayed: String) {
            self.kind = kind
            self.name = name
            self.recorded = Array(recorded.utf8)
            self.replayed = Array(replayed.utf8)
            guard kind == .variable, let first = LabDuration.parse(recorded), let second = LabDuration.parse(replayed)
            else { return }
            durations = (first.inMicroseconds, second.inMicroseconds)
            milliseconds = (Self.milliseconds(first), Self.milliseconds(second))
        }

        private static func milliseconds(_ duration: Duration) -> [UInt8] {
            Array(String(duration.inMicroseconds / 1000).utf8)
        }

        /// Whether the recorded value is too peculiar to stand in a text by accident; a small number is not.
        var isDistinctive: Bool { recorded.contains { !$0.isDigit } && !recorded.isEmpty }

        static func == (first: Pair, second: Pair) -> Bool {
            first.kind == second.kind && first.recorded == second.recorded && first.replayed == second.replayed
        }
    }

    /// Every pair, the same on both sides or not.
    let all: [Pair]
    /// Those to look for in texts: they differ; the longest first.
    let inText: [Pair]
    /// Variables that are durations, and were changed.
    let durations: [Pair]
    /// Whether a cluster is kept by another driver: then this machine's loopback stands for networks of containers.
    let driversDiffer: Bool
    /// Which bytes a recorded value in a text begins with, and which a replayed one does.
    private let firstBytes: [Bool]

    init(_ recorded: RunFacts, _ replayed: RunFacts) {
        all = Self.pairs(recorded, replayed)
        driversDiffer = Versions(recorded, replayed, cluster: nil).driversDiffer
        let different = all.filter { $0.recorded != $0.replayed && !$0.recorded.isEmpty && !$0.replayed.isEmpty }
        inText = different.filter { ![.port, .oid].contains($0.kind) && ($0.kind != .host || $0.recorded.count > 1) }
            .sorted { ($0.recorded.count, $0.replayed.count) > ($1.recorded.count, $1.replayed.count) }
        durations = different.filter { $0.durations != nil }
        var bytes = Array(repeating: false, count: 256)
        for pair in inText {
            for byte in [pair.recorded.first, pair.replayed.first].compactMap(\.self) { bytes[Int(byte)] = true }
        }
        firstBytes = bytes
    }

    @inline(__always) func mayBegin(with byte: UInt8) -> Bool { firstBytes[Int(byte)] }

    private static func pairs(_ recorded: RunFacts, _ replayed: RunFacts) -> [Pair] {
        var pairs = [Pair(.host, "host", recorded.host, replayed.host)]
        if let first = recorded.directory, let second = replayed.directory {
            pairs.append(Pair(.path, "home", first, second))
        }
        for cluster in recorded.clusters {
            guard let other = replayed.clusters.first(where: { $0.name == cluster.name }) else { continue }
            pairs += Self.pairs(cluster, other)
        }
        for variable in recorded.variables {
            guard let other = replayed.variables.first(where: { $0.name == variable.name }) else { continue }
            pairs.append(Pair(.variable, variable.name, variable.value, other.value))
        }
        return pairs
    }

    private static func pairs(_ recorded: ClusterFacts, _ replayed: ClusterFacts) -> [Pair] {
        var pairs = [
            Pair(.port, recorded.name, String(recorded.port), String(replayed.port)),
            Pair(kind(of: recorded.address), recorded.name, recorded.address, replayed.address),
        ]
        // A container that publishes no port is at its own address, which it has once it has been started.
        let isStarting = recorded.host == recorded.address && replayed.address.isEmpty
        if !isStarting { pairs.append(Pair(kind(of: recorded.host), recorded.name, recorded.host, replayed.host)) }
        if let first = recorded.systemIdentifier, let second = replayed.systemIdentifier {
            pairs.append(Pair(.systemIdentifier, recorded.name, first, second))
        }
        if let first = recorded.data, let second = replayed.data {
            pairs.append(Pair(.path, recorded.name, first, second))
            if let one = parent(first), let two = parent(second) { pairs.append(Pair(.path, "run", one, two)) }
        }
        if recorded.driver != replayed.driver {
            // In a network of containers each is a host by its name.
            if recorded.driver == .docker { pairs.append(Pair(.host, recorded.name, recorded.name, replayed.host)) }
            if replayed.driver == .docker { pairs.append(Pair(.host, recorded.name, recorded.host, replayed.name)) }
            pairs.append(Pair(.port, recorded.name, recorded.serverPort, replayed.serverPort))
            if let first = recorded.serverData, let second = replayed.serverData {
                pairs.append(Pair(.path, recorded.name, first, second))
            }
            if let first = recorded.sockets, let second = replayed.sockets {
                pairs.append(Pair(.path, "run", first, second))
            }
        }
        if let first = recorded.binaries, let second = replayed.binaries {
            pairs.append(Pair(.path, "programs", first, second))
        }
        return pairs
    }

    private static func kind(of host: String) -> SymbolKind {
        if host.hasPrefix("/") { return .path }
        return host.utf8.allSatisfy { $0.isDigit || $0 == .dot } || host.utf8.contains(.colon) ? .address : .host
    }

    /// The directory above a data directory: the run's, where the sockets are. `/tmp` would be no name for it.
    static func parent(_ path: String) -> String? {
        let components = path.split(separator: "/").dropLast()
        return components.count > 1 ? "/" + components.joined(separator: "/") : nil
    }
}
