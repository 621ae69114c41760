internal import Capture
internal import Clusters
internal import Foundation
internal import LabModel

/// A text file beside the clusters that a person has written in an editor, by a name that leads to the lab's directory.
struct EditedFile {
    /// The name, as the editor was given it.
    let name: String
    /// Where it is.
    let path: String
    let content: [UInt8]
    private let text: String

    private static let greatestSize = 64 * 1024
    /// A file's time comes from a clock that ticks; see time(7), "The software clock".
    private static let tick: Duration = .milliseconds(10)

    /// Reads a file; nil for one that is not text, or too large to be typed.
    ///
    /// - Parameter age: only a file that was written since then.
    init?(_ name: String, in directory: String, writtenWithin age: Duration?) {
        let path = DataPath.resolved(KnownClusters.absolute(name, directory))
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= Self.greatestSize,
            let data = FileManager.default.contents(atPath: path), data.count <= Self.greatestSize,
            let text = String(validating: data, as: UTF8.self), !text.unicodeScalars.contains(where: Self.isControl)
        else { return nil }
        if let age {
            let written = TimeInterval(status.st_mtim.tv_sec) + TimeInterval(status.st_mtim.tv_nsec) / 1e9
            guard Date().timeIntervalSince1970 - written <= (age + Self.tick) / .seconds(1) else { return nil }
        }
        (self.name, self.path, self.text, content) = (name, path, text, Array(data))
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 && scalar != "\n" && scalar != "\t" || (0x7F...0x9F).contains(scalar.value)
    }

    /// Files outside of the lab's directory are there in a replay as well, and not its to change.
    static func isNameInLab(_ word: String) -> Bool {
        guard let first = word.first, !"-+/$".contains(first), word.utf8.count < 4096 else { return false }
        return !word.contains(where: \.isNewline)
    }

    /// The command that writes the file again.
    var command: String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        var end = "EOF"
        while lines.contains(end) { end += "_" }
        let parent = (name as NSString).deletingLastPathComponent
        let isThere = parent.split(separator: "/").allSatisfy { ["~", ".", ".."].contains($0) }
        let making = isThere ? "" : "mkdir -p \(Self.quote(parent)) && "
        let body = text + (text.isEmpty || text.hasSuffix("\n") ? "" : "\n")
        return making + "cat > \(Self.quote(name)) <<'\(end)'\n" + body + end
    }

    private static func quote(_ path: String) -> String {
        path.hasPrefix("~/") ? "~/" + CommandLine.quote(String(path.dropFirst(2))) : CommandLine.quote(path)
    }

    /// The content where it differs from the one before; the whole of it where nothing does.
    func transcript(since before: [UInt8]) -> String {
        let view = FileView(content)
        return TranscriptStyle.bold(name) + "\n\n" + (before == content ? view.whole() : view.changes(from: before))
    }
}

/// The files that an editor's command names.
struct EditedFiles {
    private let names: [String]
    private let directory: String
    /// What they held when it began.
    private let before: [String: [UInt8]]

    /// Takes notice of them before they are changed.
    init(_ words: [String], in directory: String) {
        var seen: Set<String> = []
        names = words.dropFirst().filter { EditedFile.isNameInLab($0) && seen.insert($0).inserted }
        self.directory = directory
        let found = names.compactMap { EditedFile($0, in: directory, writtenWithin: nil) }
        before = Dictionary(found.map { ($0.name, $0.content) }) { $1 }
    }

    /// Those that were written in the last time, with what they held before; without the configuration files.
    func written(within age: Duration, besides paths: Set<String>) -> [(file: EditedFile, before: [UInt8])] {
        names.compactMap { EditedFile($0, in: directory, writtenWithin: age) }.filter { !paths.contains($0.path) }
            .map { ($0, before[$0.name] ?? []) }
    }
}

extension ShellLog {
    /// The shell has another directory now.
    func arrive(in new: String, by line: ShellLine?) {
        defer { directory = new }
        guard new != directory, let line else { return }
        if line.destinations.isEmpty { labDirectory = nil }
        for destination in line.destinations {
            if destination == "~" || destination.hasPrefix("~/") {
                labDirectory = DataPath.home
            } else if destination.first.map({ "/-~".contains($0) }) ?? true || destination.contains("$") {
                labDirectory = nil
            }
        }
    }

    /// The way from the lab's directory to one below it; nil elsewhere.
    func pathInLab(of directory: String) -> String? {
        guard let labDirectory, directory.hasPrefix(labDirectory + "/") else { return nil }
        return String(directory.dropFirst(labDirectory.count + 1))
    }

    private func isInLab(_ path: String) -> Bool {
        guard let root = labDirectory.map(DataPath.resolved) else { return false }
        return (DataPath.resolved(directory) + "/").hasPrefix(root + "/") && path.hasPrefix(root + "/")
    }

    /// Records what an editor has written, each file as an entry that writes it again.
    ///
    /// Where the shell has gone to a directory of this machine, a replay finds the files as they are there.
    func recordEdited(_ state: ShellCommandState, status: Int?) throws {
        guard state.isEditing else { return }
        let files = state.files ?? suspended ?? EditedFiles(state.line.words, in: state.directory)
        suspended = status == 128 + Int(SIGTSTP) ? files : nil
        for (file, before) in files.written(within: .now - state.began, besides: Set(clusters.files)) {
            let isAtHome = file.name.hasPrefix("~/") && !file.name.split(separator: "/").contains("..")
            guard isAtHome || isInLab(file.path) else { continue }
            try begin(shellBlock(file.command, [Block.Attribute(name: "compare", value: "none")]))
            try recorder.append(TranscriptStyle.lines(file.transcript(since: before)))
            try end(0, because: "")
        }
    }
}
