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
        let judgements = try store.judgements(of: run)
        var parts: [ReportDocument.Part] = []
        if let comparison = try comparison(of: run, judgements, words, store) { parts.append(.prose(comparison)) }
        for step in try store.steps(of: run) {
            // Prose that was recorded by hand does not begin with the blank line that parts it from a transcript.
            if case .transcript = parts.last, step.prose.first?.isNewline == false { parts.append(.prose("\n")) }
            parts.append(.prose(step.prose))
            let shown = (byStep[step.position] ?? []).filter { !joined.moved.contains($0.number) && !$0.showsNothing }
            for (index, entry) in shown.enumerated() {
                if index > 0 { parts.append(.prose("\n")) }
                let sources = (joined.earlier[entry.number] ?? []) + [entry]
                let starts = sources.map { judgements[$0.number]?.answerStart ?? 0 }
                let transcript = transcript(of: entry, from: Array(zip(sources, starts)), step, store)
                parts.append(.transcript(transcript.with(remark(on: entry, judgements[entry.number], words))))
            }
        }
        return ReportDocument(parts: parts, words: words)
    }

    /// A line at the top of a replay's report that says what it was compared with.
    private static func comparison(
        of run: RunRecord, _ judgements: [Int64: Judgement], _ words: ReportWords, _ store: JournalStore
    ) throws -> String? {
        guard run.origin != nil, let number = judgements.values.lazy.compactMap(\.expected).first else { return nil }
        let expected = try store.run(named: store.entry(number: number).run)
        var summary = VerdictSummary()
        for judgement in judgements.values { summary.count(judgement.verdict) }
        return "> " + words.compared(expected.shortID, expected.startedAt.short, summary.sentence) + "\n\n"
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
        of entry: EntryRecord, from sources: [(EntryRecord, start: Int)], _ step: StepRecord, _ store: JournalStore
    ) -> Transcript {
        let picture = entry.picture ?? "block-\(entry.position)"
        let sentence = step.prose.split(whereSeparator: \.isNewline).last { !$0.allSatisfy(\.isWhitespace) }
        return Transcript(
            picture: picture, alternative: entry.alternative ?? sentence.map(plain) ?? picture,
            columns: entry.columns, lines: entry.shownLines, rows: entry.shownRows
        ) { piece in
            for (source, start) in sources { try store.eachChunk(of: source, from: start, piece) }
        }
    }

    /// A line of prose without the marks of Markdown that would show in an alternative text.
    private static func plain(_ line: Substring) -> String {
        String(line.drop { "#>*- ".contains($0) }.filter { $0 != "`" && $0 != "*" })
    }

    private static func remark(
        on entry: EntryRecord, _ judgement: Judgement?, _ words: ReportWords
    ) -> String? {
        let details = judgement?.remarks.joined(separator: "; ").replacing("\n", with: " ") ?? ""
        if let judgement, judgement.verdict == .different || judgement.verdict == .failed || !details.isEmpty {
            return words.verdict(judgement.verdict.rawValue, details)
        }
        return switch entry.status {
        case .ok, .running: nil
        case .failed, .timedOut: words.failed(entry.error ?? entry.status.rawValue)
        case .skipped: words.skipped
        case .interrupted: words.interrupted
        }
    }
}

extension Transcript {
    fileprivate func with(_ remark: String?) -> Transcript {
        var transcript = self
        transcript.remark = remark
        return transcript
    }
}

extension EntryRecord {
    /// Whether it has left an empty screen, and nobody has asked for a picture of it.
    fileprivate var showsNothing: Bool {
        kind == .shell && picture == nil && status == .ok
            && ["clear", "reset"].contains(body.trimmingCharacters(in: .whitespacesAndNewlines))
    }
}

extension Judgement {
    /// The differences in a sentence each, without colours.
    fileprivate var remarks: [String] {
        let settled = settled.map { ["settled after \(LabDuration.describe($0)), asked \(asked) times"] } ?? []
        return settled
            + differences.map {
                "\($0.place): recorded \($0.recorded ?? "nothing"), came out \($0.replayed ?? "nothing")"
            }
    }
}
