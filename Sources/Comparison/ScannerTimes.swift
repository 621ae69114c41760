extension Scanner {
    /// `2026-11-24`, or a timestamp that begins so.
    func isoDate(at start: Int) -> Token? {
        guard let month = twoDigits(start + 5), let day = twoDigits(start + 8), bytes.at(start + 7) == .dash,
            (1...12).contains(month), (1...31).contains(day), [49, 50].contains(bytes[start])
        else { return nil }
        let end = start + 10
        let separator = bytes.at(end)
        if separator == .space || separator == UInt8(ascii: "T"), let time = clock(at: end + 1, orMinutes: true) {
            return Token(.timestamp, end: zone(after: time))
        }
        return isBoundary(end) ? Token(.date, end: end) : nil
    }

    /// `01:51:33.004`; with two digits for the hours, as intervals of days have them too.
    @inline(__always) func clock(at start: Int, orMinutes: Bool = false) -> Int? {
        let hours = bytes.end(from: start, where: \.isDigit)
        guard (2...4).contains(hours - start), bytes.at(hours) == .colon, let minute = twoDigits(hours + 1), minute < 60
        else { return nil }
        guard bytes.at(hours + 3) == .colon, let second = twoDigits(hours + 4), second < 61 else {
            return orMinutes && isBoundary(hours + 3) ? hours + 3 : nil
        }
        let end = hours + 6
        let fraction = bytes.at(end) == .dot ? bytes.end(from: end + 1, where: \.isDigit) : end
        let last = fraction > end + 1 ? fraction : end
        let isISO = orMinutes && bytes.at(last) == UInt8(ascii: "Z")
        return (isBoundary(last) && bytes.at(last) != .colon) || isISO ? last : nil
    }

    @inline(__always) func twoDigits(_ start: Int) -> Int? {
        let (tens, ones) = (bytes.at(start), bytes.at(start + 1))
        guard tens.isDigit, ones.isDigit else { return nil }
        return Int(tens &- 48) * 10 + Int(ones &- 48)
    }

    /// Where the time zone that follows a time ends: `Z`, `+03`, `+03:00`, ` +0300`, ` UTC`.
    func zone(after end: Int) -> Int {
        if bytes.at(end) == UInt8(ascii: "Z") { return end + 1 }
        let start = bytes.at(end) == .space ? end + 1 : end
        let sign = bytes.at(start)
        if sign == UInt8(ascii: "+") || sign == .dash { return offset(after: start + 1) ?? end }
        guard start > end, let name = zoneName(at: start) else { return end }
        return name
    }

    private func offset(after start: Int) -> Int? {
        var end = start
        while twoDigits(end) != nil {
            end += 2
            if bytes.at(end) == .colon, twoDigits(end + 1) != nil { end += 1 }
        }
        return end > start && isBoundary(end) ? end : nil
    }

    /// Only well-known zones: `LOG` comes after a time as well.
    private func zoneName(at start: Int) -> Int? {
        let names: [StaticString] = [
            "UTC", "GMT", "MSK", "CET", "CEST", "EET", "EEST", "BST", "EST", "EDT", "PST", "PDT",
        ]
        let name = names.first { bytes.has($0, at: start) && isBoundary(start + $0.utf8CodeUnitCount) }
        return name.map { start + $0.utf8CodeUnitCount }
    }

    /// `Tue Nov 24 01:51:33 UTC 2026`, `Nov 24 01:51`, `Nov 24  2025`.
    @inline(never) func namedDate(at start: Int) -> Int? {
        var month = start
        if isName(start, in: "MonTueWedThuFriSatSun") { month += bytes.at(start + 3) == UInt8(ascii: ",") ? 5 : 4 }
        guard isName(month, in: "JanFebMarAprMayJunJulAugSepOctNovDec"), bytes.at(month + 3) == .space else {
            return nil
        }
        let day = bytes.end(from: month + 3) { $0 == .space }
        let end = bytes.end(from: day, where: \.isDigit)
        guard (1...2).contains(end - day), bytes.at(end) == .space else { return nil }
        let time = bytes.end(from: end) { $0 == .space }
        guard let clock = clock(at: time, orMinutes: true) else { return year(at: time) }
        let zone = zone(after: clock)
        return bytes.at(zone) == .space ? year(at: zone + 1) ?? zone : zone
    }

    private func year(at start: Int) -> Int? {
        let end = bytes.end(from: start, where: \.isDigit)
        return end == start + 4 && [49, 50].contains(bytes.at(start)) && isBoundary(end) ? end : nil
    }

    private func isName(_ start: Int, in names: StaticString) -> Bool {
        let all = Bytes(start: names.utf8Start, count: names.utf8CodeUnitCount)
        return stride(from: 0, to: all.count, by: 3).contains { bytes.has(all.part($0..<$0 + 3), at: start) }
    }
}
