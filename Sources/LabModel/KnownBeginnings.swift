/// What known secrets begin with, at every length: whether a text's last bytes are a beginning takes one look for each
/// place, however many secrets there are.
///
/// A beginning is kept by its hash. Two that share one cost no more than bytes that are held back for nothing.
struct KnownBeginnings {
    private var hashes: Set<UInt64> = []
    private var longest = 0

    /// An odd number, so that no byte is multiplied out of a hash.
    private static let base: UInt64 = 0x9E37_79B9_7F4A_7C15

    /// Takes a secret's spelling; one that is only found as a word is not over before what follows is known.
    mutating func add(_ spelling: [UInt8], isWord: Bool) {
        let lengths = isWord ? spelling.count : spelling.count - 1
        longest = max(longest, lengths)
        var hash: UInt64 = 0
        for byte in spelling.prefix(lengths) {
            hash = hash &* Self.base &+ Self.term(byte)
            hashes.insert(hash)
        }
    }

    /// Zero would not count in front.
    private static func term(_ byte: UInt8) -> UInt64 { UInt64(byte) + 1 }

    /// The first place from where on the bytes up to an end are one of the beginnings; the end if there is none.
    func firstPlace(in bytes: [UInt8], upTo end: Int) -> Int {
        var (hash, power): (UInt64, UInt64) = (0, 1)
        var found = end
        for place in stride(from: end - 1, through: max(0, end - longest), by: -1) {
            hash = hash &+ Self.term(bytes[place]) &* power
            power = power &* Self.base
            if hashes.contains(hash) { found = place }
        }
        return found
    }
}
