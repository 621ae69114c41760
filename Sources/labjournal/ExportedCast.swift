internal import Casts
internal import Foundation
internal import Journal
internal import LabModel

/// A run, or one of its entries, as an asciicast: what the terminal got, in its time, with a marker for each step.
struct ExportedCast {
    private let run: RunRecord
    private let store: JournalStore
    private let entries: [EntryRecord]
    private var writer: AsciicastWriter
    private let write: (String) throws -> Void
    private let begun: Timestamp
    private var columns: Int
    private var time: Duration = .zero
    /// Whether the cursor stands at the beginning of a line.
    private var isAtLineStart = true

    init(
        _ run: RunRecord, only entry: EntryRecord?, in store: JournalStore, version: Asciicast.Version,
        write: @escaping (String) throws -> Void
    ) throws {
        self.run = run
        self.store = store
        self.write = write
        entries = try entry.map { [$0] } ?? store.entries(of: run).filter { $0.status != .skipped }
        writer = AsciicastWriter(version: version)
        begun = entries.map(\.startedAt).min() ?? run.startedAt
        columns = entries.first?.columns ?? run.columns
    }

    mutating func export() throws {
        let cast = Cast(columns: columns, rows: run.rows, startedAt: begun, title: run.title)
        try write(writer.header(of: cast))
        let steps = Dictionary(try store.steps(of: run).map { ($0.position, $0.prose) }) { $1 }
        var step = 0
        for entry in entries {
            time = max(time, entry.startedAt.since(begun))
            if entry.step != step, let prose = steps[entry.step] { try event(.marker(Self.name(of: prose))) }
            step = entry.step
            if entry.columns != columns { try event(.resize(columns: entry.columns, rows: run.rows)) }
            columns = entry.columns
            try export(entry)
        }
    }

    private mutating func event(_ event: Cast.Event) throws {
        let line = writer.line(event, at: time)
        if !line.isEmpty { try write(line) }
    }

    /// The terminal of the run is made of those of its entries: each begins on a line of its own.
    private mutating func export(_ entry: EntryRecord) throws {
        if !isAtLineStart { try event(.output(Array("\r\n".utf8))) }
        isAtLineStart = true
        for (index, offset) in try store.chunkOffsets(of: entry).enumerated() {
            let bytes = try store.chunk(index, of: entry)
            time = max(time, entry.startedAt.since(begun) + offset)
            try event(.output(bytes))
            if let last = bytes.last { isAtLineStart = last == 0x0A }
        }
        let rest = writer.rest(at: time)
        if !rest.isEmpty { try write(rest) }
    }

    /// A step's first line that says something, without the marks of Markdown.
    private static func name(of prose: String) -> String {
        let line = prose.split(whereSeparator: \.isNewline).first { !$0.allSatisfy(\.isWhitespace) } ?? ""
        return String(line.drop { "#>*- ".contains($0) }.prefix(80))
    }
}
