internal import GRDB

/// Identifiers of runs and entries: UUIDs of version 7, which sort by the time they were made (RFC 9562, 5.7).
enum Identifier {
    /// Makes an identifier for a moment, in lower case with hyphens.
    static func make(at milliseconds: Int64) -> String {
        var generator = SystemRandomNumberGenerator()
        let time = UInt64(bitPattern: milliseconds) & 0xFFFF_FFFF_FFFF
        let high = time << 16 | 0x7000 | UInt64.random(in: 0...0xFFF, using: &generator)
        return text(high, random(using: &generator))
    }

    private static func random(using generator: inout SystemRandomNumberGenerator) -> UInt64 {
        0x8000_0000_0000_0000 | UInt64.random(in: 0...0x3FFF_FFFF_FFFF_FFFF, using: &generator)
    }

    /// How many letters are shown of an entry's identifier; they tell the entries of a journal apart.
    private static let shown = 18

    /// Makes an identifier that sorts behind those that a table has, even when the clock has been set back since.
    static func make(at milliseconds: Int64, following table: String, _ db: Database) throws -> String {
        let id = make(at: milliseconds)
        guard let last = try String.fetchOne(db, sql: "SELECT max(id) FROM \(table)"),
            last.prefix(shown) >= id.prefix(shown)
        else { return id }
        return successor(of: last) ?? id
    }

    /// An identifier behind another one: the first bits for chance count on, as RFC 9562 proposes in 6.2, method 1.
    static func successor(of id: String) -> String? {
        let digits = id.filter { $0 != "-" }
        guard digits.utf8.count == 32, let high = UInt64(digits.prefix(16), radix: 16), high < UInt64.max - 0x1_0000
        else { return nil }
        var generator = SystemRandomNumberGenerator()
        let next = high & 0xFFF < 0xFFF ? high + 1 : (high >> 16 + 1) << 16 | 0x7000
        return text(next, random(using: &generator))
    }

    /// The identifier that a name stands for in a table of runs or entries: `last`, or a prefix that only one has.
    static func find(_ table: String, named name: String, _ db: Database, path: String) throws -> String {
        if name == "last" {
            let order = table == "run" ? "id" : "number"
            let kept = table == "run" ? "" : "WHERE position > 0"
            let last = try String.fetchOne(db, sql: "SELECT id FROM \(table) \(kept) ORDER BY \(order) DESC LIMIT 1")
            guard let last else { throw JournalError(.notFound, "\(path) has no \(table) yet", remedy: "Play a lab.") }
            return last
        }
        guard !name.isEmpty else { throw JournalError(unknown: name, in: table, path: path) }
        let found = try String.fetchAll(
            db, sql: "SELECT id FROM \(table) WHERE id >= ? AND id < ? LIMIT 2",
            arguments: [name.lowercased(), name.lowercased() + "~"])
        if found.count > 1 {
            throw JournalError(
                .notFound, "more than one \(table) of \(path) begins with \(name)", remedy: "Give more of its letters.")
        }
        guard let only = found.first else { throw JournalError(unknown: name, in: table, path: path) }
        return only
    }

    private static func text(_ high: UInt64, _ low: UInt64) -> String {
        let digits = hexadecimal(high) + hexadecimal(low)
        var result = ""
        for (index, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(index) { result.append("-") }
            result.append(digit)
        }
        return result
    }

    private static func hexadecimal(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
