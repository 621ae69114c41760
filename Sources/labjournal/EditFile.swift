internal import Journal
internal import LabFile
internal import LabModel

/// A run's record as a lab file for an editor: each block says by `entry=` which entry it stands for.
///
/// Lines at its top that begin with `#|` say what can be changed, and which record it is.
struct EditFile {
    let path: String
    let lab: Lab
    /// How many lines stand above the lab file's own.
    let marks: Int
    /// The digest of the record as it was when the file was made.
    private let digest: String

    /// Reads an edited file.
    init(_ bytes: [UInt8], path: String) throws {
        let (marks, rest) = Self.split(bytes)
        guard let digest = marks.lazy.compactMap({ Self.words(of: $0, after: "#| record ") }).first else {
            throw Failure(
                .invalidInput, "\(path) lacks its line \"#| record …\", so that nobody knows which record it is of",
                remedy: "Put the lines at its top back, or begin again with labjournal edit.")
        }
        self.path = path
        self.digest = digest
        self.marks = marks.count
        do {
            lab = try LabFile.read(rest)
        } catch {
            throw Self.failure(error.errors, at: path, below: marks.count)
        }
    }

    /// The run that a file says it is the record of.
    static func run(in bytes: [UInt8]) -> String? {
        split(bytes).marks.lazy.compactMap { words(of: $0, after: "#| The record of run ") }.first
    }

    private static func split(_ bytes: [UInt8]) -> (marks: [Substring], rest: [UInt8]) {
        var rest = bytes[...]
        var marks: [Substring] = []
        while rest.starts(with: "#|".utf8) {
            let end = rest.firstIndex(of: 0x0A) ?? rest.endIndex
            marks.append(Substring(String(decoding: rest[..<end], as: UTF8.self)))
            rest = rest[end...].dropFirst()
        }
        return (marks, Array(rest))
    }

    private static func words(of mark: Substring, after beginning: String) -> String? {
        guard mark.hasPrefix(beginning) else { return nil }
        let words = mark.dropFirst(beginning.count).filter { !$0.isWhitespace }
        return words.isEmpty ? nil : String(words)
    }

    static func failure(_ errors: [LabError], at path: String, below marks: Int) -> Failure {
        let lines = errors.map { "\(path):\($0.line + marks):\($0.column): \($0.problem). \($0.remedy)" }
        return Failure(.invalidInput, lines.joined(separator: "\nlabjournal: "), remedy: "")
    }

    /// Makes of a record what the file says.
    ///
    /// What was recorded since the file was made stays behind it.
    func correct(_ record: inout Record) throws {
        guard let later = record.takeRecorded(since: digest) else {
            throw Failure(
                .refused, "the record has changed since it was opened",
                remedy: "Somebody else has corrected it: begin again with labjournal edit, or merge by hand.")
        }
        var reader = EditReader(record: record, lab: lab)
        let corrected = reader.read()
        if !reader.errors.isEmpty { throw Self.failure(reader.errors, at: path, below: marks) }
        record = corrected
        record.steps += later
    }
}

extension Block {
    /// Which entry the block says that it stands for.
    var entryName: String? { attributes.first { $0.name == "entry" }?.value }
}

extension Record {
    /// Takes out what was recorded behind a record of that digest; nil when this is not that record gone on with.
    fileprivate mutating func takeRecorded(since digest: String) -> [Step]? {
        var later: [Step] = []
        // A digest ends with the number of entries, so that few have to be made to find it.
        let count = digest.split(separator: "-").last.flatMap { Int($0) } ?? 0
        while entries.count > count || self.digest != digest {
            guard entries.count >= count, kind == .recording, let last = steps.indices.last else { return nil }
            if let entry = steps[last].entries.popLast() {
                if later.isEmpty || !(later[0].prose.isEmpty) { later.insert(Step(prose: "", entries: []), at: 0) }
                later[0].entries.insert(entry, at: 0)
            } else {
                let step = steps.removeLast()
                if later.first?.prose == "" { later[0].prose = step.prose } else { later.insert(step, at: 0) }
            }
        }
        return later
    }
}
