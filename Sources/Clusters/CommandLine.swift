public import LabModel

/// A command line that a driver wants run; the transcript shows its `text`.
public struct CommandLine: Sendable, Equatable {
    /// The program's name and its arguments.
    public let arguments: [String]
    /// Where the program is: a path, or the bare name when it is to be looked up in `PATH`.
    public let executable: String
    /// The working directory, an absolute path.
    public let directory: String
    /// The system user that it must run as; nil is the present one.
    public let user: String?
    /// Environment variables to set; all others stay as they are. May hold a password, so it is never to be shown.
    public let environment: [Variable]
    /// How long it may take before it is to be killed.
    public let limit: Duration

    /// Makes a command line; `executable` is the first argument when left out.
    public init(
        _ arguments: [String], executable: String? = nil, directory: String, user: String? = nil,
        environment: [Variable] = [], limit: Duration = .seconds(120)
    ) {
        self.arguments = arguments
        self.executable = executable ?? arguments.first ?? ""
        self.directory = directory
        self.user = user
        self.environment = environment
        self.limit = limit
    }

    /// The command line with more arguments.
    public func adding(_ more: [String]) -> CommandLine {
        CommandLine(
            arguments + more, executable: executable, directory: directory, user: user, environment: environment,
            limit: limit)
    }

    /// What a person would type into a shell in `directory`.
    public var text: String { arguments.map(Self.quote).joined(separator: " ") }

    /// A word as a POSIX shell takes it, quoted only where it must be.
    public static func quote(_ word: String) -> String {
        let isPlain = word.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "_@%+:,./-=".utf8.contains(byte)
            }
        }
        if isPlain, !word.isEmpty { return word }
        return "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}
