internal import Foundation

/// The start-up files that make a user's shell, and psql inside of it, tell what they do.
///
/// They stand in a directory of their own, which goes with the value. They read what the shell would have read without
/// them first; the user's prompts, hooks and settings stay.
public final class ShellIntegration {
    /// A shell that can tell.
    public enum Shell: String, CaseIterable, Sendable {
        case bash, zsh, fish
    }

    /// Output that does not know this word can forge no mark.
    public let nonce = Nonce.make()
    /// Where the files stand.
    public let directory: String
    private static let prefix = "labjournal-shell-"

    /// Writes the files of a shell; without one, those of psql alone.
    public init(_ shell: Shell? = nil) throws(CaptureError) {
        var template = Array((FileManager.default.temporaryDirectory.path + "/\(Self.prefix)XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else {
            throw CaptureError(
                "no directory can be made in \(FileManager.default.temporaryDirectory.path)",
                remedy: "Make room there, or set TMPDIR to a directory that can be written.")
        }
        directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        // A psql that root starts as another user must be able to read its file; nobody else can guess its name.
        chmod(directory, 0o711)
        try write(PsqlScript.startup, to: "psqlrc", mode: 0o644)
        try write(PsqlScript.editor, to: "editor", mode: 0o755)
        switch shell {
        case .bash: try write(BashScript.startup, to: "bashrc")
        case .zsh: for (name, text) in ZshScript.files { try write(text, to: name) }
        case .fish: try write(FishScript.startup, to: "startup.fish")
        case nil: break
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    private func write(_ text: String, to name: String, mode: Int = 0o600) throws(CaptureError) {
        let content = text.replacing("@NONCE@", with: nonce).replacing("@DIRECTORY@", with: directory)
        let isMade = FileManager.default.createFile(
            atPath: "\(directory)/\(name)", contents: Data(content.utf8), attributes: [.posixPermissions: mode])
        guard isMade else {
            throw CaptureError(
                "\(directory)/\(name) cannot be written", remedy: "Check the free space and rights of \(directory).")
        }
    }

    /// The shell that a path names; nil when it is none that can tell.
    public static func shell(of path: String) -> Shell? {
        Shell(rawValue: path.split(separator: "/").last.map(String.init) ?? "")
    }

    /// The launch of a shell with these files.
    ///
    /// - Parameters:
    ///   - shell: which one it is.
    ///   - path: the shell's program.
    ///   - arguments: further arguments for it.
    ///   - environment: the environment, to which what the files need is added.
    ///   - directory: where it starts.
    public func launch(
        _ shell: Shell, _ path: String, _ arguments: [String], environment: [String: String], directory: String
    ) -> Launch {
        var environment = leading(environment)
        var words = [path]
        switch shell {
        case .bash:
            let isLogin = arguments.contains { $0 == "-l" || $0 == "--login" }
            environment["LABJOURNAL_LOGIN"] = isLogin ? "1" : nil
            words += ["--rcfile", self.directory + "/bashrc"] + arguments.filter { $0 != "-l" && $0 != "--login" }
            words += ["-i"]
        case .zsh:
            environment["LABJOURNAL_ZDOTDIR"] = environment["ZDOTDIR"]
            environment["ZDOTDIR"] = self.directory
            words += arguments + ["-i"]
        case .fish:
            words += arguments + ["-C", "source '\(self.directory)/startup.fish'", "-i"]
        }
        return Launch(arguments: words, environment: environment, directory: directory)
    }

    /// The launch of a psql with these files.
    public func launch(psql: Launch) -> Launch {
        var launch = psql
        launch.environment = leading(psql.environment)
        return launch
    }

    /// The environment that leads psql here, and from here to the user's own files.
    private func leading(_ environment: [String: String]) -> [String: String] {
        var environment = environment
        for (name, file) in [("PSQLRC", "psqlrc"), ("PSQL_EDITOR", "editor")] {
            // Inside of a recorded shell it leads to that one's file already, and from there to the user's own.
            let isOurs = environment[name]?.contains("/\(Self.prefix)") ?? false
            if !isOurs { environment["LABJOURNAL_\(name)"] = environment[name] }
            environment[name] = "\(directory)/\(file)"
        }
        return environment
    }
}
