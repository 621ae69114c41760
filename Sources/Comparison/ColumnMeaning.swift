/// What a column's values are, by the column's name.
///
/// The names are those of PostgreSQL's catalogues, views and functions, as its manual lists them. The size of a
/// database or a relation has no kind: the same lab leaves the same, so that another size is worth to be seen.
enum ColumnMeaning {
    /// The kind of volatile value that a column shows; nil for any other.
    static func kind(of column: String) -> SymbolKind? {
        let name = column.lowercased()
        if let kind = names[name] { return kind }
        for (ending, kind) in endings where name.hasSuffix(ending) { return kind }
        return nil
    }

    /// Whether a value may be of the kind at all, for names that people also give their own columns.
    static func accepts(_ value: Substring, as kind: SymbolKind, in column: CellComparison.Column) -> Bool {
        switch kind {
        case .timestamp where names[column.origin] == nil:
            let digits = value.utf8.count { $0.isDigit }
            return digits >= 6 && (value.contains("-") || value.contains(":") || value.contains("."))
        // A person's age and a song's duration are whole numbers that count; how long something took rarely is one.
        case .duration where countable.contains(column.origin):
            return column.isCalled || value.contains(":") || value.contains(".")
        case .address:
            let isNumeric = value.utf8.allSatisfy { $0.isHex || ".:/".utf8.contains($0) }
            return value.hasPrefix("/") || isNumeric && (value.contains(".") || value.contains(":"))
        case .uuid: return value.utf8.count == 36
        default: return true
        }
    }

    private static let countable: Set<String> = ["age", "duration", "delay"]

    private static let kinds: [(SymbolKind, [String])] = [
        (.pid, ["pid", "active_pid", "leader_pid", "pg_backend_pid", "backend_pid", "apply_pid", "worker_pid"]),
        (
            .lsn,
            [
                "lsn", "pg_switch_wal", "pg_create_restore_point", "pg_backup_start", "pg_backup_stop",
                "pg_start_backup", "pg_stop_backup", "pg_logical_emit_message",
            ]
        ),
        (
            .timestamp,
            [
                "backend_start", "xact_start", "query_start", "state_change", "stats_reset", "inactive_since",
                "reply_time", "now", "current_timestamp", "localtimestamp", "clock_timestamp",
                "statement_timestamp", "transaction_timestamp", "last_msg_send_time", "last_msg_receipt_time",
                "latest_end_time", "pg_postmaster_start_time", "pg_conf_load_time", "last_archived_time",
                "last_failed_time", "pg_last_xact_replay_timestamp", "last_vacuum", "last_autovacuum",
                "last_analyze", "last_autoanalyze",
            ]
        ),
        (.date, ["current_date"]), (.time, ["current_time", "localtime"]),
        (.duration, ["duration", "uptime", "age", "lag", "delay"]),
        (.port, ["port", "client_port", "sender_port", "inet_server_port", "inet_client_port"]),
        (.address, ["client_addr", "inet_server_addr", "inet_client_addr", "sender_host", "host"]),
        (.host, ["client_hostname"]),
        (
            .xid,
            [
                "xid", "xmin", "xmax", "catalog_xmin", "backend_xid", "backend_xmin", "txid_current",
                "pg_current_xact_id",
                "datfrozenxid", "relfrozenxid", "transactionid", "oldest_xid",
            ]
        ),
        (
            .oid,
            [
                "oid", "datoid", "datid", "relid", "usesysid", "relfilenode", "pg_relation_filenode", "dattablespace",
                "reltablespace", "reltoastrelid", "subid", "subdbid",
            ]
        ),
        (.systemIdentifier, ["system_identifier"]),
        (.walSize, ["safe_wal_size", "pg_wal_lsn_diff", "wal_bytes", "retained_wal", "lag_bytes"]),
        (.walFile, ["pg_walfile_name", "last_archived_wal", "last_failed_wal", "redo_wal_file"]),
        (.path, ["data_directory", "config_file", "hba_file", "ident_file", "external_pid_file"]),
        (.uuid, ["uuid", "gen_random_uuid", "uuidv7", "uuidv4"]),
    ]

    private static let names: [String: SymbolKind] = {
        var names: [String: SymbolKind] = [:]
        for (kind, list) in kinds { for name in list { names[name] = kind } }
        return names
    }()

    private static let endings: [(String, SymbolKind)] = [
        ("_lsn", .lsn), ("_pid", .pid), ("_xid", .xid), ("_xmin", .xid), ("_lag", .duration), ("_oid", .oid),
        ("_time", .timestamp), ("_start", .timestamp), ("_at", .timestamp), ("_timestamp", .timestamp),
        ("_walfile", .walFile), ("_wal_size", .walSize), ("_uuid", .uuid),
    ]
}
