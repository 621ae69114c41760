public import LabModel

extension Lab {
    /// The lab with operations of clusters in place of the commands that did the same: what was typed for containers,
    /// or for one machine's directories, then plays on whatever clusters a driver makes.
    ///
    /// - Parameter changes: changes of configuration files, in place of the blocks that only look at the outcome.
    /// - Returns: the lab, and the first lines of the commands for servers and containers that stay as they were typed.
    public func portable(changes: [BlockAddress: Block] = [:]) -> (lab: Lab, kept: [String]) {
        var reader = PortableCommands(self)
        _ = self.steps(by: &reader, changes)
        // A driver makes a cluster when it starts it: whether something must be there before is known in the end.
        // Which cluster has a volume is known when it is started, which a base backup into it comes before.
        reader = PortableCommands(self, early: reader.early, directories: reader.directories)
        let steps = self.steps(by: &reader, changes)
        let known = clusters.map { cluster in
            cluster.driver == .remote
                ? cluster
                : ClusterSpecification(
                    name: cluster.name, port: cluster.portIsAnothers ? cluster.port : .automatic,
                    initdbArguments: cluster.initdbArguments)
        }
        let found = reader.containers.filter { name in !known.contains { $0.name == name } }
        // The password of a container that an operation makes is the driver's.
        let (before, after) = (Self.names(in: self.steps), Self.names(in: steps))
        let lab = Lab(
            title: title, language: language, variables: variables,
            secrets: secrets.filter { after.contains($0) || !before.contains($0) },
            clusters: known + found.map { ClusterSpecification(name: $0) }, steps: steps)
        return (lab, reader.kept)
    }

    /// Where a driver puts a server's socket is its own; the port leads to the server everywhere.
    private static func withoutSocket(of cluster: String, in text: String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            guard line.contains("{{\(cluster).port}}") else { return String(line) }
            return String(line).replacing(#/(-h ?|--host[= ]|host=)\/[^\s'"]*/#) { "\($0.1){{\(cluster).host}}" }
                .replacing(#/^(\\(c|connect) \S+ \S+) \/\S*/#) { "\($0.1) {{\(cluster).host}}" }
        }
        return lines.joined(separator: "\n")
    }

    private static func names(in steps: [Step]) -> Set<String> {
        Set(steps.flatMap(\.blocks).flatMap { [$0.body] + $0.attributes.compactMap(\.value) }.flatMap(Template.names))
    }

    private func steps(by reader: inout PortableCommands, _ changes: [BlockAddress: Block]) -> [Step] {
        steps.enumerated().map { number, step in
            let blocks = step.blocks.indices.map { index in
                (block: step.blocks[index], change: changes[BlockAddress(step: number + 1, index: index)])
            }
            return Step(prose: step.prose, blocks: reader.blocks(for: blocks).map { withConnections(in: $0) })
        }
    }

    /// A connection string that names a container's address and the port inside of it is the cluster's by any driver.
    private func withConnections(in block: Block) -> Block {
        guard [.configuration, .sql, .shell].contains(block.kind) else { return block }
        var body = block.body
        for cluster in clusters where cluster.driver == .docker && block.kind != .shell {
            body = body.replacing("host={{\(cluster.name).address}} port=5432", with: "{{\(cluster.name).conninfo}}")
        }
        body = clusters.reduce(body) { Self.withoutSocket(of: $1.name, in: $0) }
        return body == block.body ? block : Block(kind: block.kind, attributes: block.attributes, body: body)
    }
}

extension ClusterSpecification {
    fileprivate var portIsAnothers: Bool { if case .of = port { true } else { false } }
}

/// Understands recorded commands as operations of clusters.
struct PortableCommands {
    /// The containers that were started with names, in order: each is a cluster.
    var containers: [String]
    private(set) var kept: [String] = []
    /// The clusters that initdb has made and nothing has started yet: drivers make them when they start them.
    private var made: Set<String> = []
    /// Those of them that something else needs before they are started.
    private(set) var early: Set<String>
    /// The cluster of each volume and data directory, and of each port of this machine.
    var directories: [String: String] = [:]
    var ports: [String: String] = [:]

    init(_ lab: Lab, early: Set<String> = [], directories: [String: String] = [:]) {
        (self.early, self.directories) = (early, directories)
        containers = lab.clusters.filter { $0.driver != .remote }.map(\.name)
        for name in containers {
            self.directories["{{\(name).data}}"] = name
            ports["{{\(name).port}}"] = name
        }
    }

    /// The blocks that do what a step's blocks did, some of which have a change in their place.
    mutating func blocks(for blocks: [(block: Block, change: Block?)]) -> [Block] {
        blocks.indices.flatMap { index in
            let (block, change) = blocks[index]
            let following = blocks[(index + 1)...].lazy.prefix { $0.change != nil }.compactMap(\.change)
            let isDone = following.contains { PortableConfiguration.isDone(block, by: $0) }
            let found = isDone ? [] : self.blocks(for: change ?? block)
            for block in found { note(block) }
            return found.isEmpty ? [remark(block)] : found
        }
    }

    /// The blocks that do what a block did: itself, unless all of its commands are understood; none when something else
    /// does it.
    private mutating func blocks(for block: Block) -> [Block] {
        guard block.kind == .shell else { return PortableConfiguration.block(block).map { [$0] } ?? [] }
        return understood(block)
    }

    /// A comment in the place of a block, so that the lab's blocks stay those of the recording.
    private func remark(_ block: Block) -> Block {
        let text = containers.reduce(block.body) { $0.replacing("{{\($1).data}}", with: $1) }
        let lines = text.split(whereSeparator: \.isNewline).map { "# \($0)\n" }.joined()
        let attributes = [Block.Attribute(name: "hidden", value: nil), .init(name: "compare", value: "none")]
        return Block(kind: .shell, attributes: attributes, body: lines.isEmpty ? "# \(block.kind.rawValue)\n" : lines)
    }

    /// Takes notice of what a block needs: the data directory that it speaks of.
    private mutating func note(_ block: Block) {
        let words = block.body.split(whereSeparator: \.isWhitespace)
        for name in made {
            let isOperation = block.kind == .cluster && words.contains { $0 == name }
            guard isOperation || block.value(of: "cluster") == name || block.body.contains("{{\(name).") else {
                continue
            }
            made.remove(name)
            if !(isOperation && block.body.hasPrefix("start \(name)")) { early.insert(name) }
        }
    }

    private mutating func understood(_ block: Block) -> [Block] {
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

    /// initdb has made a cluster: what does so on any driver, as far as it is to be done at once.
    mutating func make(_ name: String) -> [Block] {
        if early.contains(name) { return [Self.operation("start \(name)\nstop \(name)")] }
        made.insert(name)
        return []
    }

    private mutating func noteKept(_ block: Block, _ commands: [ShellCommand]) {
        let words = Set(commands.flatMap(\.words).map { $0.text.lastPart })
        let servers: Set = [
            "docker", "podman", "pg_ctl", "pg_ctlcluster", "pg_createcluster", "initdb", "pg_basebackup",
        ]
        if words.isDisjoint(with: servers), !block.body.contains(".data}}") { return }
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

    static func inner(_ program: String, _ words: [String]) -> [String]? {
        var rest = words[...]
        while let word = rest.first, word.hasPrefix("-") || program == "gosu" && rest.count == words.count {
            rest = rest.dropFirst(["-u", "-g"].contains(word) ? 2 : 1)
            if word == "--" { break }
        }
        return rest.isEmpty ? nil : Array(rest)
    }

    static func text(_ words: [String]) -> String? {
        words.firstIndex { ["-c", "-lc"].contains($0) }.flatMap { $0 + 1 < words.count ? words[$0 + 1] : nil }
    }
}

extension String {
    var lastPart: String { split(separator: "/").last.map(String.init) ?? self }

    /// A directory whose content is meant: `DIR/*`.
    var withoutGlob: String {
        var text = self
        for ending in ["/*", "/"] where text.hasSuffix(ending) && text.count > ending.count {
            text.removeLast(ending.count)
        }
        return text
    }
}

extension [String] {
    var only: String? { count == 1 ? first : nil }
}
