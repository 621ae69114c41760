/// Writes an asciicast event by event, so that a long recording is never held as a whole.
public struct AsciicastWriter {
    private let version: Asciicast.Version
    private var last: Duration = .zero
    /// The beginning of a character whose other bytes have not come.
    private var held: [UInt8] = []

    /// Makes a writer; `header` comes first.
    public init(version: Asciicast.Version) { self.version = version }

    /// The first line.
    public func header(of cast: Cast) -> String {
        var fields =
            version == .v2
            ? ["\"version\":2", "\"width\":\(cast.columns)", "\"height\":\(cast.rows)"]
            : [
                "\"version\":3",
                "\"term\":{\"cols\":\(cast.columns),\"rows\":\(cast.rows),\"type\":\"xterm-256color\"}",
            ]
        if let started = cast.startedAt { fields.append("\"timestamp\":\(started.microseconds / 1_000_000)") }
        fields.append("\"idle_time_limit\":2")
        if let title = cast.title { fields.append("\"title\":\(Self.string(title))") }
        if version == .v2 { fields.append("\"env\":{\"TERM\":\"xterm-256color\"}") }
        return "{\(fields.joined(separator: ","))}\n"
    }

    /// The line of an event; empty while a character is not whole.
    public mutating func line(_ event: Cast.Event, at time: Duration) -> String {
        switch event {
        case .output(let bytes):
            let text = whole(bytes)
            return text.isEmpty ? "" : line("o", text, at: time)
        case .resize(let columns, let rows): return line("r", "\(columns)x\(rows)", at: time)
        case .marker(let name): return line("m", name, at: time)
        case .exit(let status): return version == .v2 ? "" : line("x", "\(status)", at: time)
        }
    }

    /// The line of a character that was never finished; empty when there is none.
    public mutating func rest(at time: Duration) -> String {
        defer { held = [] }
        return held.isEmpty ? "" : line("o", String(decoding: held, as: UTF8.self), at: time)
    }

    private mutating func line(_ code: String, _ data: String, at time: Duration) -> String {
        let time = max(time, last)
        let shown = version == .v2 ? time : time - last
        last = time
        return "[\(Self.seconds(shown)),\"\(code)\",\(Self.string(data))]\n"
    }

    private static func seconds(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        let fraction = String(attoseconds / 1_000_000_000_000)
        return "\(seconds)." + String(repeating: "0", count: max(0, 6 - fraction.count)) + fraction
    }

    /// The text up to the last character that is whole; what is no UTF-8 becomes U+FFFD.
    private mutating func whole(_ bytes: [UInt8]) -> String {
        let all = held + bytes
        let cut = Self.incompleteSuffix(of: all)
        held = Array(all.suffix(cut))
        return String(decoding: all.dropLast(cut), as: UTF8.self)
    }

    /// How many bytes at the end begin a character that may still be finished.
    private static func incompleteSuffix(of bytes: [UInt8]) -> Int {
        for count in 1...3 where count <= bytes.count {
            let byte = bytes[bytes.count - count]
            if byte & 0xC0 == 0x80 { continue }
            let length = byte >= 0xF0 && byte < 0xF8 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC2 ? 2 : 1
            return byte < 0xF8 && length > count ? count : 0
        }
        return 0
    }

    /// A text as JSON (RFC 8259, 7); DEL and what follows it is escaped too, since terminals obey some of it.
    private static func string(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _
            where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
                || (0x2028...0x2029).contains(scalar.value):
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
