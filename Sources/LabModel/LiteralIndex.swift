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

    private static let bits = 15
    private static let none: Int32 = -1
    /// Whether literals have a hash of three bytes: small enough to stay in a processor's first cache.
    private var isTaken = [UInt8](repeating: 0, count: 1 << bits)
    private var first = [Int32](repeating: none, count: 1 << bits)
    private var last = [Int32](repeating: none, count: 1 << bits)
    private var literals: [Literal] = []
    private var bytes: [UInt8] = []

    /// How many literals that begin alike are compared one by one; others are found by a hash of the whole.
    private static let mostCompared: Int32 = 8
    private var counts = [Int32](repeating: 0, count: 1 << bits)
    /// The lengths of the others by their slot, in order, and the last of those of a slot, a length and a hash.
    private var lengths: [Int: [Int]] = [:]
    private var hashed: [Key: Int32] = [:]

    private struct Key: Hashable {
        let length: Int
        let hash: UInt64
    }

    /// Takes a literal of three bytes at least; its number is how many there were before. One whose case does not count
    /// is given in lower case.
    mutating func add(_ literal: [UInt8], ignoresCase: Bool) {
        var word: UInt32 = 0
        for (shift, byte) in literal.prefix(3).enumerated() { word |= UInt32(byte) << UInt32(8 * shift) }
        let slot = Self.slot(word)
        let number = Int32(literals.count)
        literals.append(Literal(start: bytes.count, count: literal.count, ignoresCase: ignoresCase))
        bytes += literal
        isTaken[slot] = 1
        counts[slot] += 1
        if !ignoresCase, counts[slot] > Self.mostCompared { return hash(number, literal, slot) }
        if last[slot] == Self.none { first[slot] = number } else { literals[Int(last[slot])].next = number }
        last[slot] = number
    }

    private mutating func hash(_ number: Int32, _ literal: [UInt8], _ slot: Int) {
        var known = lengths[slot] ?? []
        if !known.contains(literal.count) {
            known.insert(literal.count, at: known.firstIndex { $0 > literal.count } ?? known.count)
            lengths[slot] = known
        }
        let key = Key(length: literal.count, hash: literal.withUnsafeBytes { Self.hash(of: $0[...]) })
        literals[Int(number)].next = hashed[key] ?? Self.none
        hashed[key] = number
    }

    /// The hash of bytes that go on behind others, whose hash is given.
    private static func hash(of bytes: Slice<UnsafeRawBufferPointer>, behind first: UInt64 = seed) -> UInt64 {
        bytes.reduce(first) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }

    private static let seed: UInt64 = 0xCBF2_9CE4_8422_2325

    /// The fourth byte of a word is multiplied out of it.
    @inline(__always)
    private static func slot(_ word: UInt32) -> Int {
        Int(truncatingIfNeeded: ((word | 0x20_2020) &* 0x3779_B100) &>> UInt32(32 - bits))
    }

    /// Tells where each of the literals stands, in the order of the places: its number, and its place.
    func eachMatch(in text: [UInt8], upTo end: Int, _ body: (_ literal: Int, _ place: Int) -> Void) {
        text.withUnsafeBytes { text in
            isTaken.withUnsafeBufferPointer { isTaken in
                guard let isTaken = isTaken.baseAddress else { return }
                var place = 0
                while place &+ 8 <= end {
                    var found = Self.candidates(in: text, at: place, isTaken)
                    while found != 0 {
                        eachLiteral(at: place &+ found.trailingZeroBitCount, in: text, upTo: end, body)
                        found &= found &- 1
                    }
                    place &+= 6
                }
                while place &+ 3 <= end {
                    eachLiteral(at: place, in: text, upTo: end, body)
                    place &+= 1
                }
            }
        }
    }

    /// At which of six places one of the literals may begin, a bit for each: most often at none, which one comparison
    /// then tells.
    @inline(__always)
    private static func candidates(
        in text: UnsafeRawBufferPointer, at place: Int, _ isTaken: UnsafePointer<UInt8>
    ) -> UInt64 {
        let word = UInt64(littleEndian: text.loadUnaligned(fromByteOffset: place, as: UInt64.self))
        var found: UInt64 = 0
        for byte in UInt64(0)..<6 {
            found |= UInt64(isTaken[slot(UInt32(truncatingIfNeeded: word &>> (8 &* byte)))]) &<< byte
        }
        return found
    }

    private func eachLiteral(
        at place: Int, in text: UnsafeRawBufferPointer, upTo end: Int, _ body: (_ literal: Int, _ place: Int) -> Void
    ) {
        let slot = Self.slot(Self.word(text, at: place))
        eachLiteral(from: first[slot], at: place, in: text, upTo: end, body)
        guard counts[slot] > Self.mostCompared, let lengths = lengths[slot] else { return }
        var (hash, hashedEnd) = (Self.seed, place)
        for length in lengths where place + length <= end {
            hash = Self.hash(of: text[hashedEnd..<place + length], behind: hash)
            hashedEnd = place + length
            guard let number = hashed[Key(length: length, hash: hash)] else { continue }
            eachLiteral(from: number, at: place, in: text, upTo: end, body)
        }
    }

    private func eachLiteral(
        from start: Int32, at place: Int, in text: UnsafeRawBufferPointer, upTo end: Int,
        _ body: (_ literal: Int, _ place: Int) -> Void
    ) {
        var number = start
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
}
