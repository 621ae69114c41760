internal import ArgumentParser
internal import Capture
internal import Foundation

/// SQL as it was given on a command line or a pipe.
struct SQLText {
    /// As much as a lab file may hold.
    static let longest = 16 << 20
    private let text: String

    /// Takes a text that can be typed.
    init(_ text: String) throws {
        self.text = text.replacing("\r\n", with: "\n")
        let control = self.text.unicodeScalars.first { $0.value < 0x20 && $0 != "\n" && $0 != "\t" || $0.value == 0x7F }
        if let control {
            throw Failure(
                .invalidInput, "the SQL holds the control character \(control.value), which psql would obey",
                remedy: "Write it as E'\\\(String(control.value, radix: 8))'.")
        }
        if self.text.allSatisfy(\.isWhitespace) { throw ValidationError("The SQL is empty.") }
    }

    /// The lines to type: at a prompt, the last statement needs its semicolon.
    var lines: String {
        let trimmed = String(text.reversed().drop { $0.isWhitespace }.reversed())
        let last = trimmed.split(separator: "\n").last ?? ""
        if trimmed.hasSuffix(";") || last.contains("\\") { return trimmed + "\n" }
        return trimmed + (last.contains("--") ? "\n;\n" : ";\n")
    }
}

/// What psql answers, on standard output and standard error as psql itself would write it.
final class SQLAnswers {
    /// Whether nothing was answered.
    private(set) var isEmpty = true
    private var isInOutput = false
    private var held: [UInt8] = []
    private static let longestHeld = 64 * 1024
    private static let severities = ["NOTICE: ", "WARNING: ", "INFO: ", "LOG: ", "DEBUG: "]
    private static let details = ["DETAIL: ", "HINT: ", "CONTEXT: "]

    /// Takes what happens in the session.
    func listen(_ event: CaptureEvent) {
        switch event {
        case .outputBegan: isInOutput = true
        case .output(let bytes) where isInOutput:
            held += bytes.filter { $0 != 0x0D }
            // So much is no message.
            if held.count > Self.longestHeld { release() }
        case .commandEnded(let status, _):
            isInOutput = false
            if status == 0 { part() } else { StandardError.write(String(decoding: held, as: UTF8.self)) }
            isEmpty = isEmpty && held.isEmpty
            held = []
        default: break
        }
    }

    private func release() {
        isEmpty = false
        StandardOutput.write(Data(held))
        held = []
    }

    /// Messages among results go to standard error.
    private func part() {
        var isMessage = false
        for line in held.split(separator: 0x0A, omittingEmptySubsequences: false).map({ $0 + [0x0A] }).dropLast() {
            let text = String(decoding: line, as: UTF8.self)
            isMessage =
                Self.severities.contains { text.hasPrefix($0) }
                || isMessage && Self.details.contains { text.hasPrefix($0) }
            if isMessage { StandardError.write(text) } else { StandardOutput.write(Data(line)) }
        }
    }
}
