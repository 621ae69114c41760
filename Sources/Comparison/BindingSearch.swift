internal import LabModel

extension Bindings {
    /// What the texts say at a place about values that the facts name.
    enum Finding {
        /// The one stands in the other's place; where each ends.
        case pair(Int, Int)
        /// The replay still has the value that its variable no longer has.
        case outdated
    }

    /// Looks for the values of the facts at a place where tokens begin.
    func find(_ recorded: Bytes, _ start: Int, _ replayed: Bytes, _ other: Int) -> Finding? {
        var outdated = false
        for pair in inText where pair.recorded.first == recorded[start] {
            guard let end = Self.end(pair.recorded, in: recorded, at: start) else { continue }
            if let last = Self.end(pair.replayed, in: replayed, at: other) { return .pair(end, last) }
            let isOld = pair.kind == .variable && pair.isDistinctive && !isValue(pair.recorded)
            outdated = outdated || (isOld && Self.end(pair.recorded, in: replayed, at: other) != nil)
        }
        return outdated ? .outdated : nil
    }

    /// Whether the other run has this value as well, for another variable or cluster.
    private func isValue(_ bytes: [UInt8]) -> Bool { all.contains { $0.replayed == bytes } }

    /// Where a value ends that stands at a place, with no word going on on either side.
    static func end(_ value: [UInt8], in text: Bytes, at start: Int) -> Int? {
        guard value.withUnsafeBufferPointer({ text.has($0, at: start) }) else { return nil }
        let end = start + value.count
        guard !text.at(end).isWord || !text.at(end - 1).isWord else { return nil }
        return text.at(start).isWord && text.at(start - 1).isWord ? nil : end
    }

    /// How two words agree that are durations in another spelling than the variable has: `5000ms` for `5s`.
    func match(duration recorded: Bytes, _ replayed: Bytes) -> Match? {
        guard !durations.isEmpty, recorded.at(0).isDigit, replayed.at(0).isDigit, recorded.count < 20 else {
            return nil
        }
        if recorded.at(recorded.count - 1).isDigit { return match(milliseconds: recorded, replayed) }
        guard let first = Self.microseconds(recorded), let second = Self.microseconds(replayed) else { return nil }
        for pair in durations.compactMap(\.durations) where pair.recorded == first {
            if pair.replayed == second { return .equivalent }
            if first == second, pair.replayed != pair.recorded { return .different }
        }
        return nil
    }

    /// A number without a unit counts milliseconds, as most of PostgreSQL's settings of that kind do. There may be many
    /// numbers, so that they are not parsed.
    private func match(milliseconds recorded: Bytes, _ replayed: Bytes) -> Match? {
        let isMeant = durations.contains { pair in
            pair.milliseconds.recorded.withUnsafeBufferPointer { recorded.isEqual(to: $0) }
                && pair.milliseconds.replayed.withUnsafeBufferPointer { replayed.isEqual(to: $0) }
        }
        return isMeant ? .equivalent : nil
    }

    private static func microseconds(_ bytes: Bytes) -> Int64? {
        guard bytes.last.map({ Array("shdn".utf8).contains($0) }) == true else { return nil }
        return LabDuration.parse(bytes.text)?.inMicroseconds
    }
}
