/// A `docker run` of a PostgreSQL image, as it was typed.
struct DockerRun {
    /// The container's name; nil when the engine chose one.
    let name: String?
    let image: String
    /// What each volume is bound to, and the ports of this machine.
    let volumes: [String]
    let ports: [String]

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
