internal import Capture
internal import LabModel

/// How a block ended, before it is asked whether that was expected.
enum Outcome: Equatable {
    case ok
    /// It failed: what was wrong, and the exit statuses and SQLSTATEs that it failed with.
    case failed(String, codes: [String] = [])
    /// A guard refused it before anything was touched.
    case refused(String)
    case timedOut(String)
    case interrupted

    /// The outcome in the light of what the lab expects.
    func judged(by expectation: BlockTask.Expectation) -> Outcome {
        guard case .failure(let code) = expectation else { return self }
        switch self {
        case .ok: return .failed("it was expected to fail, and did not")
        case .failed(let problem, let codes):
            guard let code, !codes.contains(code) else { return .ok }
            return .failed("it was expected to fail with \(code), but: \(problem)", codes: codes)
        case .refused: return code == nil ? .ok : self
        case .timedOut, .interrupted: return self
        }
    }

    /// A failure with something more to say of it.
    func adding(_ words: String?) -> Outcome {
        guard case .failed(let problem, let codes) = self, let words else { return self }
        if problem.contains("log ends:") { return self }
        return .failed("\(problem)\n\(words)", codes: codes)
    }

    var status: EntryStatus {
        switch self {
        case .ok: .ok
        case .failed, .refused: .failed
        case .timedOut: .timedOut
        case .interrupted: .interrupted
        }
    }

    var problem: String? {
        switch self {
        case .ok: nil
        case .failed(let problem, _), .refused(let problem), .timedOut(let problem): problem
        case .interrupted: "it was interrupted"
        }
    }
}
