/// Something in a lab that cannot be carried out as it is written.
public struct LabError: Error, Sendable, Equatable {
    /// The file's line, from 1; 0 when the lab stands in no file.
    public let line: Int
    /// The column in characters, from 1.
    public let column: Int
    /// What is wrong, as a sentence without its full stop.
    public let problem: String
    /// What to do about it, as a sentence.
    public let remedy: String

    /// Makes an error at a place.
    public init(line: Int, column: Int, problem: String, remedy: String) {
        self.line = line
        self.column = column
        self.problem = problem
        self.remedy = remedy
    }

    /// `Did you mean NAME?` when one of the known names is near, else the list of them.
    public static func remedy(for name: String, among known: [String], what: String) -> String {
        if let near = known.filter({ distance($0, name) <= max(1, (name.count + 1) / 3) })
            .min(by: { distance($0, name) < distance($1, name) })
        {
            return "Did you mean \(near)?"
        }
        return known.isEmpty ? "The lab has no \(what)s." : "Known \(what)s: \(known.joined(separator: ", "))."
    }

    /// Levenshtein's distance: how many characters to insert, remove or replace.
    private static func distance(_ first: String, _ second: String) -> Int {
        let columns = Array(second)
        var previous = Array(0...columns.count)
        for (row, character) in first.enumerated() {
            var current = [row + 1]
            for (index, other) in columns.enumerated() {
                let replaced = previous[index] + (character == other ? 0 : 1)
                current.append(min(replaced, previous[index + 1] + 1, current[index] + 1))
            }
            previous = current
        }
        return previous[columns.count]
    }
}
