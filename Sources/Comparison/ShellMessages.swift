/// What shells say of the commands that they carry out, each in its own words.
enum ShellMessages {
    private static let shells: Set<Substring> = ["bash", "sh", "dash", "zsh", "fish", "labjournal"]

    /// `bash: line 1: oops: command not found` and what other shells say for it in one form; other lines as they are.
    static func notFound(_ line: String) -> String {
        let words = line.split(separator: ":").map(\.trimmed)
        guard words.count > 2, let shell = words.first, shells.contains(shell.split(separator: "/").last ?? "") else {
            return line
        }
        return words.dropFirst().filter { !isPosition($0) }.map(inOneForm).sorted().joined(separator: ": ")
    }

    /// `line 1` of bash, `1` of dash.
    private static func isPosition(_ word: Substring) -> Bool {
        let number = word.hasPrefix("line ") ? word.dropFirst(5) : word
        return !number.isEmpty && number.utf8.allSatisfy(\.isDigit)
    }

    private static func inOneForm(_ word: Substring) -> String {
        switch word.lowercased() {
        case "not found", "unknown command", "command not found": "command not found"
        case "no such file or directory": "no such file or directory"
        default: String(word)
        }
    }

    /// How bash reports what has ended its child; see signal(7) and strsignal(3).
    private static let signals: Set<String> = [
        "Aborted", "Alarm clock", "Bus error", "Floating point exception", "Hangup", "Illegal instruction", "Killed",
        "Quit", "Segmentation fault", "Terminated",
    ]

    /// Whether a line is no more than that.
    static func isSignal(_ line: [UInt8]) -> Bool {
        guard line.count < 64 else { return false }
        var text = String(readable: line).trimmed
        if let dumped = text.range(of: " (core dumped)") { text = text[..<dumped.lowerBound] }
        return signals.contains(String(text))
    }
}
