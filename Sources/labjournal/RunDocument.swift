internal import Journal
internal import LabModel
internal import Report

/// A recorded run as a document: the lab's prose, and what the visible blocks printed.
enum RunDocument {
    static func make(of run: RunRecord, in store: JournalStore) throws -> ReportDocument {
        let words = ReportWords.inLanguage(run.language)
        let entries = try store.entries(of: run).filter { !$0.isHidden }
        let joined = continued(entries)
        let byStep = Dictionary(grouping: entries, by: \.step)
        var parts: [ReportDocument.Part] = []
        for step in try store.steps(of: run) {
            parts.append(.prose(step.prose))
            let shown = (byStep[step.position] ?? []).filter { !joined.moved.contains($0.number) }
            for (index, entry) in shown.enumerated() {
                if index > 0 { parts.append(.prose("\n")) }
                let sources = (joined.earlier[entry.number] ?? []) + [entry]
                parts.append(.transcript(transcript(of: entry, from: sources, step, words, store)))
            }
        }
        return ReportDocument(parts: parts, words: words)
    }

    /// Transcripts that go on in a later block's picture: which entries moved, and where to.
    private static func continued(_ entries: [EntryRecord]) -> (moved: Set<Int64>, earlier: [Int64: [EntryRecord]]) {
        var moved: Set<Int64> = []
        var earlier: [Int64: [EntryRecord]] = [:]
        var last: [String: EntryRecord] = [:]
        for entry in entries {
            guard let picture = entry.picture else { continue }
            if entry.appendsToPicture, let before = last[picture] {
                moved.insert(before.number)
                earlier[entry.number] = (earlier[before.number] ?? []) + [before]
            }
            last[picture] = entry
        }
        return (moved, earlier)
    }

    private static func transcript(
        of entry: EntryRecord, from sources: [EntryRecord], _ step: StepRecord, _ words: ReportWords,
        _ store: JournalStore
    ) -> Transcript {
        let picture = entry.picture ?? "block-\(entry.position)"
        let sentence = step.prose.split(whereSeparator: \.isNewline).last { !$0.allSatisfy(\.isWhitespace) }
        return Transcript(
            picture: picture, alternative: entry.alternative ?? sentence.map(plain) ?? picture,
            columns: entry.columns, lines: entry.shownLines, rows: entry.shownRows, remark: remark(on: entry, words)
        ) { piece in
            for source in sources { try store.eachChunk(of: source, piece) }
        }
    }

    /// A line of prose without the marks of Markdown that would show in an alternative text.
    private static func plain(_ line: Substring) -> String {
        String(line.drop { "#>*- ".contains($0) }.filter { $0 != "`" && $0 != "*" })
    }

    private static func remark(on entry: EntryRecord, _ words: ReportWords) -> String? {
        switch entry.status {
        case .ok, .running: nil
        case .failed, .timedOut: words.failed(entry.error ?? entry.status.rawValue)
        case .skipped: words.skipped
        case .interrupted: words.interrupted
        }
    }
}
