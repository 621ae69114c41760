/// Finds many literals in one pass over a text: the first three bytes of each are in a table, so that a place where none
/// begins costs one look.
struct LiteralIndex: Sendable {
    private static let bits = 14
    /// For each hash of three bytes 1 + the place of its literals among the lists, or 0.
    private var slots = [UInt16](repeating: 0, count: 1 << bits)
    private var lists: [[Int]] = []
    private(set) var count = 0

    /// Takes a literal of three bytes at least; returns its number. Case does not count.
    mutating func add(_ literal: [UInt8]) {
        var word: UInt32 = 0
        for (shift, byte) in literal.prefix(3).enumerated() { word |= UInt32(byte) << UInt32(8 * shift) }
        let slot = Self.slot(word)
        if slots[slot] == 0 {
            lists.append([])
            slots[slot] = UInt16(truncatingIfNeeded: lists.count)
        }
        lists[Int(slots[slot]) - 1].append(count)
        count += 1
    }

    @inline(__always)
    private static func slot(_ word: UInt32) -> Int {
        Int(truncatingIfNeeded: ((word | 0x20_2020) &* 0x9E37_79B1) >> UInt32(32 - bits))
    }

    /// The places where one of the literals may begin, each with the numbers of those that may.
    func eachCandidate(in bytes: [UInt8], upTo end: Int, _ body: (_ place: Int, _ literals: [Int]) -> Void) {
        var place = 0
        while let found = candidate(in: bytes, from: place, upTo: end) {
            body(found.place, lists[found.list])
            place = found.place + 1
        }
    }

    private func candidate(in bytes: [UInt8], from start: Int, upTo end: Int) -> (place: Int, list: Int)? {
        guard start + 2 < end else { return nil }
        return bytes.withUnsafeBufferPointer { bytes in
            slots.withUnsafeBufferPointer { slots in
                guard let text = bytes.baseAddress, let slots = slots.baseAddress else { return nil }
                var word = UInt32(text[start]) << 8 | UInt32(text[start &+ 1]) << 16
                var index = start &+ 2
                while index < end {
                    word = word &>> 8 | UInt32(text[index]) &<< 16
                    let list = slots[Self.slot(word)]
                    if list != 0 { return (index &- 2, Int(list) &- 1) }
                    index &+= 1
                }
                return nil
            }
        }
    }
}
