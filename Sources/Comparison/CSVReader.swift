/// Reads comma-separated values (RFC 4180).
enum CSVReader {
    /// The records of lines that belong together.
    static func records(_ lines: ArraySlice<Substring>) -> [[Substring]] {
        var records: [[Substring]] = []
        var open: Substring?
        var opened = 0
        for (index, line) in lines.enumerated() {
            // Quotes that never end are prose.
            if open != nil, index - opened > 1000 { return [] }
            if open == nil { opened = index }
            let text = open.map { $0 + "\n" + line } ?? line
            // A quoted field goes on while its quotes are not even.
            if text.utf8.count(where: { $0 == UInt8(ascii: "\"") }) % 2 == 1 {
                open = text
            } else {
                open = nil
                records.append(fields(text))
            }
        }
        return open.map { records + [fields($0)] } ?? records
    }

    private static func fields(_ record: Substring) -> [Substring] {
        var isQuoted = false
        let raw = record.utf8.split(omittingEmptySubsequences: false) { byte in
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            return byte == UInt8(ascii: ",") && !isQuoted
        }
        return raw.map { unquoted(Substring($0)) }
    }

    private static func unquoted(_ field: Substring) -> Substring {
        guard field.utf8.count > 1, field.hasPrefix("\""), field.hasSuffix("\"") else { return field }
        var value: [UInt8] = []
        var wasQuote = false
        for byte in field.dropFirst().dropLast().utf8 {
            wasQuote = byte == UInt8(ascii: "\"") && !wasQuote
            if !wasQuote { value.append(byte) }
        }
        return Substring(decoding: value, as: UTF8.self)
    }
}
