/// Durations as labs and PostgreSQL's settings write them: a number and a unit, `250ms`, `30s`, `5min`, `1.5h`.
///
/// The units are those of PostgreSQL's time settings: https://www.postgresql.org/docs/current/config-setting.html
public enum LabDuration {
    /// The duration that a text means; nil when it means none. A number without a unit counts seconds.
    public static func parse(_ text: String) -> Duration? {
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        guard let number = Double(digits), number.isFinite, number >= 0, number < 1e9 else { return nil }
        let unit = String(text.dropFirst(digits.count).drop { $0 == " " })
        guard let seconds = secondsOfUnit[unit], number * seconds < 1e9 else { return nil }
        return .microseconds(Int64(number * seconds * 1_000_000 + 0.5))
    }

    private static let secondsOfUnit: [String: Double] = [
        "us": 0.000_001, "ms": 0.001, "": 1, "s": 1, "sec": 1, "min": 60, "m": 60, "h": 3600, "d": 86400,
    ]

    /// A duration for people: `0.042 s`, `5.02 s`, `5 min 1 s`, `2 h 3 min`.
    public static func describe(_ duration: Duration) -> String {
        let microseconds = duration.inMicroseconds
        if microseconds < 0 { return "-" + describe(.zero - duration) }
        let seconds = microseconds / 1_000_000
        if seconds >= 3600 { return "\(seconds / 3600) h \(seconds % 3600 / 60) min" }
        if seconds >= 60 { return "\(seconds / 60) min \(seconds % 60) s" }
        let digits = seconds > 0 ? 2 : 3
        let scale: Int64 = digits == 2 ? 10_000 : 1_000
        let scaled = (microseconds + scale / 2) / scale
        let unit: Int64 = digits == 2 ? 100 : 1_000
        let fraction = String(scaled % unit)
        let padding = String(repeating: "0", count: digits - fraction.count)
        return "\(scaled / unit).\(padding)\(fraction) s"
    }
}

extension Duration {
    /// The duration in whole microseconds; the longest that there is for any beyond.
    public var inMicroseconds: Int64 {
        let (whole, isBeyond) = components.seconds.multipliedReportingOverflow(by: 1_000_000)
        let (sum, isBeyondToo) = whole.addingReportingOverflow(components.attoseconds / 1_000_000_000_000)
        if isBeyond || isBeyondToo { return components.seconds < 0 ? -Int64.max : .max }
        return max(sum, -Int64.max)
    }

    /// The duration in seconds.
    public var inSeconds: Double { Double(inMicroseconds) / 1_000_000 }
}
