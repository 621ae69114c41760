internal import Foundation
internal import LabModel

/// How a transcript looks where no program of its own draws it: prompts, and the lines of a file.
public enum TranscriptStyle {
    /// The prompt of a user's shell, at home if nothing else is said, as bash draws it in our sessions.
    public static func prompt(user: String, directory: String = "~") -> String {
        let host = hostName.prefix { $0 != "." }
        return "\u{1B}[1;32m\(user)@\(host)\u{1B}[0m:\u{1B}[1;34m\(directory)\u{1B}[0m\(user == "root" ? "#" : "$") "
    }

    /// As the prompt of a shell has it. Foundation would ask the network for it.
    private static var hostName: String {
        var buffer = [CChar](repeating: 0, count: 256)
        gethostname(&buffer, buffer.count - 1)
        return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    static func faint(_ text: String) -> String { "\u{1B}[90m\(text)\u{1B}[0m" }
    static func bold(_ text: String) -> String { "\u{1B}[1m\(text)\u{1B}[0m" }
    static func green(_ text: String) -> String { "\u{1B}[1;32m\(text)\u{1B}[0m" }
    static func red(_ text: String) -> String { "\u{1B}[31m\(text)\u{1B}[0m" }

    /// Text with the line ends of a terminal.
    static func lines(_ text: String) -> [UInt8] {
        Array(text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n").utf8)
    }
}
