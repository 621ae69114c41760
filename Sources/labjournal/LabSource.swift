internal import Foundation
internal import Journal
internal import LabFile
internal import LabModel
internal import Runner

/// A lab that was read: from its file, or out of a run that was recorded.
struct LabSource {
    /// The file's path, or which run it is; for errors.
    let path: String
    /// The lab's name: its file's name without its endings.
    let name: String
    let bytes: [UInt8]
    let lab: Lab

    init(path: String) throws {
        try self.init(path: path, name: Self.name(of: path), bytes: Self.read(path))
    }

    /// The plan of a recorded run; of a recording by hand, what it amounts to.
    ///
    /// What was found in it to be a secret has to be given a value, as a declared one has.
    init(run: RunRecord, in store: JournalStore) throws {
        let plan = run.kind == .recording ? LabFile.write(try store.lab(of: run)) : run.source
        let source = try LabSource(path: "run \(run.shortID)", name: run.lab, bytes: plan)
        let text = String(decoding: plan, as: UTF8.self)
        let found = try store.secrets(of: run).map(\.name)
            .filter { text.contains("{{\($0)}}") && !source.lab.secrets.contains($0) }
        self.init(path: source.path, name: source.name, bytes: source.bytes, lab: source.lab.asking(for: found))
    }

    private init(path: String, name: String, bytes: [UInt8], lab: Lab) {
        self.path = path
        self.name = name
        self.bytes = bytes
        self.lab = lab
    }

    private init(path: String, name: String, bytes: [UInt8]) throws {
        self.path = path
        self.name = name
        self.bytes = bytes
        do {
            lab = try LabFile.read(bytes)
        } catch {
            throw Self.failure(error.errors, path: path)
        }
    }

    private static func name(of path: String) -> String {
        let file = URL(fileURLWithPath: path).lastPathComponent
        for ending in [".lab.md", ".md"] where file.hasSuffix(ending) && file.count > ending.count {
            return String(file.dropLast(ending.count))
        }
        return file
    }

    /// Reads a file of bounded size.
    private static func read(_ path: String) throws -> [UInt8] {
        guard let file = FileHandle(forReadingAtPath: path) else {
            let exists = FileManager.default.fileExists(atPath: path)
            throw Failure(
                .missingInput, "\(path) \(exists ? "cannot be read" : "does not exist")",
                remedy: exists ? "Check its rights." : "Begin one with labjournal init.")
        }
        defer { try? file.close() }
        do {
            return [UInt8](try file.read(upToCount: LabFile.maximumSize + 1) ?? Data())
        } catch {
            throw Failure(.missingInput, "\(path) cannot be read", remedy: "Name a lab file, not a directory.")
        }
    }

    /// What is wrong with the lab, for the values that its variables have.
    func check(variables: [Variable]) throws {
        let values = Dictionary(variables.map { ($0.name, $0.value) }) { $1 }
        let errors = LabFile.check(lab, variables: values)
        if !errors.isEmpty { throw Self.failure(errors, path: path) }
    }

    private static func failure(_ errors: [LabError], path: String) -> Failure {
        let lines = errors.map { "\(path):\($0.line):\($0.column): \($0.problem). \($0.remedy)" }
        return Failure(.invalidInput, lines.joined(separator: "\nlabjournal: "), remedy: "")
    }
}

extension Lab {
    /// The lab with more secrets than it declares.
    fileprivate func asking(for secrets: [String]) -> Lab {
        Lab(
            title: title, language: language, variables: variables, secrets: self.secrets + secrets, clusters: clusters,
            frontMatter: frontMatter, steps: steps)
    }
}
