/// A moment as UTC microseconds since 1970-01-01 00:00:00.
public struct Timestamp: Sendable, Hashable, Comparable {
    /// Microseconds since 1970.
    public let microseconds: Int64

    /// Makes a moment.
    public init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// The time from another moment to this one; negative when a clock was set back.
    public func since(_ other: Timestamp) -> Duration {
        // A journal may hold any number: the difference of two may be none of 64 bits.
        .microseconds(microseconds) - .microseconds(other.microseconds)
    }

    public static func < (first: Timestamp, second: Timestamp) -> Bool { first.microseconds < second.microseconds }
}

extension Timestamp: CustomStringConvertible {
    /// The moment as RFC 3339 in UTC with microseconds: `2026-11-23T20:15:09.004211Z`.
    public var description: String {
        let seconds = Self.floorDivide(microseconds, 1_000_000)
        let (year, month, day) = Self.date(Self.floorDivide(seconds, 86400))
        let ofDay = seconds - Self.floorDivide(seconds, 86400) * 86400
        let fraction = Self.pad((microseconds % 1_000_000 + 1_000_000) % 1_000_000, 6)
        let time = [ofDay / 3600, ofDay / 60 % 60, ofDay % 60].map { Self.pad($0, 2) }.joined(separator: ":")
        return "\(Self.pad(year, 4))-\(Self.pad(month, 2))-\(Self.pad(day, 2))T\(time).\(fraction)Z"
    }

    /// The civil date of a day counted from 1970-01-01; Howard Hinnant's `civil_from_days`
    /// (https://howardhinnant.github.io/date_algorithms.html).
    private static func date(_ day: Int64) -> (Int64, Int64, Int64) {
        let shifted = day + 719_468
        let era = floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    private static func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
        value / divisor - (value % divisor < 0 ? 1 : 0)
    }

    private static func pad(_ value: Int64, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
