internal import Journal
internal import LabModel

// How identifiers, moments, statuses and outputs look.

/// As much of an entry's output as is shown as text: to draw it takes several times the memory.
struct ShownOutput {
    let bytes: [UInt8]
    /// How many bytes at the end are left out.
    let leftOut: Int

    private static let longest = 16 << 20

    init(of entry: EntryRecord, in store: JournalStore) throws {
        bytes = try store.output(of: entry, atMost: Self.longest)
        leftOut = bytes.count < Self.longest ? 0 : try store.outputLength(of: entry) - bytes.count
    }
}

extension RunRecord {
    /// As much of the identifier as tells runs of different milliseconds apart.
    var shortID: String { String(id.prefix(13)) }
}

extension EntryRecord {
    /// As much of the identifier as tells entries apart in practice.
    var shortID: String { String(id.prefix(18)) }

    /// The first line of what was to be done; of a block that only has attributes, what it was about.
    var summary: String {
        let lines = body.split(separator: "\n")
        let more = lines.count > 1 ? " …" : ""
        let file = attributes.first { $0.name == "file" }?.value
        let words = [file, lines.first.map(String.init) ?? looks].compactMap(\.self).joined(separator: ": ")
        return String(words.prefix(60)) + (words.count > 60 ? "…" : more)
    }

    private var looks: String {
        attributes.filter { ["show", "grep", "catch-up", "for", "not-before"].contains($0.name) }
            .map { attribute in attribute.value.map { "\(attribute.name)=\($0)" } ?? attribute.name }
            .joined(separator: " ")
    }
}

extension Timestamp {
    /// `2026-11-23 20:15:09`, UTC.
    var short: String { String(description.prefix(19)).replacing("T", with: " ") }
}

extension RunStatus {
    func paint(_ line: String) -> String {
        switch self {
        case .ok: line
        case .running: Paint.yellow(line)
        case .failed, .interrupted: Paint.red(line)
        }
    }
}

extension EntryStatus {
    func paint(_ line: String) -> String {
        switch self {
        case .ok: line
        case .running: Paint.yellow(line)
        case .skipped: Paint.faint(line)
        case .failed, .timedOut, .interrupted: Paint.red(line)
        }
    }
}
