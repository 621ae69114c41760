internal import Foundation
internal import GRDB
internal import LabModel

/// Writes what a correction makes of a record.
struct Correction {
    let before: Record
    let after: Record
    let run: String
    let redactor: Redactor

    /// Returns whether something was deleted, so that its bytes are still in the file.
    func write(_ db: Database) throws -> Bool {
        try refuse(db)
        try db.execute(sql: "PRAGMA defer_foreign_keys = ON")
        try writeRun(db)
        if before.kind == .recording {
            try writeSteps(db)
            try writePositions(db)
        }
        try writeProse(db)
        for entry in after.entries where attributes(of: entry, in: before) != entry.attributes {
            try write(entry, db)
        }
        let kept = Set((after.entries + after.removed).map(\.number))
        let purged = (before.entries + before.removed).map(\.number).filter { !kept.contains($0) }
        try purged.forEach { try delete($0, db) }
        if purged.isEmpty { return false }
        try db.execute(
            sql: """
                DELETE FROM content WHERE sha256 NOT IN (SELECT sha256 FROM snapshot);
                INSERT INTO search (search) VALUES ('rebuild');
                """)
        return true
    }

    private func attributes(of entry: Record.Entry, in record: Record) -> [Block.Attribute]? {
        (record.entries + record.removed).first { $0.number == entry.number }?.attributes
    }

    private func writeRun(_ db: Database) throws {
        guard (before.title, before.language, before.source) != (after.title, after.language, after.source) else {
            return
        }
        try db.execute(
            sql: "UPDATE run SET title = ?, language = ?, source = ? WHERE id = ?",
            arguments: [
                after.title.map(redactor.redact), after.language, Data(redactor.redact(after.source)), run,
            ])
    }

    private func writeSteps(_ db: Database) throws {
        try db.execute(sql: "DELETE FROM step WHERE run = ? AND position > 0", arguments: [run])
        for position in 1...max(1, after.steps.count) {
            try db.execute(sql: "INSERT INTO step VALUES (?, ?, '')", arguments: [run, position])
        }
    }

    /// Prose is in the search index of its entries as well.
    private func writeProse(_ db: Database) throws {
        let prose = Dictionary(before.steps.flatMap { step in step.entries.map { ($0.number, step.prose) } }) { $1 }
        for (index, step) in after.steps.enumerated() {
            let text = redactor.redact(step.prose)
            let position = before.kind == .recording ? index + 1 : step.number
            try db.execute(
                sql: "UPDATE step SET prose = ? WHERE run = ? AND position = ?", arguments: [text, run, position])
            for entry in step.entries where prose[entry.number] != step.prose {
                try db.execute(sql: "UPDATE search SET prose = ? WHERE rowid = ?", arguments: [text, entry.number])
            }
        }
    }

    /// No two entries have the same position, not even for a moment: they all move out of the way first.
    private func writePositions(_ db: Database) throws {
        try db.execute(
            sql: "UPDATE entry SET position = -1000000000 - number WHERE run = ?", arguments: [run])
        var position = 0
        for (index, step) in after.steps.enumerated() {
            for entry in step.entries {
                position += 1
                try place(entry.number, at: position, step: index + 1, db)
            }
        }
        for (index, entry) in after.removed.enumerated() {
            try place(entry.number, at: -1 - index, step: newStep(for: entry), db)
        }
    }

    private func place(_ number: Int64, at position: Int, step: Int, _ db: Database) throws {
        try db.cachedStatement(sql: "UPDATE entry SET position = ?, step = ? WHERE number = ?")
            .execute(arguments: [position, step, number])
    }

    /// The step that what a removed entry's step held has become; the one before when nothing is left of it.
    private func newStep(for entry: Record.Entry) -> Int {
        let index = entry.step - 1
        if before.steps.indices.contains(index), after.steps.indices.contains(index),
            before.steps[index].prose == after.steps[index].prose
        {
            return entry.step
        }
        let place = Dictionary(
            after.steps.enumerated().flatMap { step in step.element.entries.map { ($0.number, step.offset + 1) } }
        ) { $1 }
        for step in before.steps.prefix(entry.step).reversed() {
            if let found = step.entries.lazy.compactMap({ place[$0.number] }).first { return found }
        }
        return min(max(1, entry.step), max(1, after.steps.count))
    }

    /// What the report shows of an entry is kept understood beside its attributes.
    private func write(_ entry: Record.Entry, _ db: Database) throws {
        let values = try Self.values(of: run, db)
        let task = try BlockTask(Block(kind: entry.kind, attributes: entry.attributes, body: entry.body)) {
            values[$0] ?? "{{\($0)}}"
        }
        let attributes = entry.attributes.map { [$0.name, $0.value].compactMap(\.self).joined(separator: "=") }
        try db.execute(
            sql: """
                UPDATE entry SET attributes = ?, picture = ?, appends = ?, alternative = ?, hidden = ?,
                    shown_first = ?, shown_last = ?, shown_rows = ? WHERE number = ?
                """,
            arguments: [
                redactor.redact(attributes.joined(separator: "\n")), task.picture, task.appendsToPicture,
                task.alternative.map(redactor.redact), task.isHidden, task.shownLines?.lowerBound,
                task.shownLines?.upperBound, task.rows, entry.number,
            ])
    }

    private static func values(of run: String, _ db: Database) throws -> [String: String] {
        var values: [String: String] = [:]
        let variables = try Row.fetchAll(
            db, sql: "SELECT name, value FROM run_variable WHERE run = ?", arguments: [run])
        for row in variables { values[try row.value("name")] = try row.value("value") as String }
        let clusters = try Row.fetchAll(db, sql: "SELECT * FROM cluster WHERE run = ?", arguments: [run])
        for cluster in try clusters.map(ClusterRecord.init(row:)) {
            values["\(cluster.name).port"] = "\(cluster.port)"
            values["\(cluster.name).host"] = cluster.host
            values["\(cluster.name).address"] = cluster.address
            values["\(cluster.name).data"] = cluster.data
        }
        return values
    }

    /// What comparisons quote of an entry goes with it.
    private func delete(_ entry: Int64, _ db: Database) throws {
        try db.execute(
            sql: "DELETE FROM difference WHERE entry IN (SELECT entry FROM verdict WHERE expected = ?)",
            arguments: [entry])
        try db.execute(sql: "DELETE FROM search WHERE rowid = ?", arguments: [entry])
        try db.execute(sql: "DELETE FROM entry WHERE number = ?", arguments: [entry])
    }
}
