import Foundation

/// A Swift file of the project, as it stands in the source tree.
struct SourceFile {
    let module: String
    let path: String
    let text: String

    /// The modules that the file imports.
    var imports: Set<String> {
        Set(text.split(separator: "\n").compactMap { Self.imported($0) })
    }

    private static func imported(_ line: Substring) -> String? {
        var words = line.split(separator: " ").map(String.init)[...]
        while let first = words.first, first != "import" {
            let isModifier = ["public", "package", "internal", "fileprivate", "private"].contains(first)
            guard isModifier || first.hasPrefix("@") else { return nil }
            words = words.dropFirst()
        }
        words = words.dropFirst()
        if ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"].contains(words.first ?? "") {
            words = words.dropFirst()
        }
        return words.first.flatMap { $0.split(separator: ".").first.map(String.init) }
    }
}

enum Project {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Every Swift file below `Sources`, and those of `migrations`, which is the module `JournalMigrations`.
    static func sources() throws -> [SourceFile] {
        try files(below: "Sources") { $0.split(separator: "/").map(String.init)[1] }
            + files(below: "migrations") { _ in "JournalMigrations" }
    }

    private static func files(below directory: String, module: (String) -> String) throws -> [SourceFile] {
        let start = root.appendingPathComponent(directory)
        let paths = FileManager.default.enumerator(atPath: start.path)?.compactMap { $0 as? String } ?? []
        return try paths.filter { $0.hasSuffix(".swift") }.sorted().map { path in
            let text = try String(contentsOf: start.appendingPathComponent(path), encoding: .utf8)
            let whole = directory + "/" + path
            return SourceFile(module: module(whole), path: whole, text: text)
        }
    }
}
