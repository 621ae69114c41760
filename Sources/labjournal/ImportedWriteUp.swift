internal import Casts
internal import Journal
internal import LabFile
internal import LabModel

/// A write-up as a run: its prose, and an entry for each command that a fenced transcript shows.
struct ImportedWriteUp {
    private let parts: [WriteUp.Part]
    /// What the text is as a lab file, if it has output blocks.
    private let lab: Lab?
    private let startedAt = Timestamp.now

    init(_ markdown: [UInt8]) throws {
        parts = try WriteUp.parts(of: markdown)
        let lab = try? LabFile.read(markdown)
        self.lab = lab?.blocks.contains { $0.kind == .output } == true ? lab : nil
    }

    func run(title: String?, name: String) -> ImportedRun {
        var run = ImportedRun(title: title, name: name, startedAt: startedAt)
        if let lab { take(lab, into: &run) } else { takeParts(into: &run) }
        run.title = title ?? run.title ?? heading
        return run
    }

    /// The first heading.
    private var heading: String? {
        for case .prose(let text) in parts {
            let line = text.split(whereSeparator: \.isNewline).first { $0.hasPrefix("# ") }
            if let line { return String(line.dropFirst(2)) }
        }
        return nil
    }

    private func takeParts(into run: inout ImportedRun) {
        var clusters = ImportedClusters()
        var psql: String?
        for part in parts {
            switch part {
            case .prose(let text): run.append(prose: text)
            case .fence(let word, let body, _, let source):
                let bytes = Self.terminal(body)
                let found = RecordedCommands(in: bytes, columns: Self.columns, psql: psql)
                if found.commands.isEmpty || !Self.begins(found.commands, in: bytes) || Self.isCommented(body, word) {
                    run.append(prose: Self.asProse(source, word))
                } else {
                    psql = found.openPsql
                    for command in found.commands { run.append(entry(command, in: bytes, &clusters)) }
                }
            }
        }
        run.clusters = clusters.records
    }

    /// As wide as the lines of a write-up may be.
    private static let columns = 1000

    /// The lines as a terminal gets them.
    private static func terminal(_ text: String) -> [UInt8] {
        Array(text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n").utf8)
    }

    /// A transcript begins with a prompt: a configuration file has lines that look like one, but further down.
    private static func begins(_ commands: [RecordedCommand], in bytes: [UInt8]) -> Bool {
        guard let first = commands.first else { return false }
        let before = bytes[..<first.output.lowerBound].split(separator: 0x0A).filter { line in
            line.contains { $0 != 0x20 && $0 != 0x0D }
        }
        let lines = first.text.split(separator: "\n").count
        if case .psql(let line?) = first.place {
            return before.count <= lines + 8 && !line.isEmpty || before.count <= lines
        }
        return before.count <= lines
    }

    /// `#` is root's prompt in a fence of a terminal; in any other it begins a comment.
    private static func isCommented(_ body: String, _ word: String) -> Bool {
        let terminals = ["", "console", "terminal", "text", "shell-session", "sh-session", "shellsession", "plaintext"]
        return body.first { !$0.isWhitespace } == "#" && !terminals.contains(word.lowercased())
    }

    /// A fence that shows something, and would be done in a lab file, gets a word that means nothing there; to people,
    /// and to what colours code, it says the same.
    private static func asProse(_ source: String, _ word: String) -> String {
        guard Block.Kind(word: word) != nil, let range = source.firstRange(of: word) else { return source }
        return source.replacingCharacters(in: range, with: word.uppercased())
    }

    private func entry(
        _ command: RecordedCommand, in bytes: [UInt8], _ clusters: inout ImportedClusters
    ) -> ImportedRun.Entry {
        let start = command.bytes.lowerBound
        return ImportedRun.Entry(
            block: clusters.block(of: command), output: [(startedAt, Array(bytes[command.bytes]))],
            commands: [
                .init(
                    text: command.text,
                    output: command.output.lowerBound - start..<command.output.upperBound - start,
                    exitStatus: command.exitStatus)
            ], columns: 120, startedAt: startedAt, endedAt: startedAt, error: command.problem(in: bytes))
    }
}

// A lab file whose blocks have outputs.

extension ImportedWriteUp {
    private func take(_ lab: Lab, into run: inout ImportedRun) {
        run.title = lab.title
        run.language = lab.language
        run.variables = lab.variables
        run.clusters = lab.clusters.enumerated().map { Self.record($1, number: $0) }
        let values = Dictionary(run.clusters.flatMap(Self.values)) { $1 }
        for step in lab.steps {
            run.append(prose: step.prose)
            for (index, block) in step.blocks.enumerated() where block.kind != .output {
                let next = index + 1 < step.blocks.count ? step.blocks[index + 1] : nil
                run.append(entry(block, next?.kind == .output ? next?.body ?? "" : "", values))
            }
        }
    }

    /// What a cluster had been given is not known any more, but where its outputs speak of it: something stands for it.
    private static func record(_ cluster: ClusterSpecification, number: Int) -> ClusterRecord {
        var port = 65_000 + number
        if case .fixed(let fixed) = cluster.port { port = Int(fixed) }
        return ClusterRecord(
            name: cluster.name, driver: (cluster.driver ?? .local).rawValue, host: "127.0.0.1", port: port,
            address: "127.0.0.1", data: cluster.driver == .remote ? nil : "/labjournal/\(cluster.name)")
    }

    private static func values(_ cluster: ClusterRecord) -> [(String, String)] {
        let values = [
            ("port", "\(cluster.port)"), ("host", cluster.host), ("address", cluster.address),
            ("conninfo", "host=\(cluster.address) port=\(cluster.port) user=postgres"), ("data", cluster.data ?? ""),
        ]
        return values.map { ("\(cluster.name).\($0.0)", $0.1) }
    }

    private func entry(_ block: Block, _ output: String, _ values: [String: String]) -> ImportedRun.Entry {
        let sign = block.kind == .sql ? "postgres=# " : "$ "
        let isTyped = block.kind == .shell || block.kind == .sql
        let typed = isTyped ? Self.terminal(block.body.split(separator: "\n").map { "\(sign)\($0)\n" }.joined()) : []
        let plain = (try? Template.expand(output) { values[$0] ?? "{{\($0)}}" }) ?? output
        let bytes = typed + Self.terminal(plain)
        return ImportedRun.Entry(
            block: Block(kind: block.kind, attributes: block.attributes, body: block.body, line: block.line),
            output: [(startedAt, bytes)],
            commands: isTyped
                ? [.init(text: String(block.body.dropLast()), output: typed.count..<bytes.count, exitStatus: 0)] : [],
            columns: 120, startedAt: startedAt, endedAt: startedAt, error: nil)
    }
}
