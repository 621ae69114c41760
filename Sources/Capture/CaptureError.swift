/// Why a program could not be captured.
public struct CaptureError: Error, Sendable, Equatable {
    /// What is wrong, as a sentence without its full stop.
    public let problem: String
    /// What to do about it, as a sentence.
    public let remedy: String

    init(_ problem: String, remedy: String) {
        self.problem = problem
        self.remedy = remedy
    }
}
