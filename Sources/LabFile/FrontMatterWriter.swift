import LabModel

/// Writes a front matter for a lab that stands in no file.
struct FrontMatterWriter {
    private var text = ""

    /// The front matter of a lab; empty when the lab has nothing that would stand there.
    static func text(of lab: Lab) -> String {
        var writer = FrontMatterWriter()
        writer.add(key: "title", lab.title)
        writer.add(key: "language", lab.language)
        if !lab.variables.isEmpty { writer.text += "variables:\n" }
        for variable in lab.variables { writer.add("  \(variable.name): \(YAMLText.scalar(variable.value))") }
        if !lab.secrets.isEmpty { writer.add("secrets: \(YAMLText.list(lab.secrets))") }
        if !lab.clusters.isEmpty { writer.text += "clusters:\n" }
        lab.clusters.forEach { writer.add($0) }
        return writer.text.isEmpty ? "" : "---\nlab: \(LabFile.version)\n\(writer.text)---\n"
    }

    private mutating func add(_ line: String) { text += line + "\n" }

    private mutating func add(key: String, _ value: String?) {
        if let value { add("\(key): \(YAMLText.scalar(value))") }
    }

    private mutating func add(_ cluster: ClusterSpecification) {
        let keys = Self.keys(of: cluster)
        add("  \(cluster.name):\(keys.isEmpty ? " {}" : "")")
        for key in keys { add("    " + key) }
    }

    private static func keys(of cluster: ClusterSpecification) -> [String] {
        var lines: [String] = []
        if let driver = cluster.driver { lines.append("driver: \(driver.rawValue)") }
        switch cluster.port {
        case .automatic: break
        case .fixed(let port): lines.append("port: \(port)")
        case .of(let other): lines.append("port: \(other)")
        }
        let local = pairs([("bin", cluster.binaries), ("data", cluster.dataDirectory)])
        if !local.isEmpty { lines.append("local: \(YAMLText.mapping(local))") }
        if let docker = cluster.docker { lines.append("docker: \(YAMLText.mapping(pairs(of: docker)))") }
        let remote = pairs([("conninfo", cluster.conninfo)])
        if !remote.isEmpty { lines.append("remote: \(YAMLText.mapping(remote))") }
        if !cluster.initdbArguments.isEmpty { lines.append("initdb: \(YAMLText.list(cluster.initdbArguments))") }
        return lines
    }

    private static func pairs(of docker: ClusterSpecification.Docker) -> [(String, String)] {
        let texts = [
            ("image", docker.image), ("name", docker.name), ("volume", docker.volume), ("network", docker.network),
        ]
        if docker.environment.isEmpty { return pairs(texts) }
        let environment = docker.environment.map { ($0.name, YAMLText.scalar($0.value)) }
        return pairs(texts) + [("env", YAMLText.mapping(environment))]
    }

    private static func pairs(_ texts: [(String, String?)]) -> [(String, String)] {
        texts.compactMap { key, value in value.map { (key, YAMLText.scalar($0)) } }
    }
}

/// Values as YAML: plain where that is certain to be read as the same text, else in double quotes.
enum YAMLText {
    static func list(_ texts: [String]) -> String { "[\(texts.map(scalar).joined(separator: ", "))]" }

    /// A mapping in braces; its values are YAML already.
    static func mapping(_ pairs: [(String, String)]) -> String {
        "{\(pairs.map { "\(scalar($0)): \($1)" }.joined(separator: ", "))}"
    }

    static func scalar(_ text: String) -> String {
        if isPlain(text) { return text }
        return "\"\(text.unicodeScalars.map(escaped).joined())\""
    }

    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.first, first.isLetter || first.isNumber || first == "/", text != "null" else {
            return false
        }
        return text.last != " " && text.allSatisfy { $0.isLetter || $0.isNumber || "_-./+@= ".contains($0) }
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\\", "\"": return "\\\(scalar)"
        case "\n": return "\\n"
        case "\t": return "\\t"
        case " "..."~", "\u{A1}"..."\u{2027}", "\u{202A}"..."\u{D7FF}", "\u{E000}"..."\u{FEFE}",
            "\u{FF00}"..."\u{FFFD}", "\u{10000}"..."\u{10FFFF}":
            return String(scalar)
        default:
            let digits = String(scalar.value, radix: 16, uppercase: true)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
    }
}
