/// Why a run did not go through; what happened until then is in the journal.
public struct RunnerError: Error, Sendable, Equatable {
    /// What kind of end it was.
    public enum Code: Sendable {
        case stepFailed, waitTimedOut, interrupted, refused, invalidLab, other
    }

    /// What kind of end it was.
    public let code: Code
    /// What is wrong, as a sentence without its full stop; names the step, the line and the cluster.
    public let problem: String
    /// What to do about it, as a sentence; may be empty.
    public let remedy: String

    init(_ code: Code, _ problem: String, remedy: String) {
        self.code = code
        self.problem = problem
        self.remedy = remedy
    }
}
