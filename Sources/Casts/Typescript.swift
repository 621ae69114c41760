public import LabModel

/// What `script` of util-linux records: a typescript with the bytes, and a file with their times (script(1)).
public enum Typescript {
    /// Reads a recording.
    ///
    /// - Parameters:
    ///   - bytes: the typescript, or the output log of `script -O`.
    ///   - timing: the timing file, classic or advanced; nil when there is none, then everything happens at once.
    /// - Throws: `LabError` with the timing file's line of what is wrong; it is line 1 for the typescript.
    public static func read(_ bytes: [UInt8], timing: [UInt8]?) throws(LabError) -> Cast {
        let head = TypescriptHead(bytes)
        var cast = Cast(columns: head.columns ?? 80, rows: head.rows ?? 24, startedAt: head.startedAt)
        cast.command = head.command
        let content = head.content
        guard let timing else {
            cast.add(.output(Array(content)), at: .zero)
            return cast
        }
        var reader = TimingReader(content: content, cast: cast)
        try reader.read(timing)
        return reader.cast
    }

    /// Whether a file looks like a typescript.
    public static func isTypescript(_ bytes: [UInt8]) -> Bool { bytes.starts(with: "Script started on ".utf8) }
}

/// The line that `script` writes before everything else, and the one behind.
private struct TypescriptHead {
    private(set) var columns: Int?
    private(set) var rows: Int?
    private(set) var startedAt: Timestamp?
    private(set) var command: String?
    /// The recorded bytes; the last line, which says that it is done, belongs to no time and is cut off.
    let content: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) {
        guard Typescript.isTypescript(bytes), let end = bytes.firstIndex(of: 0x0A) else {
            content = bytes[...]
            return
        }
        let line = String(decoding: bytes[..<end], as: UTF8.self)
        let rest = bytes[(end + 1)...]
        let done = Array("\nScript done on ".utf8)
        let tail = rest.suffix(400)
        let last = tail.indices.last { index in rest[index...].starts(with: done) }
        content = last.map { rest[..<$0] } ?? rest
        columns = Self.value("COLUMNS", in: line).flatMap { Int($0) }.flatMap { (1...4096).contains($0) ? $0 : nil }
        rows = Self.value("LINES", in: line).flatMap { Int($0) }.flatMap { (1...4096).contains($0) ? $0 : nil }
        command = Self.value("COMMAND", in: line)
        startedAt = Self.moment(line.dropFirst("Script started on ".count))
    }

    private static func value(_ name: String, in line: String) -> String? {
        guard let range = line.ranges(of: name + "=\"").first else { return nil }
        return String(line[range.upperBound...].prefix { $0 != "\"" })
    }

    /// `2026-11-25 10:20:31+00:00`.
    private static func moment(_ text: Substring) -> Timestamp? {
        let pattern = #/^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:[.,]\d+)?([+-])(\d\d):?(\d\d)/#
        guard let match = text.firstMatch(of: pattern)?.output else { return nil }
        let numbers = [match.1, match.2, match.3, match.4, match.5, match.6, match.8, match.9].map { Int64($0) ?? 0 }
        guard (1...12).contains(numbers[1]), (1...31).contains(numbers[2]) else { return nil }
        let offset = (numbers[6] * 3600 + numbers[7] * 60) * (match.7 == "-" ? -1 : 1)
        let ofDay = numbers[3] * 3600 + numbers[4] * 60 + numbers[5]
        return Timestamp(microseconds: (day(numbers[0], numbers[1], numbers[2]) * 86400 + ofDay - offset) * 1_000_000)
    }

    /// Days since 1970: Howard Hinnant's `days_from_civil` (https://howardhinnant.github.io/date_algorithms.html).
    private static func day(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let year = month <= 2 ? year - 1 : year
        let era = year / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}

/// Goes through a timing file: `0.25 120` a line, or, in the advanced form, `O 0.25 120`, `H 0 NAME VALUE`, `S 1 SIG …`.
private struct TimingReader {
    private var content: ArraySlice<UInt8>
    private(set) var cast: Cast
    private var time: Duration = .zero

    init(content: ArraySlice<UInt8>, cast: Cast) {
        self.content = content
        self.cast = cast
    }

    mutating func read(_ timing: [UInt8]) throws(LabError) {
        var lines = Lines(timing)
        while let line = lines.next() {
            let words = String(decoding: line, as: UTF8.self).split(separator: " ", maxSplits: 3).map(String.init)
            if words.isEmpty { continue }
            if let delay = Double(words[0]) {
                try pass(delay, lines)
                try take(words.count == 2 ? words[1] : "", lines)
            } else {
                try advanced(words, lines)
            }
        }
        // What was written after the last time was noted must not be lost.
        if !content.isEmpty { cast.add(.output(Array(content)), at: time) }
    }

    private mutating func advanced(_ words: [String], _ lines: Lines) throws(LabError) {
        guard words.count > 1, words[0].count == 1, let delay = Double(words[1]) else {
            throw lines.error("this is no line of a timing file", "Record with: script -T TIMING TYPESCRIPT")
        }
        if words[0] != "H" { try pass(delay, lines) }
        switch words[0] {
        case "O": try take(words.count > 2 ? words[2] : "", lines)
        case "H" where words.count > 3: header(words[2], words[3])
        case "S" where words.count > 3 && words[2] == "SIGWINCH": resize(words[3])
        case "H", "S", "I": break
        default: throw lines.error("\"\(words[0])\" is unknown in a timing file", "Record with: script -m classic")
        }
    }

    private mutating func pass(_ delay: Double, _ lines: Lines) throws(LabError) {
        time += try lines.duration(max(0, delay))
        guard time <= Cast.longest else { throw lines.error("the time lies too far", "Check the file.") }
    }

    private mutating func take(_ count: String, _ lines: Lines) throws(LabError) {
        guard let count = Int(count), count >= 0 else {
            throw lines.error("this is no line of a timing file", "A line is a delay and a number of bytes.")
        }
        guard count <= content.count else {
            throw lines.error(
                "the typescript ends \(count - content.count) bytes before this", "Name the two files of one recording."
            )
        }
        cast.add(.output(Array(content.prefix(count))), at: time)
        content = content.dropFirst(count)
    }

    private mutating func header(_ name: String, _ value: String) {
        switch name {
        case "COLUMNS": if let columns = Int(value), Cast.isSize(columns, cast.rows) { cast.columns = columns }
        case "LINES": if let rows = Int(value), Cast.isSize(cast.columns, rows) { cast.rows = rows }
        case "COMMAND": cast.command = value
        default: break
        }
    }

    private mutating func resize(_ text: String) {
        let values = text.split(separator: " ").compactMap { word in word.split(separator: "=").last.flatMap { Int($0) }
        }
        guard values.count == 2, Cast.isSize(values[1], values[0]) else { return }
        cast.add(.resize(columns: values[1], rows: values[0]), at: time)
    }
}
