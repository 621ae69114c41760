internal import GRDB
internal import LabModel

// What comparisons said, as rows.

extension Judgement {
    func redacted(by redactor: Redactor) -> Judgement {
        var result = self
        result.reason = reason.map(redactor.redact)
        result.differences = differences.map {
            Difference(
                command: $0.command.map(redactor.redact), place: redactor.redact($0.place),
                recorded: $0.recorded.map(redactor.redact), replayed: $0.replayed.map(redactor.redact),
                matters: $0.matters)
        }
        return result
    }

    func insert(_ db: Database, entry: Int64) throws {
        try db.cachedStatement(sql: "INSERT OR REPLACE INTO verdict VALUES (?, ?, ?, ?, ?, ?, ?, ?)").execute(
            arguments: [
                entry, expected, verdict.rawValue, reason, asked, settled?.inMicroseconds, firstCommand, answerStart,
            ])
        for (sequence, difference) in differences.enumerated() {
            try db.cachedStatement(sql: "INSERT INTO difference VALUES (?, ?, ?, ?, ?, ?, ?)").execute(
                arguments: [
                    entry, sequence, difference.command, difference.place, difference.recorded, difference.replayed,
                    difference.matters,
                ])
        }
    }

    init(row: Row, differences: [Difference]) throws {
        try self.init(
            expected: row.value("expected"), verdict: Verdict(rawValue: row.value("verdict")) ?? .different,
            reason: row.value("reason"), asked: row.value("asked"),
            settled: (row.value("settled_us") as Int64?).map { .microseconds($0) },
            firstCommand: max(0, row.value("first_command")), answerStart: max(0, row.value("answer_start")),
            differences: differences)
    }
}

extension Difference {
    init(row: Row) throws {
        try self.init(
            command: row.value("command"), place: row.value("place"), recorded: row.value("recorded"),
            replayed: row.value("replayed"), matters: row.value("matters"))
    }
}

extension Acceptance {
    init(row: Row) throws {
        try self.init(
            origin: row.value("origin"), run: row.value("run"), reason: row.value("reason"),
            acceptedAt: Timestamp(microseconds: row.value("accepted_at")))
    }
}
