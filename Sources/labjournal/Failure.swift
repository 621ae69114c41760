internal import Capture
internal import Clusters
internal import Foundation
internal import Journal
internal import LabFile
internal import LabModel
internal import Runner

/// The program's exit codes.
enum Code: Int32 {
    case error = 1
    case replayDiffers = 3
    case stepFailed = 4
    case waitTimedOut = 5
    case journalDamaged = 6
    case refused = 7
    case invalidInput = 65
    case missingInput = 66
    case interrupted = 130
}

/// Why a verb could not do its work: what was wrong, and what to do next.
struct Failure: Error {
    let code: Code
    let problem: String
    let remedy: String

    init(_ code: Code, _ problem: String, remedy: String) {
        self.code = code
        self.problem = problem
        self.remedy = remedy
    }

    /// What the modules' own errors mean for the one who called the program; nil for errors of the command line.
    init?(_ error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case let error as JournalError: self.init(Self.code(of: error), error.problem, remedy: error.remedy)
        case let error as CaptureError: self.init(.error, error.problem, remedy: error.remedy)
        case let error as ClusterError:
            self.init(error.code == .refused ? .refused : .error, "\(error)", remedy: "")
        case let error as RunnerError: self.init(Self.code(of: error), error.problem, remedy: error.remedy)
        case let error as CocoaError:
            self.init(.error, Self.sentence(of: error), remedy: "Check the path and its rights.")
        default: return nil
        }
    }

    private static func code(of error: JournalError) -> Code {
        switch error.code {
        case .damaged, .newer: .journalDamaged
        case .missing: .missingInput
        case .refused: .refused
        default: .error
        }
    }

    private static func code(of error: RunnerError) -> Code {
        switch error.code {
        case .stepFailed: .stepFailed
        case .waitTimedOut: .waitTimedOut
        case .interrupted: .interrupted
        case .refused: .refused
        case .invalidLab: .invalidInput
        case .other: .error
        }
    }

    private static func sentence(of error: CocoaError) -> String {
        let path = error.userInfo[NSFilePathErrorKey] as? String
        let cause = (error.userInfo[NSUnderlyingErrorKey] as? any Error).map { "\($0.localizedDescription)" }
        let reason = (cause ?? error.localizedDescription)
            .replacing("The operation could not be completed. ", with: "")
        return [path, reason].compactMap(\.self).joined(separator: ": ")
    }

    /// Says it on standard error.
    func print() {
        let end = problem.last.map { ".?!\n".contains($0) } == true ? "" : "."
        let space = problem.contains("\n") ? "\n" : " "
        StandardError.write("labjournal: \(problem)\(end)\(remedy.isEmpty ? "" : space + remedy)\n".harmless)
    }
}
