internal import Casts
internal import Journal
internal import LabModel

/// The clusters that imported commands speak of, known by how psql was started.
struct ImportedClusters {
    private(set) var records: [ClusterRecord] = []
    private var names: [String: String] = [:]

    /// The block that does again what a command did.
    mutating func block(of command: RecordedCommand) -> Block {
        let body = Template.escape(command.text) + "\n"
        guard case .psql(let line) = command.place else { return Block(kind: .shell, body: body) }
        return Block(
            kind: .sql, attributes: [Block.Attribute(name: "cluster", value: name(for: line ?? ""))], body: body)
    }

    /// A name for the server that a command line connects to: its container's, else `main`, `main_2`.
    private mutating func name(for line: String) -> String {
        let server = Psql.server(of: line)
        let key = "\(server.container ?? "")/\(server.host ?? "")/\(server.port ?? 0)"
        if let known = names[key] { return known }
        let container = server.container.map { String($0.map { $0.isLetter || $0.isNumber ? $0 : "_" }) }
        let wanted = container.flatMap { $0.first?.isLetter == true ? $0 : nil } ?? "main"
        var name = wanted
        var number = 1
        while records.contains(where: { $0.name == name }) {
            number += 1
            name = "\(wanted)_\(number)"
        }
        names[key] = name
        records.append(
            ClusterRecord(
                name: name, driver: server.container == nil ? "local" : "docker", host: server.host ?? "127.0.0.1",
                port: server.port ?? (server.container == nil ? 5432 : 0), address: server.host ?? "127.0.0.1",
                data: nil))
        return name
    }
}
