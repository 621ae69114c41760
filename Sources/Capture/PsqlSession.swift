internal import Foundation
internal import LabModel

extension Session {
    /// Starts psql. Its first output is the command line behind the given prompt, as a terminal would show it.
    ///
    /// - Parameters:
    ///   - launch: the command line, environment and directory.
    ///   - shown: the prompt and command line that the transcript begins with.
    ///   - scratch: a directory of ours for the start-up file.
    public static func psql(_ launch: Launch, shown: String, scratch: String) throws(CaptureError) -> Session {
        let nonce = Nonce.make()
        let startup = try StartupFile(psqlStartup(nonce), in: scratch)
        var launch = launch
        if isInContainer(launch) {
            // No file of ours is there.
            launch.arguments += ["--no-readline", "--no-psqlrc", "--pset=pager=off", "--set=HISTFILE=/dev/null"]
            launch.arguments += prompts(nonce).map { "--set=\($0.name)=\($0.value)" }
        } else {
            launch.arguments.insert("--no-readline", at: 1)
            launch.environment["PSQLRC"] = startup.path
        }
        let opening = Array((shown + "\r\n").utf8)
        return try Session(
            launch, nonce: nonce, startup: startup, opening: opening, dialect: Dialect(result: psqlResult))
    }

    /// Whether psql is another program's argument: `docker exec -it NAME psql`.
    private static func isInContainer(_ launch: Launch) -> Bool {
        launch.arguments.first?.split(separator: "/").last == "docker"
    }

    private static func prompts(_ nonce: String) -> [Variable] {
        [
            Variable(
                name: "PROMPT1",
                value: "%033]133;\(nonce);D;%:ERROR:;%:SQLSTATE:%007%/%R%x%# %033]133;\(nonce);B;1%007"),
            Variable(name: "PROMPT2", value: "%/%R%x%# %033]133;\(nonce);B;2%007"),
            Variable(name: "PROMPT3", value: ">> %033]133;\(nonce);B;2%007"),
        ]
    }

    private static func psqlStartup(_ nonce: String) -> String {
        let prompts = prompts(nonce).map { "\\set \($0.name) '\($0.value)'\n" }.joined()
        return #"""
            \set LABJOURNAL :QUIET
            \set QUIET on
            \pset pager off
            \set HISTFILE /dev/null
            \#(prompts)\set QUIET :LABJOURNAL
            \unset LABJOURNAL
            """# + "\n"
    }

    /// What a prompt of psql tells of a statement: its exit status and SQLSTATE.
    ///
    /// psql sets `ERROR` and `SQLSTATE` after each query, but not after a meta-command, whose failure only its
    /// message tells.
    public static func psqlResult(_ fields: [String], _ command: String, _ output: [UInt8]) -> (Int, String?) {
        let text = command.drop { $0.isWhitespace }
        if text.hasPrefix("\\"), !text.hasPrefix("\\g") {
            return (tellsOfError(output) ? 1 : 0, nil)
        }
        guard fields.first == "true", !isOnlyComment(command) else { return (0, nil) }
        return (1, fields.count > 1 && fields[1].count == 5 ? fields[1] : nil)
    }

    /// Nothing is sent to the server, so that psql's `ERROR` is still that of the query before.
    private static func isOnlyComment(_ command: String) -> Bool {
        command.split(whereSeparator: \.isNewline).allSatisfy { line in
            line.allSatisfy(\.isWhitespace) || line.drop { $0.isWhitespace }.hasPrefix("--")
        }
    }

    /// Whether one of the lines that psql has printed says that something failed.
    public static func tellsOfError(_ output: [UInt8]) -> Bool {
        String(decoding: output, as: UTF8.self).split(whereSeparator: \.isNewline).contains { line in
            errorBeginnings.contains { line.hasPrefix($0) } || line.contains("error: connection to server")
                || isComplaint(line)
        }
    }

    private static let errorBeginnings = [
        "ERROR:", "FATAL:", "invalid command \\", "psql: error:", "Previous connection kept",
    ]

    /// `\copy: …`, as meta-commands begin their own messages.
    private static func isComplaint(_ line: Substring) -> Bool {
        guard line.first == "\\" else { return false }
        let name = line.dropFirst().prefix { $0.isLetter || $0 == "!" }
        return !name.isEmpty && line[name.endIndex...].first == ":"
    }
}
