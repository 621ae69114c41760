internal import LabModel

/// Looks for the prompts of programs in what a terminal prints, and knows what to type at them.
struct PromptWatch {
    private let answers: [BlockTask.Answer]
    /// What stands in the line that the cursor is in, since something was typed there.
    private var line: [UInt8] = []
    private var isQuiet = false

    /// A prompt is short; of a longer line only the end is looked at.
    private static let longest = 4096

    init(_ answers: [BlockTask.Answer]) {
        self.answers = answers
    }

    /// Takes what was printed.
    mutating func take(_ bytes: [UInt8]) {
        if answers.isEmpty { return }
        isQuiet = false
        if let end = bytes.lastIndex(of: 0x0A) {
            line = Array(bytes[(end + 1)...])
        } else {
            line += bytes
        }
        line = line.suffix(Self.longest)
    }

    /// Another program has the terminal now, or another line is being typed.
    mutating func reset() { line = [] }

    /// Nothing was printed for a moment; returns what to type now, once for each prompt.
    ///
    /// A program that asks prints nothing more, and does not end its line. The second quiet moment decides, so that one
    /// that is slow to turn the echo off after its prompt has had the time.
    mutating func silence() -> String? {
        guard !line.isEmpty else { return nil }
        guard isQuiet else {
            isQuiet = true
            return nil
        }
        let shown = String(decoding: line, as: UTF8.self).lowercased()
        guard let answer = answers.first(where: { shown.contains($0.prompt.lowercased()) }) else { return nil }
        line = []
        return answer.text
    }
}
