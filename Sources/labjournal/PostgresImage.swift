internal import Capture
internal import Foundation
internal import Journal
internal import LabModel

/// A postgres image of this machine that is to be fetched or built.
struct PostgresImage {
    let version: Int
    let name: String
    /// The program docker.
    let docker: String
    let interrupt: Interrupt

    /// Pulls it; false when no registry can be reached.
    func pull() throws -> Bool {
        let end = try run([docker, "pull", name], in: FileManager.default.currentDirectoryPath, limit: .seconds(3600))
        if end.status == 0 { return true }
        let words = end.output.lowercased()
        let silences = [
            "no such host", "dial tcp", "i/o timeout", "timeout exceeded", "connection refused",
            "network is unreachable", "temporary failure", "tls handshake", "service unavailable",
        ]
        if silences.contains(where: words.contains) { return false }
        throw Failure(
            .error, "docker pull \(name): \(end.lastLine)",
            remedy: "Look whether the registry has it, or build one: labjournal image \(version) --build")
    }

    /// Builds it, and tells what goes on.
    func build(from directory: String?) throws {
        try refuseTakenName()
        let work = FileManager.default.temporaryDirectory.appendingPathComponent("labjournal-image-\(getpid())")
        try FileManager.default.createDirectory(at: work, withIntermediateDirectories: false)
        defer { remove(work.path) }
        try Data(PackageResources.docker_entrypoint_sh).write(to: work.appendingPathComponent("docker-entrypoint.sh"))
        try Data(PackageResources.build_image_sh).write(to: work.appendingPathComponent("build-image.sh"))
        let programs = directory.map { URL(fileURLWithPath: $0).path } ?? ""
        let script = ["bash", "build-image.sh", "\(version)", name, programs, docker]
        let end = try run(try asRoot + script, in: work.path, limit: .seconds(3600))
        if end.status == 0 { return }
        let refusals = end.lines.filter { $0.hasPrefix("labjournal: ") }.map { $0.dropFirst("labjournal: ".count) }
        throw Failure(
            .error, "the image could not be built: \(refusals.first.map(String.init) ?? end.lastLine)",
            remedy: refusals.dropFirst().joined(separator: ". "))
    }

    /// The words before a command that needs root's rights.
    private var asRoot: [String] {
        get throws {
            if geteuid() == 0 { return [] }
            let paths = (Environment["PATH"] ?? "/usr/bin").split(separator: ":")
            let hasSudo = paths.contains { access("\($0)/sudo", X_OK) == 0 }
            if hasSudo { return ["sudo", "--preserve-env=DOCKER_HOST"] }
            throw Failure(
                .refused, "building an image needs root, and there is no sudo",
                remedy: "As root, run: labjournal image \(version) --build")
        }
    }

    /// An image of that name that was not built here may be somebody's work.
    private func refuseTakenName() throws {
        let format = "{{index .Config.Labels \"labjournal.image\"}}"
        let found = try run([docker, "image", "inspect", "--format", format, name], in: "/", limit: .seconds(30))
        if found.status != 0 || found.output.contains("built") { return }
        throw Failure(
            .refused, "there is an image \(name) already, which labjournal did not build",
            remedy: "Use it as it is, remove it (docker rmi \(name)), or give another name: --tag")
    }

    private func remove(_ path: String) {
        if geteuid() == 0 || (try? FileManager.default.removeItem(atPath: path)) == nil {
            let words = ((try? asRoot) ?? []) + ["rm", "-rf", "--one-file-system", path]
            _ = try? OneCommand.run(launch(words, in: "/"), limit: .seconds(120), interrupt: nil) { _ in }
        }
    }

    private func launch(_ words: [String], in directory: String) -> Launch {
        Launch(arguments: words, environment: ProcessInfo.processInfo.environment, directory: directory)
    }

    private func run(_ words: [String], in directory: String, limit: Duration) throws -> CommandProgress {
        var progress = CommandProgress()
        let end = try OneCommand.run(launch(words, in: directory), limit: limit, interrupt: interrupt) { event in
            if case .output(let bytes) = event { progress.take(bytes) }
            progress.draw()
        }
        progress.clear()
        switch end {
        case .sessionEnded(let status): progress.status = status
        case .interrupted: throw Failure(.interrupted, "it was interrupted", remedy: "Nothing was left behind.")
        default:
            throw Failure(.error, "\(words.joined(separator: " ")) did not end in time", remedy: "Try it by hand.")
        }
        return progress
    }
}

/// What a long command says, and how long it has been running, as one line on standard error.
struct CommandProgress {
    private(set) var output = ""
    var status = 0
    private let begun = ContinuousClock.now
    private var drawn = ContinuousClock.now

    var lines: [String] {
        output.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }

    var lastLine: String { lines.last ?? "it failed without a word" }

    mutating func take(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        output = String((output + text).suffix(20_000))
        guard !StandardError.isTerminal else { return }
        for line in text.split(whereSeparator: \.isNewline) where line.hasPrefix("== ") {
            StandardError.write("\(line.dropFirst(3)) …\n")
        }
    }

    mutating func draw() {
        guard StandardError.isTerminal, ContinuousClock.now - drawn > .milliseconds(100) else { return }
        drawn = .now
        let phase = lines.last { $0.hasPrefix("== ") }.map { "\($0.dropFirst(3)) · " } ?? ""
        let last = lines.last { !$0.hasPrefix("== ") } ?? ""
        let text = "\(LabDuration.describe(drawn - begun)) · \(phase)\(last)"
        StandardError.write("\r\u{1B}[K" + text.prefix(110))
    }

    func clear() {
        if StandardError.isTerminal { StandardError.write("\r\u{1B}[K") }
    }
}
