/// Finds many literals in one pass over a text: the first three bytes of each are in a table, so that a place where none
/// begins costs one look.
struct LiteralIndex: Sendable {
    private struct Literal {
        /// Where its bytes are among those of all.
        let start: Int
        let count: Int
        let ignoresCase: Bool
        /// The next literal with the same hash.
        var next = none
    }

    private static let bits = 14
    private static let none: Int32 = -1
    /// Whether literals have a hash of three bytes: small enough to stay beside the text in a processor's first cache.
    private var isTaken = [UInt8](repeating: 0, count: 1 << bits)
    private var first = [Int32](repeating: none, count: 1 << bits)
    private var last = [Int32](repeating: none, count: 1 << bits)
    private var literals: [Literal] = []
    private var bytes: [UInt8] = []

    /// Takes a literal of three bytes at least; its number is how many there were before. One whose case does not count
    /// is given in lower case.
    mutating func add(_ literal: [UInt8], ignoresCase: Bool) {
        var word: UInt32 = 0
        for (shift, byte) in literal.prefix(3).enumerated() { word |= UInt32(byte) << UInt32(8 * shift) }
        let slot = Self.slot(word)
        let number = Int32(literals.count)
        literals.append(Literal(start: bytes.count, count: literal.count, ignoresCase: ignoresCase))
        bytes += literal
        if last[slot] == Self.none { first[slot] = number } else { literals[Int(last[slot])].next = number }
        last[slot] = number
        isTaken[slot] = 1
    }

    @inline(__always)
    private static func slot(_ word: UInt32) -> Int {
        Int(truncatingIfNeeded: ((word | 0x20_2020) &<< 8 &* 0x9E37_79B1) &>> UInt32(32 - bits))
    }

    /// Tells where each of the literals stands, in the order of the places: its number, and its place.
    func eachMatch(in text: [UInt8], upTo end: Int, _ body: (_ literal: Int, _ place: Int) -> Void) {
        text.withUnsafeBytes { text in
            isTaken.withUnsafeBufferPointer { isTaken in
                guard let isTaken = isTaken.baseAddress else { return }
                var place = Self.candidate(in: text, from: 0, upTo: end, isTaken)
                while let found = place {
                    eachLiteral(at: found, in: text, upTo: end, body)
                    place = Self.candidate(in: text, from: found &+ 1, upTo: end, isTaken)
                }
            }
        }
    }

    private func eachLiteral(
        at place: Int, in text: UnsafeRawBufferPointer, upTo end: Int, _ body: (_ literal: Int, _ place: Int) -> Void
    ) {
        var number = first[Self.slot(Self.word(text, at: place))]
        while number != Self.none {
            let literal = literals[Int(number)]
            if place + literal.count <= end, stands(literal, at: place, in: text) { body(Int(number), place) }
            number = literal.next
        }
    }

    private func stands(_ literal: Literal, at place: Int, in text: UnsafeRawBufferPointer) -> Bool {
        bytes.withUnsafeBytes { bytes in
            for offset in 0..<literal.count {
                let byte = text[place &+ offset]
                if (literal.ignoresCase ? byte.lowered : byte) != bytes[literal.start &+ offset] { return false }
            }
            return true
        }
    }

    @inline(__always)
    private static func word(_ text: UnsafeRawBufferPointer, at place: Int) -> UInt32 {
        UInt32(text[place]) | UInt32(text[place &+ 1]) &<< 8 | UInt32(text[place &+ 2]) &<< 16
    }

    /// The next place where one of the literals may begin.
    @inline(__always)
    private static func candidate(
        in text: UnsafeRawBufferPointer, from start: Int, upTo end: Int, _ isTaken: UnsafePointer<UInt8>
    ) -> Int? {
        var place = skip(text, from: start, upTo: end, isTaken)
        while place &+ 2 < end {
            if isTaken[slot(word(text, at: place))] != 0 { return place }
            place &+= 1
        }
        return nil
    }

    /// Skips six places at once as long as no literal begins there.
    @inline(__always)
    private static func skip(
        _ text: UnsafeRawBufferPointer, from start: Int, upTo end: Int, _ isTaken: UnsafePointer<UInt8>
    ) -> Int {
        var place = start
        while place &+ 8 <= end {
            let word = UInt64(littleEndian: text.loadUnaligned(fromByteOffset: place, as: UInt64.self))
            var found: UInt8 = 0
            for byte in UInt64(0)..<6 { found |= isTaken[slot(UInt32(truncatingIfNeeded: word &>> (8 &* byte)))] }
            if found != 0 { break }
            place &+= 6
        }
        return place
    }
}
