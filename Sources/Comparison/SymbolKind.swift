/// What kind of volatile value a symbol stands for; its raw value names it in a diff: `<lsn 2>`.
enum SymbolKind: String, Sendable, CaseIterable {
    case lsn
    case walFile = "wal file"
    case pid
    case xid
    /// An OID from 16384 on: below, they are PostgreSQL's own and fixed.
    case oid
    case timestamp
    case date
    case time
    case duration
    case container
    case address
    case host
    case port
    case systemIdentifier = "system identifier"
    case uuid
    /// A cluster's data directory, or the directory of the run.
    case path
    case walSize = "wal size"
    /// The value of one of the lab's variables.
    case variable
    /// Where a connection's password would be looked for.
    case passwordFile = "password file"

    /// The kind's place among all, for tables by kind.
    @inline(__always) var index: Int {
        switch self {
        case .lsn: 0
        case .walFile: 1
        case .pid: 2
        case .xid: 3
        case .oid: 4
        case .timestamp: 5
        case .date: 6
        case .time: 7
        case .duration: 8
        case .container: 9
        case .address: 10
        case .host: 11
        case .port: 12
        case .systemIdentifier: 13
        case .uuid: 14
        case .path: 15
        case .walSize: 16
        case .variable: 17
        case .passwordFile: 18
        }
    }
}
