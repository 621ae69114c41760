import Glibc

/// Where a container's data lies: a directory of the run, bound into the container, or a volume that the lab names.
struct DockerVolume {
    enum Place {
        case directory(DataDirectory)
        case named(String)
    }

    let cluster: String
    let place: Place
    /// Where the container has it.
    let mount: String
    let engine: DockerEngine
    let image: String
    let runDirectory: RunDirectory

    private var source: String {
        switch place {
        case .directory(let data): data.path
        case .named(let name): name
        }
    }

    private var label: String { "\(DockerEngine.label)=\(runDirectory.runID)" }

    /// What `docker run -v` is given.
    var argument: String { "\(source):\(mount)" }

    /// The path on this machine, as far as there is one.
    var path: String? {
        if case .directory(let data) = place { return data.path }
        return nil
    }

    /// The directory, when its files can be reached without the engine's help: the server's user inside of the
    /// container owns them.
    private var reachable: DataDirectory? {
        guard case .directory(let data) = place, access(data.path, R_OK | W_OK | X_OK) == 0 else { return nil }
        return data
    }

    /// The same cluster's data, where the lab's own `docker run` has put it.
    func found(at path: String, of container: FoundContainer) -> DockerVolume {
        let owner = ServerUser(name: nil, uid: geteuid(), gid: getegid(), home: nil)
        let data = DataDirectory(cluster: cluster, path: path, owner: owner, runID: runDirectory.runID)
        return DockerVolume(
            cluster: cluster, place: .directory(data), mount: container.mount ?? mount, engine: engine,
            image: container.image, runDirectory: runDirectory)
    }

    /// Whether a directory was made by the lab's own commands: in the run's directory, without a mark.
    private func isTyped(_ data: DataDirectory) -> Bool {
        !data.isOurs && data.path.hasPrefix(runDirectory.path + "/")
    }

    /// Refuses what this program did not make.
    func requireOurs() throws(ClusterError) {
        switch place {
        case .directory(let data): if data.exists, !isTyped(data) { try data.requireOurs() }
        case .named(let name):
            guard let owner = try owner(of: name), owner.isEmpty || owner == "<no value>" else { return }
            throw ClusterError(
                .refused, cluster: cluster, problem: "the volume \(name) was not made by labjournal",
                remedy: "Nothing was touched. Name a volume that does not exist yet, or leave docker.volume out.")
        }
    }

    /// The run that made a volume, empty when no run did; nil without such a volume.
    private func owner(of name: String) throws(ClusterError) -> String? {
        let label = "{{index .Labels \"\(DockerEngine.label)\"}}"
        let answer = try engine.ask(["volume", "inspect", "--format", label, name])
        return answer.status == 0 ? answer.text.trimmedLine : nil
    }

    /// Makes it unless it is there and ours.
    func prepare() throws(ClusterError) {
        switch place {
        case .directory(let data): try data.prepare()
        case .named(let name):
            try requireOurs()
            let answer = try engine.ask(["volume", "create", "--label", label, name])
            guard answer.status == 0 else { throw DockerEngine.explain(answer.complaint).of(cluster) }
        }
    }

    func exists() throws(ClusterError) -> Bool {
        switch place {
        case .directory(let data): data.exists
        case .named(let name): try owner(of: name) != nil
        }
    }

    func isEmpty() throws(ClusterError) -> Bool {
        guard try exists() else { return true }
        if let reachable { return reachable.isEmpty }
        return try inside("ls -A \"$1\"", mount).output.isEmpty
    }

    /// The command line that empties it.
    var wiping: [String] {
        let find = ["-mindepth", "1", "-delete"]
        if let reachable { return ["find", reachable.path] + find }
        return ["docker"] + helper(["find", mount] + find)
    }

    /// The arguments of a container that does one thing with the files.
    private func helper(_ words: [String]) -> [String] {
        let options = ["--rm", "-i", "--label", label, "--network", "none", "-v", argument]
        return ["run"] + options + ["--entrypoint", words[0], image] + words.dropFirst()
    }

    /// Runs a script of sh on the files, in a container of its own.
    private func inside(_ script: String, _ arguments: String..., input: [UInt8] = []) throws(ClusterError) -> Inquiry {
        try engine.ask(helper(["sh", "-c", script, "sh"] + arguments), input: input, limit: .seconds(60))
    }

    private static let reading = #"cd "$1" && [ -f "$2" ] && [ ! -L "$2" ] && head -c 16777217 -- "$2""#

    func read(_ file: String) throws(ClusterError) -> [UInt8] {
        if let reachable { return try dataFile(file, in: reachable).read() }
        try requireInside(file)
        let answer = try inside(Self.reading, mount, file)
        guard answer.status == 0, answer.output.count <= 16 << 20 else { throw unreadable(file, answer.complaint) }
        return answer.output
    }

    private static let writing = #"""
        set -e
        cd "$1" && [ -f "$2" ] && [ ! -L "$2" ]
        umask 077
        cat > "$2.labjournal"
        chown --reference="$2" "$2.labjournal"
        chmod --reference="$2" "$2.labjournal"
        sync "$2.labjournal"
        mv -T "$2.labjournal" "$2"
        """#

    func write(_ file: String, _ content: [UInt8]) throws(ClusterError) {
        try requireOurs()
        if let reachable { return try dataFile(file, in: reachable).write(content) }
        try requireInside(file)
        let answer = try inside(Self.writing, mount, file, input: content)
        guard answer.status == 0 else { throw unreadable(file, answer.complaint) }
    }

    private func dataFile(_ file: String, in data: DataDirectory) -> DataFile {
        DataFile(cluster: cluster, directory: data.path, file: file)
    }

    /// Refuses a path that leads outside, and files of a volume that is not there: the engine would make one.
    private func requireInside(_ file: String) throws(ClusterError) {
        guard try exists() else { throw unreadable(file, "") }
        let parts = file.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.contains(where: { ["", ".", ".."].contains($0) }) || file.hasPrefix("-") else { return }
        throw ClusterError(
            .file, cluster: cluster, problem: "\(file): not a path inside the data directory",
            remedy: "Name a configuration file inside of it.")
    }

    private func unreadable(_ file: String, _ complaint: String) -> ClusterError {
        let complaint = complaint.isEmpty ? "no such file, or one larger than 16 MiB" : complaint
        return ClusterError(
            .file, cluster: cluster, problem: "\(file): \(complaint)",
            remedy: "Has the cluster been started? start \(cluster)")
    }

    /// The commands that remove it and the run's directory by hand, when its container is gone. The container's user
    /// owns the files.
    func removalByHand(of directory: RunDirectory) -> [String] {
        var paths = [directory.path]
        if let path, !path.hasPrefix("\(directory.path)/") { paths += [path, "\(path).labjournal"] }
        let removal = (geteuid() == 0 ? [] : ["sudo"]) + ["rm", "-rf"] + paths
        let volumes = if case .named(let name) = place { [["docker", "volume", "rm", name]] } else { [[String]]() }
        return (volumes + [removal]).map { $0.map(CommandLine.quote).joined(separator: " ") }
    }

    /// Removes it with all that is in it, if it is ours; its container is gone.
    func remove() throws(ClusterError) {
        switch place {
        case .directory(let data):
            guard data.exists else { return }
            try requireOurs()
            // The directory itself becomes ours again, so that it can be removed from a directory like /tmp.
            let emptying = #"find "$1" -mindepth 1 -delete && chown "$2" "$1""#
            if reachable == nil { _ = try inside(emptying, mount, "\(geteuid())") }
            // That goes with the run's directory; what lies elsewhere is not the run's to remove.
            if isTyped(data) { return }
            try data.remove(isStopped: true)
        case .named(let name):
            guard try owner(of: name) != nil else { return }
            try requireOurs()
            let answer = try engine.ask(["volume", "rm", name])
            guard answer.status == 0 else { throw DockerEngine.explain(answer.complaint).of(cluster) }
        }
    }
}
