internal import Foundation
public import LabModel

/// asciinema's files: https://docs.asciinema.org/manual/asciicast/v2/ and …/v3/.
public enum Asciicast {
    /// A version of the format.
    public enum Version: String, Sendable, CaseIterable {
        case v2, v3
    }

    /// Reads a recording.
    ///
    /// - Throws: `LabError` with the line of what is wrong.
    public static func read(_ bytes: [UInt8]) throws(LabError) -> Cast {
        var lines = Lines(bytes)
        guard let first = lines.next() else { throw lines.error("the recording is empty", "Record it again.") }
        let header = try AsciicastHeader(lines.json(first), lines)
        var cast = header.cast
        var time: Duration = .zero
        while let line = lines.next() {
            if line.isEmpty || line.first == UInt8(ascii: "#") { continue }
            guard let values = try lines.json(line) as? [Any], values.count >= 3,
                let number = (values[0] as? NSNumber)?.doubleValue, let code = values[1] as? String,
                let data = values[2] as? String
            else { throw lines.error("this is no event", "An event is [time, \"o\", \"text\"].") }
            let seconds = try lines.duration(number)
            time = header.isRelative ? time + seconds : seconds
            guard time <= Cast.longest else { throw lines.error("the time lies too far", "Check the file.") }
            if let event = try event(code, data, lines) { cast.add(event, at: time) }
        }
        return cast
    }

    private static func event(_ code: String, _ data: String, _ lines: Lines) throws(LabError) -> Cast.Event? {
        switch code {
        case "o": return .output(Array(data.utf8))
        case "m": return .marker(data)
        case "x": return .exit(Int(data) ?? 0)
        case "r":
            let parts = data.split(separator: "x").compactMap { Int($0) }
            guard parts.count == 2, Cast.isSize(parts[0], parts[1]) else {
                throw lines.error("\"\(data.prefix(40))\" is no size", "A size is \"80x24\".")
            }
            return .resize(columns: parts[0], rows: parts[1])
        default: return nil
        }
    }
}

/// A recording's first line.
private struct AsciicastHeader {
    let cast: Cast
    /// Whether an event's time counts from the event before.
    let isRelative: Bool

    init(_ value: Any, _ lines: Lines) throws(LabError) {
        guard let header = value as? [String: Any], let version = (header["version"] as? NSNumber)?.intValue else {
            throw lines.error("this is no header of an asciicast", "Its first line is an object with \"version\".")
        }
        let terminal = version == 3 ? header["term"] as? [String: Any] ?? [:] : header
        let names = version == 3 ? ("cols", "rows") : ("width", "height")
        guard version == 2 || version == 3 else {
            throw lines.error("version \(version) of asciicast is not known", "Convert it: asciinema convert.")
        }
        var size = [names.0, names.1].compactMap { (terminal[$0] as? NSNumber)?.intValue }
        // asciinema takes what the terminal says; one that nobody has given a size says this.
        if size == [0, 0] { size = [80, 24] }
        guard size.count == 2, case let (columns, rows) = (size[0], size[1]), Cast.isSize(columns, rows)
        else { throw lines.error("the header has no size of a terminal", "It has \(names.0) and \(names.1).") }
        isRelative = version == 3
        let seconds = (header["timestamp"] as? NSNumber)?.doubleValue
        cast = Cast(
            columns: columns, rows: rows, startedAt: seconds.flatMap(Self.moment),
            title: (header["title"] as? String).flatMap { $0.isEmpty ? nil : $0 },
            command: header["command"] as? String)
    }

    private static func moment(_ seconds: Double) -> Timestamp? {
        guard seconds.isFinite, seconds >= 0, seconds < 4e9 else { return nil }
        return Timestamp(microseconds: Int64(seconds * 1e6))
    }
}

/// A file's lines with their numbers.
struct Lines {
    private let bytes: [UInt8]
    private var position = 0
    private(set) var number = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func next() -> ArraySlice<UInt8>? {
        guard position < bytes.count else { return nil }
        let end = bytes[position...].firstIndex(of: 0x0A) ?? bytes.count
        var line = bytes[position..<end]
        if line.last == 0x0D { line.removeLast() }
        position = end + 1
        number += 1
        return line
    }

    func error(_ problem: String, _ remedy: String) -> LabError {
        LabError(line: max(1, number), column: 1, problem: problem, remedy: remedy)
    }

    func json(_ line: ArraySlice<UInt8>) throws(LabError) -> Any {
        // What nests deeply is no recording, and would take the reader's stack.
        let depth = line.prefix(64).filter { $0 == UInt8(ascii: "[") }.count
        do {
            guard depth < 32 else { throw error("this is no event", "Check the file.") }
            return try JSONSerialization.jsonObject(with: Data(line))
        } catch let error as LabError {
            throw error
        } catch {
            throw self.error(
                "the line is no JSON", "The file may be cut off; remove what is behind its last whole line.")
        }
    }

    func duration(_ seconds: Double) throws(LabError) -> Duration {
        guard seconds.isFinite, seconds >= 0, seconds < 1e8 else {
            throw error("\(seconds) is no time", "Times are seconds since the beginning, or since the event before.")
        }
        return .microseconds(Int64((seconds * 1e6).rounded()))
    }
}
