internal import Journal
internal import LabModel
internal import Runner

/// Writes the verdicts of a comparison on standard output as they come, and on standard error what goes on.
final class VerdictDisplay {
    private let progress = ProgressDisplay()
    /// Nothing but what goes on is shown: the verdicts are written otherwise.
    private let isQuiet: Bool

    init(isQuiet: Bool) {
        self.isQuiet = isQuiet
    }

    func show(_ step: Progress) {
        switch step {
        case .judged(let position, let judgement):
            progress.finish()
            let picture = position.block.attributes.first { $0.name == "picture" }?.value
            let what = [position.block.kind.rawValue, position.cluster, picture].compactMap(\.self)
            write(judgement, number: position.number, what: what.joined(separator: " · "))
        case .ended: progress.finish()
        default: progress.show(step)
        }
    }

    func finish() { progress.finish() }

    /// Writes a line for an entry, and below it what differs.
    func write(_ judgement: Judgement, number: Int, what: String) {
        if isQuiet { return }
        let verdict = judgement.verdict
        let padding = String(repeating: " ", count: max(0, 12 - verdict.rawValue.count))
        let place = String(repeating: " ", count: max(0, 3 - String(number).count)) + "\(number)"
        StandardOutput.write(verdict.paint(verdict.rawValue) + padding + "\(place)  \(what.harmlessLine)\n")
        for line in judgement.lines { StandardOutput.write("                 \(line)\n") }
    }

    func write(_ summary: VerdictSummary) {
        StandardOutput.write(Paint.bold(summary.sentence) + "\n")
    }
}

extension Verdict {
    func paint(_ text: String) -> String {
        switch self {
        case .same: Paint.green(text)
        case .equivalent: Paint.green(text)
        case .different, .failed: Paint.red(text)
        case .skipped: Paint.faint(text)
        }
    }
}

extension Judgement {
    /// What there is to say below a verdict, line by line.
    var lines: [String] {
        var lines: [String] = reason.map { [$0.harmlessLine] } ?? []
        if let settled { lines.append("settled after \(LabDuration.describe(settled)), asked \(asked) times") }
        var command: String?
        for difference in differences {
            if let text = difference.command, text != command { lines.append(Paint.faint(text.firstLine.harmlessLine)) }
            command = difference.command
            lines += difference.lines
        }
        return lines
    }
}

extension Difference {
    /// `column active: recorded t, came out f`; long texts stand below each other.
    var lines: [String] {
        let (place, recorded, replayed) = (place.harmlessLine, recorded?.shown, replayed?.shown)
        let mark = matters ? "≠" : "≈"
        let pair: [String]
        switch (recorded, replayed) {
        case (let recorded?, let replayed?) where (recorded + replayed).count < 70:
            pair = ["\(mark) \(place): recorded \(recorded), came out \(replayed)"]
        case (let recorded?, let replayed?):
            pair = ["\(mark) \(place)", "  - \(recorded)", "  + \(replayed)"]
        case (let recorded?, nil) where recorded.count < 70:
            pair = ["\(mark) \(place): recorded \(recorded), missing now"]
        case (nil, let replayed?) where replayed.count < 70:
            pair = ["\(mark) \(place): not recorded, came out \(replayed)"]
        case (let recorded?, nil): pair = ["\(mark) \(place)", "  - \(recorded)"]
        case (nil, let replayed?): pair = ["\(mark) \(place)", "  + \(replayed)"]
        case (nil, nil): pair = ["\(mark) \(place)"]
        }
        return pair.map { matters ? $0 : Paint.faint($0) }
    }
}

extension String {
    fileprivate var firstLine: String {
        let lines = split(separator: "\n", maxSplits: 1)
        return (lines.first.map(String.init) ?? "") + (lines.count > 1 ? " …" : "")
    }

    /// On one line, without what a terminal would obey; an empty text by a word.
    fileprivate var shown: String {
        isEmpty ? "(empty)" : harmlessLine
    }
}
