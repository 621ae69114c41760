public import LabModel

extension Lab {
    /// The lab with operations of clusters in place of the commands that did the same: what was typed for containers,
    /// or for one machine's directories, then plays on whatever clusters a driver makes.
    ///
    /// - Returns: the lab, and the first lines of the commands for servers and containers that stay as they were typed.
    public func portable() -> (lab: Lab, kept: [String]) {
        var reader = PortableCommands(self)
        let steps = self.steps.map { step in
            Step(prose: step.prose, blocks: step.blocks.flatMap { reader.blocks(for: $0) })
        }
        let known = clusters.map { cluster in
            cluster.driver == .remote
                ? cluster : ClusterSpecification(name: cluster.name, initdbArguments: cluster.initdbArguments)
        }
        let found = reader.containers.filter { name in !known.contains { $0.name == name } }
        let lab = Lab(
            title: title, language: language, variables: variables, secrets: secrets,
            clusters: known + found.map { ClusterSpecification(name: $0) }, steps: steps)
        return (lab, reader.kept)
    }
}

/// Understands recorded commands as operations of clusters.
private struct PortableCommands {
    /// The containers that were started with names, in order: each is a cluster.
    private(set) var containers: [String]
    private(set) var kept: [String] = []
    /// The cluster of each volume and data directory, and of each port of this machine.
    private var directories: [String: String] = [:]
    private var ports: [String: String] = [:]

    init(_ lab: Lab) {
        containers = lab.clusters.filter { $0.driver != .remote }.map(\.name)
        for name in containers {
            directories["{{\(name).data}}"] = name
            ports["{{\(name).port}}"] = name
        }
    }

    /// The blocks that do what a block did: itself, unless all of its commands are understood.
    mutating func blocks(for block: Block) -> [Block] {
        guard block.kind == .shell else { return [block] }
        let commands = ShellScanner.commands(in: block.body)
        var found: [Block] = []
        for command in commands {
            guard !command.isPiped, command.input == nil, let blocks = blocks(for: command.words.map(\.text)) else {
                noteKept(block, commands)
                return [block]
            }
            found += blocks
        }
        guard !found.isEmpty else { return [] }
        return Self.joined(found, attributes: block.attributes.filter { $0.name != "session" })
    }

    private mutating func noteKept(_ block: Block, _ commands: [ShellCommand]) {
        let words = Set(commands.flatMap(\.words).map { $0.text.lastPart })
        let servers: Set = [
            "docker", "podman", "pg_ctl", "pg_ctlcluster", "pg_createcluster", "initdb", "pg_basebackup",
        ]
        if words.isDisjoint(with: servers) { return }
        kept.append(String(block.body.prefix { !$0.isNewline }))
    }

    /// Operations that follow each other are one block; what the report is told of the commands goes to the last.
    private static func joined(_ blocks: [Block], attributes: [Block.Attribute]) -> [Block] {
        var result: [Block] = []
        for block in blocks {
            if let last = result.last, last.kind == .cluster, block.kind == .cluster {
                result[result.count - 1] = Block(kind: .cluster, body: last.body + block.body)
            } else {
                result.append(block)
            }
        }
        guard let last = result.popLast() else { return [] }
        return result + [Block(kind: last.kind, attributes: last.attributes + attributes, body: last.body)]
    }

    /// What the words of a command amount to; nil when they are not understood, nothing when something else does it.
    private mutating func blocks(for words: [String]) -> [Block]? {
        let words = Array(words.drop { $0.contains("=") && !$0.hasPrefix("-") })
        guard let program = words.first?.lastPart else { return [] }
        let rest = Array(words.dropFirst())
        switch program {
        case "docker", "podman": return docker(rest)
        case "sudo", "runuser", "gosu": return Self.inner(program, rest).flatMap { blocks(for: $0) }
        case "su", "bash", "sh": return Self.text(rest).flatMap { blocks(inText: $0) }
        case "initdb", "pg_ctl", "pg_ctlcluster", "pg_basebackup", "psql", "rm":
            return blocks(of: program, rest, in: nil)
        default: return nil
        }
    }

    private mutating func blocks(inText text: String) -> [Block]? {
        var result: [Block] = []
        for command in ShellScanner.commands(in: text) {
            guard !command.isPiped, let blocks = blocks(for: command.words.map(\.text)) else { return nil }
            result += blocks
        }
        return result
    }

    private static func inner(_ program: String, _ words: [String]) -> [String]? {
        var rest = words[...]
        while let word = rest.first, word.hasPrefix("-") || program == "gosu" && rest.count == words.count {
            rest = rest.dropFirst(["-u", "-g"].contains(word) ? 2 : 1)
            if word == "--" { break }
        }
        return rest.isEmpty ? nil : Array(rest)
    }

    private static func text(_ words: [String]) -> String? {
        words.firstIndex { ["-c", "-lc"].contains($0) }.flatMap { $0 + 1 < words.count ? words[$0 + 1] : nil }
    }
}

// Containers.

extension PortableCommands {
    private mutating func docker(_ words: [String]) -> [Block]? {
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
        guard let name = Self.value("--name", in: words), Self.isName(name),
            words.contains(where: { $0.contains("postgres") && !$0.contains("=") && !$0.contains("/var/") })
        else { return nil }
        if !containers.contains(name) { containers.append(name) }
        for volume in Self.values(["-v", "--volume"], in: words) {
            let parts = volume.split(separator: ":")
            if let source = parts.first, parts.count > 1 { directories[String(source)] = name }
        }
        for port in Self.values(["-p", "--publish"], in: words) {
            let parts = port.split(separator: ":")
            if parts.count > 1 { ports[String(parts[parts.count - 2])] = name }
        }
        return [Self.operation("start \(name)")]
    }

    private static func isName(_ name: String) -> Bool {
        name.first?.isLetter == true && name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
    }

    private func wipe(_ words: [String]) -> [Block]? {
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

// PostgreSQL's programs, on this machine or in a cluster's container.

extension PortableCommands {
    fileprivate func blocks(of program: String, _ words: [String], in container: String?) -> [Block]? {
        switch program {
        case "initdb": return cluster(words, container) == nil ? nil : []
        case "pg_ctl":
            guard let name = cluster(words, container),
                let word = words.first(where: { ["start", "stop", "restart", "reload", "promote"].contains($0) })
            else { return nil }
            return [Self.operation("\(word) \(name)")]
        case "pg_ctlcluster":
            guard words.count > 2, containers.contains(words[1]) else { return nil }
            return [Self.operation("\(words[2]) \(words[1])")]
        case "pg_basebackup": return baseBackup(words, container)
        case "psql": return sql(words, container)
        case "rm":
            if let container, words.contains(where: { $0.contains("/var/lib/postgresql/data") }) {
                return [Self.operation("wipe \(container)")]
            }
            return wipe(words)
        default: return nil
        }
    }

    private func cluster(_ words: [String], _ container: String?) -> String? {
        if let container { return container }
        let directory = Self.value("-D", in: words) ?? Self.value("--pgdata", in: words)
        return directory.flatMap(cluster(in:))
    }

    /// The cluster whose data lies in a directory, which may be named from where the user was.
    private func cluster(in directory: String) -> String? {
        let path = directory.withoutGlob
        if let name = directories[path] { return name }
        return directories.first { $0.key.hasSuffix("/" + path) || path.hasSuffix("/volumes/\($0.key)/_data") }?.value
    }

    /// The cluster that a connection's options lead to.
    private func source(_ words: [String], besides target: String?) -> String? {
        let connection = words.joined(separator: " ")
        let named = containers.filter { $0 != target }
        let host = Self.value("-h", in: words) ?? Self.value("--host", in: words)
        if host == nil || host == "localhost" || host == "127.0.0.1",
            let name = ports[Self.value("-p", in: words) ?? Self.value("--port", in: words) ?? "5432"]
        {
            return name
        }
        return named.first { name in
            connection.contains("{{\(name).address}}") || connection.contains("{{\(name).conninfo}}")
                || connection.contains("{{\(name).port}}") || Self.value("-h", in: words) == name
                || connection.contains("host=\(name)")
        }
    }

    private func baseBackup(_ words: [String], _ container: String?) -> [Block]? {
        guard let target = cluster(words, container),
            let source = source(words, besides: target) ?? containers.filter({ $0 != target }).only
        else { return nil }
        var text = "basebackup \(source) \(target)"
        if let slot = Self.value("-S", in: words) ?? Self.value("--slot", in: words) {
            text += " slot=\(slot)" + (words.contains { $0 == "-C" || $0 == "--create-slot" } ? " create-slot" : "")
        }
        return [Self.operation(text)]
    }

    private func sql(_ words: [String], _ container: String?) -> [Block]? {
        guard let name = container ?? source(words, besides: nil),
            let text = Self.value("-c", in: words) ?? Self.value("--command", in: words)
        else { return nil }
        var attributes = [Block.Attribute(name: "cluster", value: name)]
        if let database = Self.value("-d", in: words) { attributes.append(.init(name: "database", value: database)) }
        let isEnded = text.last == ";" || text.first == "\\"
        return [Block(kind: .sql, attributes: attributes, body: text + (isEnded ? "\n" : ";\n"))]
    }

    fileprivate static func value(_ option: String, in words: [String]) -> String? { values([option], in: words).first }

    fileprivate static func values(_ options: [String], in words: [String]) -> [String] {
        words.indices.compactMap { index in
            let word = words[index]
            for option in options {
                if word == option { return index + 1 < words.count ? words[index + 1] : nil }
                if option.hasPrefix("--"), word.hasPrefix(option + "=") {
                    return String(word.dropFirst(option.count + 1))
                }
                if !option.hasPrefix("--"), word.hasPrefix(option), word.count > 2 { return String(word.dropFirst(2)) }
            }
            return nil
        }
    }
}

extension String {
    fileprivate var lastPart: String { split(separator: "/").last.map(String.init) ?? self }

    /// A directory whose content is meant: `DIR/*`.
    fileprivate var withoutGlob: String {
        var text = self
        for ending in ["/*", "/"] where text.hasSuffix(ending) && text.count > ending.count {
            text.removeLast(ending.count)
        }
        return text
    }
}

extension [String] {
    fileprivate var only: String? { count == 1 ? first : nil }
}
