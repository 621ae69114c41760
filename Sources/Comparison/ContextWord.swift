/// The word before a number, which may say what the number is: `pid 123`, `PID: 123`, `port=5432`, `"port": "5432"`.
struct ContextWord {
    /// Its last eight letters, in lower case, in one number.
    let packed: UInt64
    /// Whether it ends in `XID` or `OID`, as the labels of pg_controldata do.
    private let label: SymbolKind?

    @inline(__always) init(_ bytes: Bytes, before start: Int) {
        var index = start - 1
        while index >= 0, Self.isBetween(bytes[index]) { index -= 1 }
        var packed: UInt64 = 0
        var shift: UInt64 = 0
        let last = index
        while index >= 0, bytes[index].isWord, shift < 64 {
            packed |= UInt64(bytes[index].lowered) << shift
            shift += 8
            index -= 1
        }
        self.packed = packed
        label = bytes.has("XID", at: last - 2) ? .xid : bytes.has("OID", at: last - 2) ? .oid : nil
    }

    @inline(__always) private static func isBetween(_ byte: UInt8) -> Bool {
        switch byte {
        case .space, .colon, UInt8(ascii: "="), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "("),
            UInt8(ascii: "|"), UInt8(ascii: "#"):
            true
        default: false
        }
    }

    /// What a number after the word is.
    @inline(__always) var kind: SymbolKind? {
        switch packed {
        case Self.pid, Self.process, Self.pidColumn: .pid
        case Self.port: .port
        case Self.xid, Self.begin, Self.commit, Self.transaction, Self.xmin, Self.xmax: .xid
        case Self.oid, Self.relfilenode: .oid
        default: label
        }
    }

    private static func pack(_ word: StaticString) -> UInt64 {
        let bytes = Bytes(start: word.utf8Start, count: word.utf8CodeUnitCount)
        return bytes.suffix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    static let lsn = pack("lsn")
    static let location = pack("location")
    static let point = pack("point")
    static let at = pack("at")
    static let to = pack("to")
    private static let pid = pack("pid")
    private static let pidColumn = pack("active_pid")
    private static let process = pack("process")
    private static let port = pack("port")
    private static let xid = pack("xid")
    // As a logical slot's changes begin and end by test_decoding: `BEGIN 735`.
    private static let begin = pack("begin")
    private static let commit = pack("commit")
    private static let xmin = pack("xmin")
    private static let xmax = pack("xmax")
    private static let transaction = pack("transaction")
    private static let oid = pack("oid")
    private static let relfilenode = pack("relfilenode")
}
