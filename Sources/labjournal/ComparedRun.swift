internal import Journal
internal import LabModel
internal import Terminal

/// How many entries have each verdict.
struct VerdictSummary: Encodable {
    private(set) var same = 0
    private(set) var equivalent = 0
    private(set) var different = 0
    private(set) var failed = 0
    private(set) var skipped = 0

    mutating func count(_ verdict: Verdict) {
        switch verdict {
        case .same: same += 1
        case .equivalent: equivalent += 1
        case .different: different += 1
        case .failed: failed += 1
        case .skipped: skipped += 1
        }
    }

    /// `25 same, 2 equivalent`: what there is none of is left out.
    var sentence: String {
        let counts = [
            (same, "same"), (equivalent, "equivalent"), (different, "different"), (failed, "failed"),
            (skipped, "skipped"),
        ]
        let words = counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        return words.isEmpty ? "nothing to compare" : words.joined(separator: ", ")
    }
}

/// A run with what a comparison said of its entries.
struct ComparedRun: Encodable {
    let run: String
    let origin: String?
    private(set) var summary = VerdictSummary()
    private(set) var entries: [ComparedEntry] = []

    /// A comparison of two recorded runs, before its entries.
    init(run: String, origin: String) {
        self.run = run
        self.origin = origin
    }

    /// A replay as its journal has it.
    init(recordedAs id: String, in store: JournalStore) throws {
        let record = try store.run(named: id)
        run = record.id
        origin = record.origin
        let commands = try store.commands(of: record)
        let judgements = try store.judgements(of: record)
        for entry in try store.entries(of: record) {
            guard let judgement = judgements[entry.number] else { continue }
            add(entry, judgement, commands: commands[entry.number] ?? [])
        }
    }

    mutating func add(_ entry: EntryRecord, _ judgement: Judgement, commands: [CommandRecord] = []) {
        summary.count(judgement.verdict)
        entries.append(ComparedEntry(entry, judgement))
    }

    /// - Throws: `Failure` of the code `replayDiffers` when an entry is different.
    func throwIfDifferent() throws {
        let count = summary.different + summary.failed
        if count == 0 { return }
        throw Failure(
            .replayDiffers, count == 1 ? "one entry came out differently" : "\(count) entries came out differently",
            remedy: "If the new outputs are right, labjournal accept makes them the expectation.")
    }
}

/// An entry with its verdict, as JSON.
struct ComparedEntry: Encodable {
    let id, kind, body, status, verdict: String
    let step, position, asked: Int
    let cluster, picture, error, reason: String?
    let settledSeconds, durationSeconds: Double?
    let differences: [DifferenceJSON]

    init(_ entry: EntryRecord, _ judgement: Judgement) {
        id = entry.id
        kind = entry.kind.rawValue
        body = entry.body
        status = entry.status.rawValue
        verdict = judgement.verdict.rawValue
        step = entry.step
        position = entry.position
        asked = judgement.asked
        cluster = entry.cluster
        picture = entry.picture
        error = entry.error
        reason = judgement.reason
        settledSeconds = judgement.settled?.inSeconds
        durationSeconds = entry.duration?.inSeconds
        differences = judgement.differences.map(DifferenceJSON.init)
    }
}

/// One thing that came out differently, as JSON.
struct DifferenceJSON: Encodable {
    let command, recorded, replayed: String?
    let place: String
    let matters: Bool

    init(_ difference: Difference) {
        command = difference.command
        place = difference.place
        recorded = difference.recorded
        replayed = difference.replayed
        matters = difference.matters
    }
}
