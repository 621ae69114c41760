/// The lines of an error as psql prints them, in English or Russian.
enum ErrorText {
    private static let severities = ["ERROR:", "FATAL:", "PANIC:", "ОШИБКА:", "ВАЖНО:", "ПАНИКА:"]
    private static let explanations = [
        "DETAIL:", "HINT:", "CONTEXT:", "QUERY:", "ПОДРОБНОСТИ:", "ПОДСКАЗКА:", "КОНТЕКСТ:", "ЗАПРОС:",
    ]

    /// `ERROR:  …`, also after `psql:file.sql:12: `.
    static func isMessage(_ line: String) -> Bool {
        severities.contains { severity in
            line.hasPrefix(severity) || (line.hasPrefix("psql:") && line.range(of: " " + severity) != nil)
        }
    }

    static func isExplanation(_ line: String) -> Bool { explanations.contains { line.hasPrefix($0) } }

    /// `LINE 1: SELECT`, `СТРОКА 1: SELECT`.
    static func isPosition(_ line: [UInt8]) -> Bool {
        for word in ["LINE ", "СТРОКА "] where line.starts(with: word.utf8) {
            let rest = line.dropFirst(word.utf8.count)
            let digits = rest.prefix { $0.isDigit }.count
            return digits > 0 && rest.dropFirst(digits).first == .colon
        }
        return false
    }

    static func isCyrillic(_ text: String) -> Bool {
        text.unicodeScalars.contains { (0x400...0x4FF).contains($0.value) }
    }
}

extension ErrorText {
    /// The first message in an output.
    static func message(in text: String) -> String? {
        text.split(whereSeparator: \.isNewline).first { isMessage(String($0)) }.map(String.init)
    }

    /// What explains an error: details, hints.
    static func explanations(in text: String) -> String {
        text.split(whereSeparator: \.isNewline).map(String.init).filter(isExplanation).joined(separator: "\n")
    }
}
