internal import Foundation
internal import GRDB
internal import LabModel

/// Replaces a secret in every table of a journal.
struct ScrubbedTables: Sendable {
    private let secret: Variable

    init(_ secret: Variable) { self.secret = secret }

    private var redactor: Redactor { Redactor(secrets: [secret], findsOthers: false) }

    /// Returns how many rows were changed. The connection keeps a function: it is to be closed afterwards.
    func scrub(_ db: Database) throws -> Int {
        let scrubbed = DatabaseFunction("scrubbed", argumentCount: 1, pure: true) { [self] values in
            switch values[0].storage {
            case .string(let text): redactor.redact(text)
            case .blob(let bytes): Data(redactor.redact(Array(bytes)))
            default: values[0]
            }
        }
        db.add(function: scrubbed)
        var rows = try scrubOutputs(db)
        rows += try scrubContents(db)
        rows += try scrubColumns(db)
        rows += try scrubSearch(db)
        return rows
    }

    /// Tables that are more than columns of text, and those that hold none of a user's.
    private static let others: Set<String> = ["chunk", "content", "secret", "migration", "search"]

    private func scrubColumns(_ db: Database) throws -> Int {
        let tables = try String.fetchAll(
            db,
            sql: """
                SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
                AND name NOT LIKE 'search_%'
                """)
        var rows = 0
        for table in tables where !Self.others.contains(table) {
            for column in try db.columns(in: table) where column.type == "TEXT" || column.type == "BLOB" {
                let name = "\"\(column.name)\""
                try db.execute(
                    sql: "UPDATE \(table) SET \(name) = scrubbed(\(name)) WHERE \(name) IS NOT scrubbed(\(name))")
                rows += db.changesCount
            }
        }
        return rows
    }

    /// A content's address is its digest: a changed one moves.
    private func scrubContents(_ db: Database) throws -> Int {
        let rows = try Row.fetchAll(db, sql: "SELECT sha256, bytes FROM content WHERE bytes IS NOT scrubbed(bytes)")
        for row in rows {
            let old: Data = try row.value("sha256")
            let bytes = redactor.redact(Array(try row.value("bytes") as Data))
            let new = Digest.of(bytes)
            try db.execute(sql: "INSERT OR IGNORE INTO content VALUES (?, ?)", arguments: [new, Data(bytes)])
            try db.execute(sql: "UPDATE snapshot SET sha256 = ? WHERE sha256 = ?", arguments: [new, old])
            try db.execute(sql: "DELETE FROM content WHERE sha256 = ?", arguments: [old])
        }
        return rows.count
    }

    /// The index is made anew: a word that was taken out of it would leave its letters behind.
    private func scrubSearch(_ db: Database) throws -> Int {
        try db.execute(
            sql: """
                UPDATE search SET prose = scrubbed(prose), command = scrubbed(command), output = scrubbed(output)
                WHERE prose IS NOT scrubbed(prose) OR command IS NOT scrubbed(command)
                    OR output IS NOT scrubbed(output)
                """)
        let rows = db.changesCount
        if rows > 0 { try db.execute(sql: "INSERT INTO search (search) VALUES ('rebuild')") }
        return rows
    }
}

// Outputs: a secret may begin in one chunk and end in the next.

extension ScrubbedTables {
    private func scrubOutputs(_ db: Database) throws -> Int {
        var rows = 0
        for entry in try Int64.fetchAll(db, sql: "SELECT DISTINCT entry FROM chunk ORDER BY entry") {
            rows += try scrubOutput(of: entry, db)
        }
        return rows
    }

    private func scrubOutput(of entry: Int64, _ db: Database) throws -> Int {
        var stream = redactor.stream(isLogged: true)
        let sequences = try Int.fetchAll(
            db, sql: "SELECT sequence FROM chunk WHERE entry = ? ORDER BY sequence", arguments: [entry])
        var rows = 0
        for sequence in sequences {
            let row = try Row.fetchOne(
                db, sql: "SELECT * FROM chunk WHERE entry = ? AND sequence = ?", arguments: [entry, sequence])
            let old = try row?.output() ?? []
            var new = stream.next(old)
            if sequence == sequences.last { new += stream.finish() }
            guard new != old else { continue }
            let stored = StoredOutput(Data(new))
            try db.execute(
                sql: "UPDATE chunk SET bytes = ?, length = ? WHERE entry = ? AND sequence = ?",
                arguments: [stored.bytes, stored.length, entry, sequence])
            rows += 1
        }
        if !stream.replacements.isEmpty { try move(stream.replacements, entry, db) }
        return stream.replacements.isEmpty ? 0 : rows
    }

    /// Where commands' outputs begin and end, and where the answer begins that was compared.
    private func move(_ replacements: [RedactionStream.Replacement], _ entry: Int64, _ db: Database) throws {
        let moved = DatabaseFunction("moved", argumentCount: 1, pure: true) { values in
            Int.fromDatabaseValue(values[0]).map { Self.moved($0, by: replacements) }
        }
        db.add(function: moved)
        try db.execute(
            sql: """
                UPDATE command SET output_start = moved(output_start), output_end = moved(output_end)
                WHERE entry = ?
                """, arguments: [entry])
        try db.execute(
            sql: "UPDATE verdict SET answer_start = moved(answer_start) WHERE entry = ?", arguments: [entry])
    }

    static func moved(_ offset: Int, by replacements: [RedactionStream.Replacement]) -> Int {
        var shift = 0
        for replacement in replacements {
            if replacement.range.upperBound <= offset {
                shift += replacement.length - replacement.range.count
            } else if replacement.range.lowerBound < offset {
                return replacement.range.lowerBound + shift + replacement.length
            }
        }
        return offset + shift
    }
}
