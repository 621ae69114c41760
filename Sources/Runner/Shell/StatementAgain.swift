internal import LabModel

/// What is typed into psql to do a statement again without a person.
struct StatementAgain {
    let body: String
    let attributes: [Block.Attribute]

    /// Whether nothing is left of it.
    var isComment: Bool { body.split(separator: "\n").allSatisfy { $0.hasPrefix("--") } }

    private static let uncompared = [Block.Attribute(name: "compare", value: "none")]
    private static let hidden = [Block.Attribute(name: "hidden", value: nil)]

    init(_ statement: String, _ state: PsqlState) {
        if let finished = state.finished {
            // Nobody presses Ctrl-C then.
            body = finished.isEmpty ? Self.comment(statement) : finished
            attributes = finished.isEmpty ? Self.uncompared + Self.hidden : []
        } else if state.isCancelled {
            body = Self.withoutCancelled(statement, isLast: state.sqlState == "57014")
            attributes = Self.uncompared
        } else if statement.hasPrefix("\\password"), state.answers.isEmpty {
            // Ctrl-C at its prompt: a replay has nothing to answer.
            body = Self.comment(statement)
            attributes = Self.uncompared + Self.hidden
        } else if let edited = state.edited, edited.contains(where: { !$0.isWhitespace }) {
            // What the editor left is carried out when it is whole.
            body = String(edited.reversed().drop { $0.isWhitespace }.reversed())
            attributes = Self.uncompared
        } else if let watch = statement.range(of: "\\watch") {
            body = statement[..<watch.lowerBound] + "\\g"
            attributes = Self.uncompared
        } else {
            body = statement
            attributes = state.isFullScreen ? Self.uncompared : []
        }
    }

    /// What else stood on the line has been carried out; which one was cancelled, psql tells only of the last.
    private static func withoutCancelled(_ statement: String, isLast: Bool) -> String {
        let ends = [0] + SQLScanner.statements(in: statement, line: 0).compactMap(\.end)
        guard ends.count > 2 else { return comment(statement) }
        let range = isLast ? ends[ends.count - 2]..<statement.count : 0..<ends[1]
        let cancelled = statement.dropFirst(range.lowerBound).prefix(range.count)
        let parts = [
            String(statement.prefix(range.lowerBound)), comment(cancelled.drop { $0 == " " }),
            String(statement.dropFirst(range.upperBound).drop { $0 == " " }),
        ]
        return parts.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private static func comment(_ text: some StringProtocol) -> String {
        text.split(separator: "\n").map { "-- \($0)" }.joined(separator: "\n")
    }
}

extension SQLScanner {
    /// The beginning of a text that psql carries out before it waits for the rest.
    static func finished(in text: String) -> String {
        String(text.prefix(statements(in: text, line: 0).compactMap(\.end).last ?? 0))
    }
}
