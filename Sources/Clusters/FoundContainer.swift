import Glibc

/// A container as the engine describes it, whoever started it.
public struct FoundContainer: Sendable, Equatable {
    /// The engine's identifier.
    public let id: String
    /// Its name.
    public let name: String
    /// The image that it was made of, as it was named then.
    public let image: String
    /// Whether it runs.
    public private(set) var isRunning: Bool
    /// When it was started last, in the engine's words.
    public let startedAt: String
    /// Its address in its network; empty while it does not run.
    public let address: String
    /// The port of this machine at which its server is published; nil when it is not.
    public let port: Int?
    /// Where this machine has its data directory; nil when that lies in the container itself.
    public let data: String?
    /// Whom the image makes the superuser.
    public let user: String
    /// The superuser's password; nil when the container was given none.
    public let password: String?
    /// The run that made it; empty when no run did.
    let run: String
    /// Where it has its data directory itself; nil when it is no PostgreSQL server's.
    let mount: String?

    /// It is there no more, or has ended.
    public mutating func hasEnded() { isRunning = false }

    /// What the engine is asked, a line each: the values that may hold anything come last.
    private static let format = """
        id {{.Id}}
        name {{.Name}}
        image {{.Config.Image}}
        running {{.State.Running}}
        started {{.State.StartedAt}}
        run {{index .Config.Labels "\(DockerEngine.label)"}}
        {{range .NetworkSettings.Networks}}address {{.IPAddress}}
        {{end}}{{with index .NetworkSettings.Ports "\(DockerCluster.serverPort)/tcp"}}port {{(index . 0).HostPort}}
        {{end}}{{range .Mounts}}mount {{.Destination}}\t{{.Source}}
        {{end}}{{range .Config.Env}}env {{.}}
        {{end}}
        """

    /// The arguments by which the engine describes containers; each description begins with the identifier.
    static func inspection(of names: [String]) -> [String] { ["container", "inspect", "--format", format] + names }

    /// Reads a description; nil when it is none.
    init?(_ text: some StringProtocol) {
        let lines = text.split(separator: "\n").map { line in
            let parts = line.split(separator: " ", maxSplits: 1)
            return (key: parts.first ?? "", value: parts.count > 1 ? String(parts[1]) : "")
        }
        func value(_ key: String) -> String? { lines.first { $0.key == key && !$0.value.isEmpty }?.value }
        func variable(_ name: String) -> String? {
            lines.first { $0.key == "env" && $0.value.hasPrefix(name + "=") }.map {
                String($0.value.dropFirst(name.count + 1))
            }
        }
        guard let id = value("id"), let name = value("name") else { return nil }
        let mount = variable("PGDATA") ?? (variable("PG_MAJOR") == nil ? nil : "/var/lib/postgresql/data")
        self.id = id
        self.name = name.hasPrefix("/") ? String(name.dropFirst()) : name
        self.mount = mount
        image = value("image") ?? ""
        isRunning = value("running") == "true"
        startedAt = value("started") ?? ""
        run = value("run") == "<no value>" ? "" : value("run") ?? ""
        address = value("address") ?? ""
        port = value("port").flatMap { Int($0) }
        user = variable("POSTGRES_USER") ?? "postgres"
        password = variable("POSTGRES_PASSWORD")
        let mounts = lines.filter { $0.key == "mount" }.map {
            $0.value.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
        let place = mount ?? ""
        let data = mounts.filter { $0.count == 2 && Self.holds($0[0], place) }.max { $0[0].count < $1[0].count }
        self.data = data.map { $0[1] + place.dropFirst($0[0].count) }
    }

    /// Whether a directory is another, or holds it.
    private static func holds(_ directory: String, _ path: String) -> Bool {
        path == directory || path.hasPrefix(directory + "/")
    }
}

/// The containers with PostgreSQL servers that this machine's engine knows.
public struct FoundContainers {
    private let engine: DockerEngine

    /// nil when there is no `docker`, or no engine answers. Nobody waits long for one that hangs.
    public init?() {
        guard let engine = try? DockerEngine(search: .init(), patience: .seconds(5)) else { return nil }
        self.engine = engine
    }

    init(_ engine: DockerEngine) { self.engine = engine }

    /// Those of some names or identifiers that there are; nil where the engine does not answer. The beginning of an
    /// identifier, which may be any number, names none.
    public func named(_ names: [String]) -> [FoundContainer]? {
        let asked = Set(names)
        return try? described(names).filter { found in
            let isNamed = asked.contains(found.name)
            return found.mount != nil && (isNamed || asked.contains { $0.count >= 12 && found.id.hasPrefix($0) })
        }
    }

    /// Those of some names or identifiers that there are, whatever is in them.
    ///
    /// - Throws: `noEngine`, `noPermission`, or what the engine says.
    func described(_ names: [String]) throws(ClusterError) -> [FoundContainer] {
        let names = names.filter { !$0.isEmpty && !$0.hasPrefix("-") }
        if names.isEmpty { return [] }
        let answer = try engine.ask(FoundContainer.inspection(of: names))
        let complaint = answer.complaint.lowercased()
        guard answer.status == 0 || complaint.contains("no such") else { throw DockerEngine.explain(answer.complaint) }
        var descriptions: [[Substring]] = [[]]
        for line in answer.text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("id "), descriptions.last?.isEmpty == false { descriptions.append([]) }
            descriptions[descriptions.count - 1].append(line)
        }
        var seen: Set<String> = []
        return descriptions.compactMap { FoundContainer($0.joined(separator: "\n")) }
            .filter { seen.insert($0.id).inserted }
    }

    /// The one whose server is published at a port of this machine; nil when none is.
    public func published(at port: Int) -> FoundContainer? {
        first("publish=\(port)") { $0.port == port }
    }

    /// The one that has a directory of this machine for its data, running or not; nil when none has.
    public func keeping(data path: String) -> FoundContainer? {
        first("volume=\(path)") { $0.data == path }
    }

    /// Files of a container's data directory that this process may not read itself, by their names; those that are not
    /// there are missing, all of them where the engine does not answer.
    public func files(_ names: [String], of container: FoundContainer) -> [String: [UInt8]] {
        guard let mount = container.mount, let data = container.data else { return [:] }
        // Nothing is made or fetched for it.
        let volume = ["--pull", "never", "--mount", "type=bind,source=\(data),target=\(mount),readonly"]
        let place =
            container.isRunning
            ? ["exec", container.id, "sh"]
            : ["run", "--rm", "--network", "none"] + volume + ["--entrypoint", "sh", container.image]
        guard let answer = try? engine.ask(place + ["-c", Self.reading, "sh", mount] + names), answer.status == 0
        else { return [:] }
        var files: [String: [UInt8]] = [:]
        var rest = answer.output[...]
        while let end = rest.firstIndex(of: 0x0A) {
            let words = String(decoding: rest[..<end], as: UTF8.self).split(separator: " ")
            guard words.count == 2, let count = Int(words[1]), count >= 0, rest.count > count else { break }
            rest = rest[(end + 1)...]
            files[String(words[0])] = Array(rest.prefix(count))
            rest = rest.dropFirst(count)
        }
        return files
    }

    /// Each file behind a line with its name and its size.
    private static let reading = #"""
        cd "$1" && shift || exit
        for file; do
            if [ -f "$file" ] && [ ! -L "$file" ]; then
                echo "$file" $(head -c 16777216 -- "$file" | wc -c)
                head -c 16777216 -- "$file"
            fi
        done
        """#

    private func first(_ filter: String, _ isWanted: (FoundContainer) -> Bool) -> FoundContainer? {
        guard let answer = try? engine.ask(["ps", "--all", "--quiet", "--no-trunc", "--filter", filter]) else {
            return nil
        }
        return named(answer.text.split(separator: "\n").map(String.init))?.first(where: isWanted)
    }
}
