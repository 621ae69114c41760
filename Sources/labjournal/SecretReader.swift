internal import Foundation
internal import LabModel

/// Where the values of a lab's secrets come from: a file, the environment, or a prompt that shows nothing.
enum SecretReader {
    private static let prefix = "LABJOURNAL_SECRET_"

    /// The secrets of those names, and behind them all others that the file and the environment name: they are not
    /// asked for, but nobody wants to see them recorded.
    static func values(of names: [String], file: String?) throws -> [Variable] {
        let fromFile = try file.map(read) ?? [:]
        let asked = try values(of: names, fromFile)
        var others = fromFile
        for (name, value) in ProcessInfo.processInfo.environment where name.hasPrefix(prefix) && !value.isEmpty {
            others[name.dropFirst(prefix.count).lowercased()] = value
        }
        let isKnown = { (name: String) in names.contains { variable(of: $0) == variable(of: name) } }
        return asked
            + others.filter { !isKnown($0.key) }.sorted { $0.key < $1.key }.map {
                Variable(name: $0.key, value: $0.value)
            }
    }

    private static func variable(of name: String) -> String { prefix + name.uppercased().replacing("-", with: "_") }

    private static func values(of names: [String], _ fromFile: [String: String]) throws -> [Variable] {
        try names.map { name in
            let variable = variable(of: name)
            if let value = fromFile[name] ?? ProcessInfo.processInfo.environment[variable]
                ?? ask("Secret \(name): ")
            {
                return Variable(name: name, value: value)
            }
            throw Failure(
                .error, "the secret \(name) has no value", remedy: "Set \(variable), or name a file with --secret-file."
            )
        }
    }

    private static func read(_ path: String) throws -> [String: String] {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw Failure(
                .missingInput, "\(path) cannot be read", remedy: "It holds a line NAME=VALUE for each secret.")
        }
        var values: [String: String] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { values[String(parts[0])] = String(parts[1]) }
        }
        return values
    }

    /// A value from the terminal, which does not show it, or the first line of standard input.
    static func askForValue() throws -> String? {
        isatty(0) == 1 ? ask("The value, which is not shown: ") : readLine()
    }

    private static func ask(_ question: String) -> String? {
        guard isatty(0) == 1, StandardError.isTerminal else { return nil }
        var settings = termios()
        tcgetattr(0, &settings)
        let before = settings
        settings.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(0, TCSAFLUSH, &settings)
        defer { tcsetattr(0, TCSAFLUSH, [before]) }
        StandardError.write(question)
        let value = readLine()
        StandardError.write("\n")
        return value.flatMap { $0.isEmpty ? nil : $0 }
    }
}
