/// A `docker run` of a PostgreSQL image, as it was typed.
struct DockerRun {
    /// The container's name; nil when the engine chose one.
    let name: String?
    let image: String
    /// What each volume is bound to, and the ports of this machine.
    let volumes: [String]
    let ports: [String]
    /// What is to run in it; empty where that is the image's own server.
    let command: [String]
    private let entryPoint: String?

    /// Whether the image's own server is started, and nothing in its place.
    var startsServer: Bool {
        entryPoint == nil && (command.first.map { $0.hasPrefix("-") || $0 == "postgres" } ?? true)
    }

    private static let flags: Set<String> = [
        "-d", "--detach", "-i", "--interactive", "-t", "--tty", "--rm", "--init", "--privileged", "-P", "--publish-all",
        "--read-only", "--no-healthcheck", "--oom-kill-disable", "--sig-proxy", "-q", "--quiet",
    ]

    /// Reads the words behind `docker run`; nil when it runs something else.
    init?(_ words: some Collection<String>) {
        var rest = words[...]
        var options: [(name: String, value: String)] = []
        while let word = rest.first, word.hasPrefix("-") {
            rest = rest.dropFirst()
            if let equals = word.firstIndex(of: "="), word.hasPrefix("--") {
                options.append((String(word[..<equals]), String(word[word.index(after: equals)...])))
            } else if Self.flags.contains(word) || Self.isFlags(word) {
                continue
            } else if !word.hasPrefix("--"), word.count > 2 {
                options.append((String(word.prefix(2)), String(word.dropFirst(2))))
            } else if let value = rest.popFirst() {
                options.append((word, value))
            }
        }
        guard let image = rest.first, Self.isPostgres(image) else { return nil }
        func values(_ names: String...) -> [String] { options.filter { names.contains($0.name) }.map(\.value) }
        self.image = image
        name = values("--name").last
        command = Array(rest.dropFirst())
        entryPoint = values("--entrypoint").last
        volumes = values("-v", "--volume").map { String($0.prefix { $0 != ":" }) }
        ports = values("-p", "--publish").compactMap { mapped in
            let parts = mapped.split(separator: ":")
            return parts.count > 1 ? String(parts[parts.count - 2]) : nil
        }
    }

    /// Reads the first `docker run` among the words of a line; nil when there is none.
    init?(in words: [String]) {
        guard let docker = words.firstIndex(where: { ["docker", "podman"].contains($0.lastPart) }),
            let run = words[docker...].firstIndex(of: "run")
        else { return nil }
        self.init(words[(run + 1)...])
    }

    /// `-dit` is `-d -i -t`.
    private static func isFlags(_ word: String) -> Bool {
        word.count > 2 && !word.hasPrefix("--") && word.dropFirst().allSatisfy { "ditPq".contains($0) }
    }

    private static func isPostgres(_ image: String) -> Bool {
        ["postgres", "postgis", "timescaledb", "pgvector"].contains { image.lastPart.hasPrefix($0) }
    }
}

/// A `docker run` or `docker start`, as it was typed.
struct DockerStart {
    /// The containers' names.
    let names: [String]
    /// Whether their servers start with them; nil where that was said when they were made.
    let startsServer: Bool?

    /// nil where the words start no container of a name.
    init?(in words: [String]) {
        if let run = DockerRun(in: words) {
            guard let name = run.name else { return nil }
            (names, startsServer) = ([name], run.startsServer)
            return
        }
        guard let docker = words.firstIndex(where: { ["docker", "podman"].contains($0.lastPart) }),
            let verb = words[docker...].dropFirst().first, ["start", "restart"].contains(verb)
        else { return nil }
        names = words[docker...].dropFirst(2).filter { !$0.hasPrefix("-") }
        startsServer = nil
    }
}
