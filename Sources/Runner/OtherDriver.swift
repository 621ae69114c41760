internal import LabModel

/// What a lab's shell does that makes sense for the clusters of the recording, and not for those of the replay.
struct OtherDriver {
    private let foreign: Set<String>
    private let words: String

    private static let containers: Set<String> = ["docker", "podman", "docker-compose", "nerdctl"]
    private static let servers: Set<String> = [
        "initdb", "pg_ctl", "postgres", "pg_resetwal", "pg_checksums", "pg_rewind", "pg_createsubscriber", "pg_upgrade",
        "pg_ctlcluster", "pg_createcluster", "pg_dropcluster", "pg_lsclusters", "pg_conftool",
    ]

    /// - Parameters:
    ///   - recorded: the drivers of the recording.
    ///   - replayed: the drivers of the replay.
    init(recorded: Set<String>, replayed: Set<String>) {
        if recorded.contains("docker"), !replayed.contains("docker") {
            foreign = Self.containers
            words = "works on containers, and the clusters of this run are in none"
        } else if recorded.contains("local"), !replayed.contains("local") {
            foreign = Self.servers
            words = "works on a server of this machine, and those of this run are in containers"
        } else {
            (foreign, words) = ([], "")
        }
    }

    /// Why a block is not carried out; nil when it is.
    func reasonToSkip(_ task: BlockTask) -> String? {
        guard !foreign.isEmpty, case .shell(_, let lines) = task.action else { return nil }
        let programs = ShellPrograms.names(in: lines.joined(separator: "\n"))
        return programs.first(where: foreign.contains).map { "\($0) \(words)" }
    }
}

/// The programs that shell text calls.
enum ShellPrograms {
    /// Their names in order, those that others run (`sudo`, `env`, …) included.
    static func names(in text: String) -> [String] {
        ShellScanner.commands(in: text).flatMap { names(in: $0.words[...]) }
    }

    private static func names(in words: ArraySlice<ShellWord>) -> [String] {
        let words = words.drop { $0.isAssignment }
        guard let first = words.first else { return [] }
        let name = first.text.split(separator: "/").last.map(String.init) ?? first.text
        let rest = words.dropFirst()
        return [name] + (Wrapper.known[name].map { names(in: $0.inner(rest)) } ?? [])
    }
}
