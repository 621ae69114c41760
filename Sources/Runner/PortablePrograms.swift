internal import LabModel

// PostgreSQL's programs, on this machine or in a cluster's container.

extension PortableCommands {
    mutating func blocks(of program: String, _ words: [String], in container: String?) -> [Block]? {
        switch program {
        case "initdb":
            return cluster(words, container).map { make($0) }
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
    func cluster(in directory: String) -> String? {
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
        let psql = PsqlCommandLine(words)
        guard let name = container ?? source(words, besides: nil), !psql.hasOthers, !psql.lines.isEmpty else {
            return nil
        }
        var attributes = [Block.Attribute(name: "cluster", value: name)]
        if let database = Self.value("-d", in: words) { attributes.append(.init(name: "database", value: database)) }
        if !psql.options.isEmpty {
            attributes.append(.init(name: "options", value: psql.options.joined(separator: " ")))
        }
        return [Block(kind: .sql, attributes: attributes, body: psql.lines.map { $0 + "\n" }.joined())]
    }

    static func value(_ option: String, in words: [String]) -> String? { values([option], in: words).first }

    static func values(_ options: [String], in words: [String]) -> [String] {
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
