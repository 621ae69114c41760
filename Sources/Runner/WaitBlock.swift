internal import Clusters
internal import Foundation
internal import Journal
internal import LabModel

// `wait` blocks: a condition is asked until it holds.

extension BlockExecution {
    /// How long to wait between two questions. What has come about is to be in the journal within 50 ms, with the
    /// observations that follow.
    private static let interval: Duration = .milliseconds(20)

    func wait(_ wait: BlockTask.Wait) throws -> Outcome {
        switch wait.condition {
        case .pause(let pause):
            try print("waiting for \(LabDuration.describe(pause))\n")
            return try poll(wait, describe: "the time to pass") { self.elapsed >= pause ? .holds : .not("") }
        case .query(let target, let sql):
            let question = try runner.clusters.cluster(named: target.cluster)
                .question(sql, database: target.database, user: target.user)
            try print(TranscriptStyle.bold("\(target.database ?? "postgres")=# ") + sql + "\n")
            return try poll(wait, describe: sql) { try question.ask() == true ? .holds : .not("f") }
        case .catchUp(let source, let replica):
            let source = try runner.clusters.cluster(named: source)
            let replica = try runner.clusters.cluster(named: replica)
            guard let target = try source.writtenLSN() else { return .failed("\(source.name) has written no WAL") }
            try print("waiting until \(replica.name) has replayed \(target), as \(source.name) has it\n")
            return try poll(wait, describe: "\(replica.name) to replay \(target)") {
                let replayed = try replica.replayedLSN()
                return (replayed ?? LSN(bytes: 0)) >= target
                    ? .holds : .not("replayed \(replayed?.description ?? "nothing")")
            }
        }
    }

    /// Gives a replica the time to replay what another cluster has written; prints nothing.
    func catchUp(_ replica: String, with source: String) throws -> Outcome {
        let replica = try runner.clusters.cluster(named: replica)
        let source = try runner.clusters.cluster(named: source)
        // What has been stopped meanwhile cannot say, and its replica has what it has.
        guard let target = try? source.writtenLSN() else { return .ok }
        let limit = max(task.limit, .seconds(600))
        while case .not(let last) = try answer({
            let replayed = try replica.replayedLSN()
            return replayed.map { $0 >= target } ?? true ? .holds : .not("replayed \(replayed?.description ?? "")")
        }) {
            if runner.interrupt.isRaised { return .interrupted }
            if elapsed > limit { return try timedOut("\(replica.name) to replay \(target)", last) }
            tick(remaining: nil)
            runner.interrupt.sleep(Self.interval)
        }
        return .ok
    }

    /// What a question brought.
    private enum Answer {
        case holds
        /// It does not hold yet; the last answer in words.
        case not(String)
    }

    private var elapsed: Duration { ContinuousClock.now - begun }

    private func poll(_ wait: BlockTask.Wait, describe: String, _ question: () throws -> Answer) throws -> Outcome {
        let least = wait.notBefore ?? .zero
        let lawful = (wait.since.flatMap { runner.lastBlock[$0] } ?? begun) + least
        var last = ""
        var questions = 0
        while true {
            questions += 1
            switch try answer(question) {
            case .holds:
                if ContinuousClock.now < lawful { return try tooEarly(least) }
                if elapsed >= least { return try held(questions) }
            case .not(let answer): last = answer
            }
            if runner.interrupt.isRaised { return .interrupted }
            if elapsed > task.limit { return try timedOut(describe, last) }
            tick(remaining: least > elapsed ? least - elapsed : nil)
            runner.interrupt.sleep(Self.interval)
        }
    }

    /// A server that does not answer yet, or a table that is not there yet, is what one waits for; SQL that cannot
    /// be understood is not.
    private func answer(_ question: () throws -> Answer) throws -> Answer {
        do {
            return try question()
        } catch let error as ClusterError {
            if case .query(let state) = error.code, state == nil || state?.hasPrefix("42601") == true { throw error }
            if [.refused, .unsupported, .ended, .noEngine, .noPermission].contains(error.code) { throw error }
            return .not(error.problem)
        }
    }

    private func held(_ questions: Int) throws -> Outcome {
        let asked = questions == 1 ? "asked once" : "asked \(questions) times"
        try print("t\n" + TranscriptStyle.faint("after \(LabDuration.describe(elapsed)), \(asked)") + "\n")
        return .ok
    }

    private func tooEarly(_ least: Duration) throws -> Outcome {
        try print("t\n")
        return .failed(
            "it was true after \(LabDuration.describe(elapsed)), but not-before says \(LabDuration.describe(least))")
    }

    private func timedOut(_ what: String, _ last: String) throws -> Outcome {
        let observations = runner.clusters.observe().map(Self.describe).joined(separator: "\n")
        return .timedOut(
            "waited \(LabDuration.describe(elapsed)) for: \(what)\nThe last answer was: \(last)\n\(observations)")
    }

    /// An observation in a line.
    static func describe(_ observation: Observation) -> String {
        let slots = observation.slots.map {
            "slot \($0.slotName) \($0.active ? "active" : "not active"), restart_lsn \($0.restartLSN?.description ?? "null")"
        }
        let words = [
            observation.state.rawValue, observation.role?.rawValue, observation.lsn.map { "at \($0)" },
        ].compactMap(\.self)
        let senders = observation.senders.map {
            "sender to \($0.applicationName ?? "a receiver") \($0.state ?? "starting")"
        }
        let receiver = observation.receiver.map { ["receiver \($0.status ?? "starting")"] } ?? []
        return "\(observation.cluster): " + (words + slots + senders + receiver).joined(separator: ", ")
    }
}
