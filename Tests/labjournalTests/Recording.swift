import Foundation
import GRDB
import Testing

/// A journal with a run in it, copies of which are changed and replayed.
struct Recording {
    let bytes: Data

    /// The built-in lab, played once for all tests.
    static let demo = Result { try Recording { try $0.run("demo", "--directory", ".", "--set", "delay=1s") } }

    /// Records what a program does in a directory of its own.
    init(_ record: (Program) throws -> Program.Answer) throws {
        let program = try Program()
        let answer = try record(program)
        try #require(answer.status == 0, "\(answer.errors)")
        bytes = try Data(contentsOf: program.directory.appendingPathComponent("journal.sqlite"))
    }

    /// Changes the journal in a program's directory.
    static func change(_ program: Program, _ change: (JournalChange) throws -> Void) throws {
        let queue = try DatabaseQueue(path: program.directory.appendingPathComponent("journal.sqlite").path)
        try queue.write { try change(JournalChange(db: $0)) }
        try queue.close()
    }

    /// A program whose directory holds a copy of the journal, changed.
    func program(changing change: (JournalChange) throws -> Void = { _ in }) throws -> Program {
        let program = try Program()
        try bytes.write(to: program.directory.appendingPathComponent("journal.sqlite"))
        try Self.change(program, change)
        return program
    }
}

/// A change of what a journal says.
struct JournalChange {
    let db: Database

    /// The number of an entry, by its position.
    func entry(_ position: Int) throws -> Int64 {
        try #require(try Int64.fetchOne(db, sql: "SELECT number FROM entry WHERE position = ?", arguments: [position]))
    }

    func execute(_ sql: String, _ arguments: StatementArguments) throws {
        try db.execute(sql: sql, arguments: arguments)
        try #require(db.changesCount > 0)
    }

    func output(_ position: Int) throws -> String {
        let chunks = try Data.fetchAll(
            db, sql: "SELECT bytes FROM chunk WHERE entry = ? ORDER BY sequence", arguments: [entry(position)])
        return String(decoding: chunks.reduce(Data(), +), as: UTF8.self)
    }

    /// Replaces a piece of what an entry printed; the output ranges of its commands move along.
    func replace(_ old: String, with new: String, in position: Int) throws {
        let entry = try entry(position)
        let text = try output(position)
        let range = try #require(text.range(of: old), "\(text)")
        let place = text[..<range.lowerBound].utf8.count
        let growth = new.utf8.count - old.utf8.count
        let changed = Data(text.replacingCharacters(in: range, with: new).utf8)
        try execute("DELETE FROM chunk WHERE entry = ?", [entry])
        try execute("INSERT INTO chunk (entry, sequence, offset_us, bytes) VALUES (?, 0, 0, ?)", [entry, changed])
        for end in ["output_start", "output_end"] {
            try db.execute(
                sql: "UPDATE command SET \(end) = \(end) + ? WHERE entry = ? AND \(end) > ?",
                arguments: [growth, entry, place])
        }
    }
}

extension Program {
    /// Replays, and gives the answer with the entries that have a verdict, by their positions.
    func replay(_ arguments: String..., environment: [String: String] = [:]) throws -> (
        answer: Answer, entries: [Int: [String: Any]], summary: [String: Int]
    ) {
        let answer = try answer(of: start(["replay", "--yes", "--json"] + arguments, environment: environment))
        let json = try #require(try answer.json() as? [String: Any], "\(answer.errors)")
        let entries = try #require(json["entries"] as? [[String: Any]])
        let summary = try #require(json["summary"] as? [String: Int])
        let positions = entries.map { ($0["position"] as? Int ?? 0, $0) }
        return (answer, Dictionary(positions) { $1 }, summary)
    }
}

/// The places of an entry's differences that matter.
func places(_ entry: [String: Any]?) -> [String] {
    let differences = entry?["differences"] as? [[String: Any]] ?? []
    return differences.filter { $0["matters"] as? Bool == true }.compactMap { $0["place"] as? String }
}
