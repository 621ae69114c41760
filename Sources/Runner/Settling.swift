internal import Foundation
internal import Journal
internal import LabModel

/// Judges an entry, and gives what only looks the time to settle: it is asked again until its answer is the expected
/// one, or the time has passed.
struct Settling {
    let runner: LabRunner
    let replay: Replay
    let task: BlockTask
    let position: BlockPosition
    let begun: ContinuousClock.Instant
    private static let longestPause: Duration = .seconds(1)

    init(
        runner: LabRunner, replay: Replay, task: BlockTask, position: BlockPosition, begun: ContinuousClock.Instant
    ) {
        self.runner = runner
        self.replay = replay
        self.task = task
        self.position = position
        self.begun = begun
    }

    /// The judgement of the answer that counts; the outcome becomes that answer's.
    func judge(_ outcome: inout Outcome) throws -> Judgement {
        var start = (commands: 0, bytes: 0)
        var judgement = try compare(outcome, from: start)
        let patience = replay.patience(for: position.address)
        var pause: Duration = .milliseconds(100)
        var asked = 1
        while isWorthAskingAgain(judgement, outcome), ContinuousClock.now - begun < patience {
            runner.interrupt.sleep(pause)
            pause = min(pause * 2, Self.longestPause)
            if runner.interrupt.isRaised { break }
            if task.onlyLooks {
                try say("not the recorded answer yet; asked again")
                start = runner.recorder.position
                outcome = try runner.attempt(task, at: position, begun: ContinuousClock.now)
            } else {
                try runner.observe()
            }
            asked += 1
            judgement = try compare(outcome, from: start)
        }
        replay.keep()
        judgement.asked = asked
        if asked > 1, judgement.isGood { judgement.settled = ContinuousClock.now - begun }
        return judgement
    }

    private func compare(_ outcome: Outcome, from start: (commands: Int, bytes: Int)) throws -> Judgement {
        try runner.recorder.commit()
        guard let entry = runner.recorder.entryNumber else { return Judgement(expected: nil, verdict: .skipped) }
        return try replay.judge(entry, at: position.address, outcome: outcome, from: start)
    }

    /// What changes something is done once; but what the clusters say of themselves can be asked again.
    private func isWorthAskingAgain(_ judgement: Judgement, _ outcome: Outcome) -> Bool {
        if judgement.isGood || judgement.verdict == .skipped || outcome == .interrupted { return false }
        return task.onlyLooks || replay.isOnlyObserved
    }

    private func say(_ text: String) throws {
        try runner.recorder.append(TranscriptStyle.lines("\n" + TranscriptStyle.faint("-- \(text)") + "\n"))
    }
}

extension BlockTask {
    /// Whether the block can be asked again: it changes nothing.
    fileprivate var onlyLooks: Bool {
        switch action {
        case .sql(_, let lines): ReadOnlySQL.isReadOnly(lines.joined(separator: "\n"))
        case .configuration(_, _, .show): true
        default: false
        }
    }
}
