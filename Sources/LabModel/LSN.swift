/// A position in the write-ahead log, in bytes; written as PostgreSQL's `pg_lsn`: `16/B374D848`.
public struct LSN: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The position in bytes.
    public let bytes: UInt64

    /// Makes a position.
    public init(bytes: UInt64) {
        self.bytes = bytes
    }

    /// Reads `16/B374D848`; nil when the text is not a position.
    public init?(_ text: some StringProtocol) {
        let halves = text.split(separator: "/", omittingEmptySubsequences: false)
        // UInt32 would take a sign as well.
        let isPlain = text.utf8.allSatisfy { $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }
        guard isPlain, halves.count == 2, let high = UInt32(halves[0], radix: 16),
            let low = UInt32(halves[1], radix: 16)
        else {
            return nil
        }
        bytes = UInt64(high) << 32 | UInt64(low)
    }

    public var description: String {
        let high = String(bytes >> 32, radix: 16, uppercase: true)
        return high + "/" + String(bytes & 0xFFFF_FFFF, radix: 16, uppercase: true)
    }

    public static func < (first: LSN, second: LSN) -> Bool { first.bytes < second.bytes }
}
