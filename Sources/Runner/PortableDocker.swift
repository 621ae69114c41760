internal import LabModel

// Containers.

extension PortableCommands {
    mutating func docker(_ words: [String]) -> [Block]? {
        guard let verb = words.first else { return nil }
        let rest = Array(words.dropFirst())
        switch verb {
        case "run": return run(rest)
        case "start": return operations("start", rest)
        case "stop", "kill": return operations("stop", rest)
        case "restart": return operations("restart", rest)
        case "logs": return operations("logs", Array(rest.suffix(1)))
        case "inspect": return operations("address", Array(rest.suffix(1)))
        case "network" where rest.first == "inspect":
            return [Self.operation(rest.contains { $0.contains("Gateway") } ? "gateway" : "subnet")]
        case "network" where ["create", "rm", "ls"].contains(rest.first): return []
        case "volume" where ["create", "ls", "inspect"].contains(rest.first): return []
        case "volume" where rest.first == "rm": return wipe(Array(rest.dropFirst()))
        case "exec": return execute(rest)
        case "ps", "pull", "images": return []
        default: return nil
        }
    }

    static func operation(_ text: String) -> Block { Block(kind: .cluster, body: text + "\n") }

    private func operations(_ word: String, _ words: [String]) -> [Block]? {
        let names = words.filter { !$0.hasPrefix("-") && Int($0) == nil }
        guard !names.isEmpty, names.allSatisfy(containers.contains) else { return nil }
        return names.map { Self.operation("\(word) \($0)") }
    }

    /// `docker run --name NAME … -v VOLUME:… IMAGE` starts a cluster.
    private mutating func run(_ words: [String]) -> [Block]? {
        guard let run = DockerRun(words) else { return nil }
        if run.command.first?.lastPart == "pg_basebackup" {
            guard let target = run.volumes.compactMap({ directories[$0] }).first else { return nil }
            return blocks(of: "pg_basebackup", Array(run.command.dropFirst()), in: target)
        }
        guard let name = run.name, Self.isName(name) else { return nil }
        if !containers.contains(name) { containers.append(name) }
        for volume in run.volumes { directories[volume] = name }
        for port in run.ports { ports[port] = name }
        return [Self.operation("start \(name)")]
    }

    private static func isName(_ name: String) -> Bool {
        name.first?.isLetter == true && name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
    }

    func wipe(_ words: [String]) -> [Block]? {
        let names = words.filter { !$0.hasPrefix("-") }.map(cluster(in:))
        guard !names.isEmpty, names.allSatisfy({ $0 != nil }) else { return nil }
        return names.compactMap { $0 }.map { Self.operation("wipe \($0)") }
    }

    private mutating func execute(_ words: [String]) -> [Block]? {
        var rest = words[...]
        while let word = rest.first, word.hasPrefix("-") {
            rest = rest.dropFirst(["-u", "-e", "-w", "--user", "--env"].contains(word) ? 2 : 1)
        }
        guard let name = rest.popFirst(), containers.contains(name), var program = rest.popFirst()?.lastPart else {
            return nil
        }
        if ["gosu", "su", "sudo"].contains(program), let inner = Self.inner(program, Array(rest)) {
            (program, rest) = (inner.first?.lastPart ?? "", inner.dropFirst())
        }
        if ["bash", "sh"].contains(program), let text = Self.text(Array(rest)) {
            let commands = ShellScanner.commands(in: text)
            guard commands.count == 1, let only = commands.first?.words.map(\.text), let first = only.first else {
                return nil
            }
            (program, rest) = (first.lastPart, only[1...])
        }
        return blocks(of: program, Array(rest), in: name)
    }
}
