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
}
