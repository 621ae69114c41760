/// Outputs of real servers and tools, their volatile values marked.
enum Samples {
    static let serverLog = Sample(
        """
        ‹timestamp:2026-11-24 01:51:33.123456 UTC› [‹pid:12345›] LOG:  starting PostgreSQL 15.18 on x86_64-pc-linux-gnu
        ‹timestamp:2026-11-24 01:51:33.124001 UTC› [‹pid:12345›] LOG:  listening on IPv4 address "‹address:127.0.0.1›", port ‹port:54321›
        ‹timestamp:2026-11-24 01:51:33.131877 UTC› [‹pid:12349›] LOG:  redo starts at ‹lsn:0/2000028›
        ‹timestamp:2026-11-24 01:51:33.135002 UTC› [‹pid:12349›] LOG:  consistent recovery state reached at ‹lsn:0/2000138›
        ‹timestamp:2026-11-24 01:51:33.170113 UTC› [‹pid:12350›] LOG:  started streaming WAL from primary at ‹lsn:0/3000000› on timeline 1
        ‹timestamp:2026-11-24 01:51:39.170113 UTC› [‹pid:12345›] LOG:  received fast shutdown request

        """)

    static let baseBackup = Sample(
        """
        pg_basebackup: initiating base backup, waiting for checkpoint to complete
        pg_basebackup: checkpoint completed
        pg_basebackup: write-ahead log start point: ‹lsn:0/2000028› on timeline 1
        pg_basebackup: starting background WAL receiver
        pg_basebackup: created temporary replication slot "pg_basebackup_‹pid:14022›"
        pg_basebackup: write-ahead log end point: ‹lsn:0/2000100›
        pg_basebackup: waiting for background process to finish streaming ...
        pg_basebackup: syncing data to disk ...
        pg_basebackup: base backup completed

        """)

    static let listing = Sample(
        """
        total 128
        -rw------- 1 postgres postgres   225 ‹timestamp:Nov 24 01:51› backup_label
        drwx------ 5 postgres postgres  4096 ‹timestamp:Nov 24  2025› base
        -rw------- 1 postgres postgres 16777216 ‹timestamp:Nov 24 01:51› ‹walFile:000000010000000000000003›
        -rw------- 1 postgres postgres     0 ‹timestamp:Nov 24 01:51› standby.signal

        """)

    static let controlData = Sample(
        """
        pg_control version number:            1300
        Catalog version number:               202209061
        Database system identifier:           ‹systemIdentifier:7576124420963321402›
        Database cluster state:               in production
        pg_control last modified:             ‹timestamp:Tue Nov 24 01:51:33 2026›
        Latest checkpoint location:           ‹lsn:0/2000060›
        Latest checkpoint's REDO WAL file:    ‹walFile:000000010000000000000002›
        Latest checkpoint's TimeLineID:       1
        Latest checkpoint's NextXID:          0:‹xid:735›
        Latest checkpoint's NextOID:          ‹oid:24576›
        wal_level setting:                    replica

        """)

    static let timing = Sample(
        """
        Time: ‹duration:12.345 ms›
        Timing is on.
        real	‹duration:0m0.012s›
        waited 5s for 3 rows; table in base/5/‹oid:16390›
        container ‹container:4f66ad9a0b2e› of session ‹uuid:0190b1c2-7f6e-7cc0-98c5-d2f8a3f2a111›

        """)

    static let all = [serverLog, baseBackup, listing, controlData, timing]
}
