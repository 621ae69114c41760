internal import Foundation
internal import LabModel

/// Where the values of a lab's secrets come from: a file, the environment, or a prompt that shows nothing.
enum SecretReader {
    static func values(of names: [String], file: String?) throws -> [Variable] {
        let fromFile = try file.map(read) ?? [:]
        return try names.map { name in
            let variable = "LABJOURNAL_SECRET_" + name.uppercased().replacing("-", with: "_")
            if let value = fromFile[name] ?? ProcessInfo.processInfo.environment[variable] ?? ask(name) {
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

    private static func ask(_ name: String) -> String? {
        guard isatty(0) == 1, StandardError.isTerminal else { return nil }
        var settings = termios()
        tcgetattr(0, &settings)
        let before = settings
        settings.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(0, TCSAFLUSH, &settings)
        defer { tcsetattr(0, TCSAFLUSH, [before]) }
        StandardError.write("Secret \(name): ")
        let value = readLine()
        StandardError.write("\n")
        return value.flatMap { $0.isEmpty ? nil : $0 }
    }
}
