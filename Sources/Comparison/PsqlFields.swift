/// Reads unaligned and comma-separated output, whose separator is to be found out.
enum PsqlFields {
    /// What may separate fields; `|` is psql's own choice, the comma of `csv`.
    private static let separators = [UInt8]("|\t;,:~^!#@&%$/\u{1E}\u{1F}".utf8)

    /// The table that the lines are; nil when they are none.
    static func table(_ body: ArraySlice<Substring>, statement: PsqlStatement, counted: Int?) -> PsqlTable? {
        for separator in separators {
            guard let first = body.first, first.utf8.contains(separator) else { continue }
            // A meta-command's prose has colons and slashes of its own.
            if statement.isMeta, separator != UInt8(ascii: "|"), separator != UInt8(ascii: ",") { continue }
            let isComma = separator == UInt8(ascii: ",")
            let found =
                isComma
                ? csv(body, statement, counted) : unaligned(body, separator, statement, counted)
            if let found { return found }
        }
        return counted == nil ? nil : single(body, statement, counted)
    }

    /// One column has no separator; its name and the footer's count must tell.
    private static func single(_ body: ArraySlice<Substring>, _ statement: PsqlStatement, _ counted: Int?) -> PsqlTable?
    {
        guard let first = body.first, body.count - 1 == counted, isHeader([first], statement, counted) else {
            return nil
        }
        return PsqlTable(
            format: .unaligned, columns: [String(first)], rows: body.dropFirst().map { [$0] })
    }

    private static func csv(_ body: ArraySlice<Substring>, _ statement: PsqlStatement, _ counted: Int?) -> PsqlTable? {
        let records = CSVReader.records(body)
        guard let width = records.first?.count, width > 1, records.allSatisfy({ $0.count == width }) else { return nil }
        if let expanded = expanded([records], statement, .csv) { return expanded }
        return table(records, statement, counted, .csv)
    }

    private static func unaligned(
        _ body: ArraySlice<Substring>, _ separator: UInt8, _ statement: PsqlStatement, _ counted: Int?
    ) -> PsqlTable? {
        let groups = body.split { $0.isEmpty }.map { group in joined(group.map { fields($0, separator, atMost: 2) }, 2)
        }
        if let expanded = expanded(groups, statement, .unaligned) { return expanded }
        let split = body.map { fields($0, separator) }
        guard let width = split.first?.count, width > 1 else { return nil }
        let records = joined(split, width)
        guard records.allSatisfy({ $0.count == width }) else { return nil }
        return table(records, statement, counted, .unaligned)
    }

    private static func fields(_ line: Substring, _ separator: UInt8, atMost count: Int = .max) -> [Substring] {
        line.utf8.split(separator: separator, maxSplits: count - 1, omittingEmptySubsequences: false)
            .map { Substring($0) }
    }

    /// A line with too few fields goes on with a cell that has several lines.
    private static func joined(_ lines: [[Substring]], _ width: Int) -> [[Substring]] {
        var records: [[Substring]] = []
        var joins = 0
        for line in lines {
            if let last = records.last, line.count < width, let cell = line.first, last.count + line.count - 1 <= width
            {
                records[records.count - 1][last.count - 1] += "\n" + cell
                records[records.count - 1] += line.dropFirst()
                joins += 1
                // Prose: one cell of so many lines is no table's, and would be copied for each of them.
                if joins > 1000 { return [] }
            } else {
                joins = 0
                records.append(line)
            }
        }
        return records
    }

    private static func table(
        _ records: [[Substring]], _ statement: PsqlStatement, _ counted: Int?, _ format: PsqlTable.Format
    ) -> PsqlTable? {
        guard let first = records.first else { return nil }
        if isHeader(first, statement, counted) {
            return PsqlTable(format: format, columns: first.map(String.init), rows: Array(records.dropFirst()))
        }
        // Rows alone are believed of a query only, and if it asks for so many columns.
        guard !statement.isMeta, counted == nil,
            statement.columns.map({ $0.count == first.count }) ?? (records.count > 1)
        else { return nil }
        return PsqlTable(format: format, columns: nil, rows: records)
    }

    /// Names and values in turn: the same names come again with each record.
    private static func expanded(
        _ groups: [[[Substring]]], _ statement: PsqlStatement, _ format: PsqlTable.Format
    ) -> PsqlTable? {
        guard groups.joined().allSatisfy({ $0.count == 2 }), let first = groups.first, !first.isEmpty else {
            return nil
        }
        let all = Array(groups.joined())
        let again = all.dropFirst().firstIndex { $0[0] == all[0][0] } ?? all.count
        let names = all[..<again].map { $0[0] }
        guard groups.count == 1 || first.count == again, all.count % again == 0 else { return nil }
        guard all.indices.allSatisfy({ all[$0][0] == names[$0 % again] }) else { return nil }
        guard isHeader(names, statement, nil), !isHeader(all[0], statement, nil) else { return nil }
        let rows = stride(from: 0, to: all.count, by: again).map { start in
            all[start..<start + again].map { $0[1] }
        }
        return PsqlTable(format: format, columns: names.map(String.init), rows: rows)
    }

    /// Whether fields are the columns' names: as the statement has them or, when it does not say, names by their look.
    private static func isHeader(_ fields: [Substring], _ statement: PsqlStatement, _ counted: Int?) -> Bool {
        if let columns = statement.columns {
            // Another count than the statement's must be another statement's, after `\;`.
            if columns.count == fields.count { return counted != nil || columns == fields.map(String.init) }
            return counted != nil
        }
        return Set(fields).count == fields.count && fields.allSatisfy(isName)
    }

    private static func isName(_ field: Substring) -> Bool {
        guard let first = field.unicodeScalars.first else { return false }
        guard first.properties.isAlphabetic || first == "_" || first == "?" else { return false }
        return field.unicodeScalars.allSatisfy {
            $0.properties.isAlphabetic || $0.properties.numericType != nil || "_? $-".unicodeScalars.contains($0)
        }
    }
}
