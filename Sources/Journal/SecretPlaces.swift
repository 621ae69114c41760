internal import GRDB
internal import LabModel

/// Counts how often each secret of a run stands in the journal, as its name in braces.
enum SecretPlaces {
    /// Everything of a run that people, servers and programs wrote, but for outputs.
    private static let texts = """
        SELECT source AS text FROM run WHERE id = :run
        UNION ALL SELECT title FROM run WHERE id = :run
        UNION ALL SELECT error FROM run WHERE id = :run
        UNION ALL SELECT value FROM run_variable WHERE run = :run
        UNION ALL SELECT address FROM cluster WHERE run = :run
        UNION ALL SELECT prose FROM step WHERE run = :run
        UNION ALL SELECT attributes || char(10) || body || coalesce(error, '') FROM entry WHERE run = :run
        UNION ALL SELECT command.text FROM command JOIN entry ON entry.number = command.entry WHERE run = :run
        UNION ALL SELECT content.bytes FROM snapshot JOIN content USING (sha256)
            JOIN entry ON entry.number = snapshot.entry WHERE run = :run
        UNION ALL SELECT snapshot_setting.value FROM snapshot_setting
            JOIN snapshot ON snapshot.id = snapshot_setting.snapshot
            JOIN entry ON entry.number = snapshot.entry WHERE run = :run
        """

    static func count(of run: String, _ db: Database) throws -> [String: Int] {
        var counts: [String: Int] = [:]
        let rows = try Row.fetchCursor(db, sql: texts, arguments: ["run": run])
        while let row = try rows.next() {
            try row.withUnsafeData(atIndex: 0) { data in
                for name in names(in: Array(data ?? .init())) { counts[name, default: 0] += 1 }
            }
        }
        let outputs = try Row.fetchCursor(
            db, sql: "SELECT chunk.* FROM chunk JOIN entry ON entry.number = chunk.entry WHERE run = ?",
            arguments: [run])
        while let row = try outputs.next() {
            for name in names(in: try row.output()) { counts[name, default: 0] += 1 }
        }
        return counts
    }

    /// The names in double braces.
    private static func names(in bytes: [UInt8]) -> [String] {
        let brace = UInt8(ascii: "{")
        var names: [String] = []
        var index = 0
        while let open = bytes[index...].firstIndex(of: brace) {
            index = open + 1
            guard index < bytes.count, bytes[index] == brace else { continue }
            let name = bytes[(index + 1)...].prefix(128).prefix { $0 != UInt8(ascii: "}") && $0 != brace }
            if bytes[name.endIndex...].starts(with: "}}".utf8) { names.append(String(decoding: name, as: UTF8.self)) }
        }
        return names
    }
}
