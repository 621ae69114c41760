internal import GRDB
public import LabModel

extension Record {
    /// Corrects the record of a run: reads it, has it changed, and writes it, all in one transaction.
    ///
    /// What was typed and printed stays as it is. An entry that was recorded may be moved to `removed` and back; one
    /// that is in neither any more is deleted, and its bytes are cleared from the file. Entries that still go on stay
    /// where they are.
    ///
    /// - Parameters:
    ///   - run: the run's identifier.
    ///   - path: the journal.
    ///   - redactor: what is written anew goes through it.
    ///   - key: what digests of secrets are made with.
    ///   - change: changes the record.
    /// - Returns: the record before and after.
    /// - Throws: `JournalError`, `LabError` for an attribute that means nothing, and what `change` throws; the record
    ///   is then as it was.
    @discardableResult
    public static func correct(
        _ run: String, in path: String, redactor: Redactor, key: SecretKey = .ofUser,
        _ change: (inout Record) throws -> Void
    ) throws -> (before: Record, after: Record) {
        do {
            let queue = try JournalFile.openForWriting(path)
            defer { try? queue.close() }
            var purges = false
            let records = try queue.write { db in
                let before = try Record(of: run, db, path: path)
                var after = before
                try change(&after)
                after.putInOrder()
                try redactor.naming(with: SecretRows(run: run, key: key), db) {
                    purges = try Correction(before: before, after: after, run: run, redactor: redactor).write(db)
                }
                return (before, after)
            }
            if purges { try JournalFile.clearFreeBytes(queue, path: path) }
            return records
        } catch let error as DatabaseError {
            throw JournalError(error, path: path)
        }
    }

    /// Only what is done separates steps: prose without entries goes to the next step, and entries without prose to
    /// the step before.
    mutating func putInOrder() {
        guard kind == .recording else { return }
        var result: [Step] = []
        for step in steps {
            if step.prose.allSatisfy(\.isWhitespace), let last = result.indices.last {
                result[last].entries += step.entries
            } else if let last = result.indices.last, result[last].entries.isEmpty {
                result[last].prose = Self.paragraph(result[last].prose) + step.prose
                result[last].entries = step.entries
            } else {
                result.append(step)
            }
        }
        steps = result
    }

    private static func paragraph(_ prose: String) -> String {
        if prose.isEmpty || prose.hasSuffix("\n\n") { return prose }
        return prose + (prose.hasSuffix("\n") ? "\n" : "\n\n")
    }
}

extension Redactor {
    /// Gives the secrets that are found meanwhile their names in a run, whose variables are public.
    fileprivate func naming(with secrets: SecretRows, _ db: Database, _ body: () throws -> Void) throws {
        let values = try String.fetchAll(
            db, sql: "SELECT value FROM run_variable WHERE run = ?", arguments: [secrets.run])
        for value in values { publish(value) }
        var secrets = secrets
        var failure: (any Error)?
        naming = { [self] found in
            do {
                return try secrets.names(of: found, entry: nil, besides: declaredNames, db)
            } catch {
                failure = error
                return []
            }
        }
        defer { naming = nil }
        try body()
        if let failure { throw failure }
    }
}
