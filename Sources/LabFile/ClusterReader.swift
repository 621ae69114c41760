import LabModel
import Yams

/// Reads what a front matter says of its clusters.
struct ClusterReader {
    private let reader: NodeReader

    init(_ reader: NodeReader) { self.reader = reader }

    func clusters(_ node: Node) -> [ClusterSpecification] {
        var names: [String] = []
        return reader.entries(node, "\"clusters\"").compactMap { entry in
            guard reader.isName(entry.name, entry.key) else { return nil }
            defer { names.append(entry.name) }
            return cluster(entry, after: names)
        }
    }

    static let keys = ["driver", "port", "local", "docker", "remote", "initdb"]

    private func cluster(_ entry: NodeReader.Entry, after names: [String]) -> ClusterSpecification {
        var cluster = ClusterSpecification(name: entry.name)
        for entry in reader.entries(entry.value, "cluster \"\(entry.name)\"", known: Self.keys) {
            switch entry.name {
            case "driver": cluster.driver = driver(entry)
            case "port": cluster.port = port(entry, after: names)
            case "local": readLocal(entry.value, into: &cluster)
            case "docker": cluster.docker = docker(entry.value)
            case "remote": readRemote(entry.value, into: &cluster)
            default: cluster.initdbArguments = reader.texts(entry).map(\.text)
            }
        }
        return cluster
    }

    private func driver(_ entry: NodeReader.Entry) -> ClusterSpecification.Driver? {
        guard let word = reader.text(entry) else { return nil }
        if let driver = ClusterSpecification.Driver(rawValue: word) { return driver }
        let known = ClusterSpecification.Driver.allCases.map(\.rawValue)
        reader.report(
            entry.value, "unknown driver \"\(word)\"", LabError.remedy(for: word, among: known, what: "driver"))
        return nil
    }

    private func port(_ entry: NodeReader.Entry, after names: [String]) -> ClusterSpecification.Port {
        guard let text = reader.text(entry), text != "auto" else { return .automatic }
        if text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(text), port > 0 {
            return .fixed(port)
        }
        if names.contains(text) { return .of(text) }
        reader.report(
            entry.value, "\"\(text)\" is not a port",
            "Write a number from 1 to 65535, auto, or the name of an earlier cluster to have its port.")
        return .automatic
    }

    private func readLocal(_ node: Node, into cluster: inout ClusterSpecification) {
        for entry in reader.entries(node, "\"local\"", known: ["bin", "data"]) {
            if entry.name == "bin" {
                cluster.binaries = reader.text(entry)
            } else {
                cluster.dataDirectory = reader.text(entry)
            }
        }
    }

    private func readRemote(_ node: Node, into cluster: inout ClusterSpecification) {
        for entry in reader.entries(node, "\"remote\"", known: ["conninfo"]) { cluster.conninfo = reader.text(entry) }
    }

    private func docker(_ node: Node) -> ClusterSpecification.Docker {
        var docker = ClusterSpecification.Docker()
        for entry in reader.entries(node, "\"docker\"", known: ["image", "name", "volume", "network", "env"]) {
            switch entry.name {
            case "image": docker.image = reader.text(entry)
            case "name": docker.name = reader.text(entry)
            case "volume": docker.volume = reader.text(entry)
            case "network": docker.network = reader.text(entry)
            default: docker.environment = reader.variables(entry.value, "env", mayNameAnything: true)
            }
        }
        return docker
    }
}
