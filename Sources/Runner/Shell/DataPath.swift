internal import Foundation
internal import Journal

/// The ways in which a data directory is written in a command.
enum DataPath {
    /// Where `~` leads in a shell: its variable counts, not the system's records.
    static var home: String { Environment["HOME"] ?? NSHomeDirectory() }

    /// Relative to the directory where the command was typed, from home, and as it is.
    static func forms(of path: String, in directory: String) -> [String] {
        var forms = [path]
        func add(_ base: String, _ prefixes: [String]) {
            let base = resolved(base)
            guard path.hasPrefix(base + "/") else { return }
            forms += prefixes.map { $0 + path.dropFirst(base.count + 1) }
        }
        add(home, ["~/", "$HOME/", "${HOME}/"])
        add(directory, ["./", "$PWD/", ""])
        return forms
    }

    /// A path without links.
    static func resolved(_ path: String) -> String { URL(fileURLWithPath: path).resolvingSymlinksInPath().path }

    /// Replaces the forms where each is a word, or the beginning of a path.
    static func replace(_ forms: [String], by template: String, in text: String) -> String {
        forms.reduce(text) { text, form in replace(form, by: template, in: text) }
    }

    /// Replaces the forms in what programs print, where they speak of a directory.
    static func replace(_ forms: [String], by path: String, inOutput text: String) -> String {
        forms.reduce(replace(forms, by: path, in: text)) { text, form in
            text.replacing("directory \(form) ", with: "directory \(path) ")
                .replacing("\"\(form)\"", with: "\"\(path)\"").replacing("\"\(form)/", with: "\"\(path)/")
        }
    }

    private static func replace(_ form: String, by template: String, in text: String) -> String {
        var result = ""
        var rest = text[...]
        // A bare name is only a path where it is an argument that can be one.
        let isBare = !form.contains("/")
        while let range = rest.range(of: form) {
            let before = result.last ?? " "
            let joined = rest[..<range.lowerBound]
            let last = joined.last ?? before
            let next = rest[range.upperBound...].first
            let option = (result + joined).hasSuffix("-D")
            let begins = " \t\n'\"=:(;&|<>".contains(last) || option || (joined.isEmpty && result.isEmpty)
            let ends = next.map { " \t\n'\"/:;&|)<>".contains($0) } ?? true
            let isPath = !isBare || next == "/" || option || last == "=" || isArgument(result + joined)
            result += joined + (begins && ends && isPath ? template : form)
            rest = rest[range.upperBound...]
        }
        return result + rest
    }

    /// Programs whose bare arguments are files.
    private static let programs: Set<String> = [
        "initdb", "pg_ctl", "pg_basebackup", "pg_controldata", "pg_rewind", "pg_resetwal", "pg_checksums", "postgres",
        "pg_verifybackup", "pg_upgrade", "rm", "ls", "cp", "mv", "mkdir", "du", "chmod", "chown", "cd", "find", "tar",
    ]

    private static func isArgument(_ before: String) -> Bool {
        let words = before.split { " \t\n;&|('\"".contains($0) }
        return words.contains { programs.contains(String($0.split(separator: "/").last ?? "")) }
    }
}
