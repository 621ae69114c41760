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
        Int(truncatingIfNeeded: ((word | 0x20_2020) &<< 8 &* 0x9E37_79B1) &>> UInt32(32 - bits))
    }

    /// The places where one of the literals may begin, each with the numbers of those that may.
    func eachCandidate(in bytes: [UInt8], upTo end: Int, _ body: (_ place: Int, _ literals: [Int]) -> Void) {
        var place = 0
        while let found = candidate(in: bytes, from: place, upTo: end) {
            body(found.place, lists[found.list])
            place = found.place + 1
        }
    }

    /// Skips six places at once as long as no literal begins there.
    @inline(__always)
    private static func skip(
        _ text: UnsafeRawBufferPointer, from start: Int, upTo end: Int, _ slots: UnsafePointer<UInt16>
    ) -> Int {
        var place = start
        while place &+ 8 <= end {
            let word = UInt64(littleEndian: text.loadUnaligned(fromByteOffset: place, as: UInt64.self))
            var found: UInt16 = 0
            for byte in UInt64(0)..<6 { found |= slots[slot(UInt32(truncatingIfNeeded: word &>> (8 &* byte)))] }
            if found != 0 { break }
            place &+= 6
        }
        return place
    }

    private func candidate(in bytes: [UInt8], from start: Int, upTo end: Int) -> (place: Int, list: Int)? {
        guard start + 2 < end else { return nil }
        return bytes.withUnsafeBytes { text in
            slots.withUnsafeBufferPointer { slots in
                guard let slots = slots.baseAddress else { return nil }
                var place = Self.skip(text, from: start, upTo: end, slots)
                while place &+ 2 < end {
                    let word = UInt32(text[place]) | UInt32(text[place &+ 1]) &<< 8 | UInt32(text[place &+ 2]) &<< 16
                    let list = slots[Self.slot(word)]
                    if list != 0 { return (place, Int(list) &- 1) }
                    place &+= 1
                }
                return nil
            }
        }
    }
}
