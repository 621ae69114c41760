-- The journal: runs, what they did, and what the clusters said. Times are UTC microseconds since 1970.

CREATE TABLE run (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('recording', 'play', 'replay')),
    status TEXT NOT NULL CHECK (status IN ('running', 'ok', 'failed', 'interrupted')),
    origin TEXT REFERENCES run (id) ON DELETE SET NULL,
    lab TEXT NOT NULL,
    title TEXT,
    language TEXT,
    source BLOB,
    driver TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    error TEXT,
    program_version TEXT NOT NULL,
    psql_version TEXT,
    host TEXT NOT NULL,
    os TEXT NOT NULL,
    columns INTEGER NOT NULL,
    rows INTEGER NOT NULL,
    boot TEXT NOT NULL,
    pid INTEGER NOT NULL,
    pid_started INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE run_variable (
    run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (run, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE cluster (
    run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    position INTEGER NOT NULL,
    driver TEXT NOT NULL,
    host TEXT NOT NULL,
    port INTEGER NOT NULL,
    address TEXT NOT NULL,
    data TEXT,
    server_version TEXT,
    system_identifier TEXT,
    PRIMARY KEY (run, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE step (
    run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    prose TEXT NOT NULL,
    PRIMARY KEY (run, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE entry (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    step INTEGER NOT NULL,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    cluster TEXT,
    session TEXT,
    attributes TEXT NOT NULL,
    body TEXT NOT NULL,
    picture TEXT,
    appends INTEGER NOT NULL,
    alternative TEXT,
    hidden INTEGER NOT NULL,
    shown_first INTEGER,
    shown_last INTEGER,
    shown_rows INTEGER NOT NULL,
    columns INTEGER NOT NULL,
    status TEXT NOT NULL
        CHECK (status IN ('running', 'ok', 'failed', 'timed-out', 'interrupted', 'skipped')),
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    error TEXT,
    UNIQUE (run, position),
    FOREIGN KEY (run, step) REFERENCES step (run, position)
) STRICT;

CREATE TABLE chunk (
    entry INTEGER NOT NULL REFERENCES entry (number) ON DELETE CASCADE,
    sequence INTEGER NOT NULL,
    offset_us INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (entry, sequence)
) STRICT;

CREATE TABLE command (
    entry INTEGER NOT NULL REFERENCES entry (number) ON DELETE CASCADE,
    sequence INTEGER NOT NULL,
    text TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    exit_status INTEGER,
    sqlstate TEXT,
    output_start INTEGER NOT NULL,
    output_end INTEGER,
    PRIMARY KEY (entry, sequence)
) STRICT, WITHOUT ROWID;

CREATE TABLE content (
    sha256 BLOB PRIMARY KEY CHECK (length(sha256) = 32),
    bytes BLOB NOT NULL
) STRICT;

CREATE TABLE snapshot (
    id INTEGER PRIMARY KEY,
    entry INTEGER NOT NULL REFERENCES entry (number) ON DELETE CASCADE,
    cluster TEXT NOT NULL,
    file TEXT NOT NULL,
    moment TEXT NOT NULL CHECK (moment IN ('before', 'after', 'shown')),
    taken_at INTEGER NOT NULL,
    sha256 BLOB NOT NULL REFERENCES content (sha256)
) STRICT;
CREATE INDEX snapshot_entry ON snapshot (entry);

CREATE TABLE snapshot_setting (
    snapshot INTEGER NOT NULL REFERENCES snapshot (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (snapshot, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE observation (
    id INTEGER PRIMARY KEY,
    entry INTEGER NOT NULL REFERENCES entry (number) ON DELETE CASCADE,
    cluster TEXT NOT NULL,
    taken_at INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('running', 'stopped', 'unreachable')),
    role TEXT CHECK (role IN ('primary', 'standby')),
    timeline INTEGER,
    lsn TEXT,
    received_lsn TEXT,
    replayed_at INTEGER
) STRICT;
CREATE INDEX observation_entry ON observation (entry);

-- Columns by PostgreSQL's own names.
CREATE TABLE slot (
    observation INTEGER NOT NULL REFERENCES observation (id) ON DELETE CASCADE,
    slot_name TEXT NOT NULL,
    plugin TEXT,
    slot_type TEXT NOT NULL,
    datoid INTEGER,
    database TEXT,
    temporary INTEGER NOT NULL,
    active INTEGER NOT NULL,
    active_pid INTEGER,
    xmin INTEGER,
    catalog_xmin INTEGER,
    restart_lsn TEXT,
    confirmed_flush_lsn TEXT,
    wal_status TEXT,
    safe_wal_size INTEGER,
    two_phase INTEGER,
    two_phase_at TEXT,
    inactive_since INTEGER,
    conflicting INTEGER,
    invalidation_reason TEXT,
    failover INTEGER,
    synced INTEGER,
    PRIMARY KEY (observation, slot_name)
) STRICT, WITHOUT ROWID;

CREATE TABLE sender (
    observation INTEGER NOT NULL REFERENCES observation (id) ON DELETE CASCADE,
    pid INTEGER NOT NULL,
    application_name TEXT,
    client_addr TEXT,
    state TEXT,
    sent_lsn TEXT,
    write_lsn TEXT,
    flush_lsn TEXT,
    replay_lsn TEXT,
    sync_state TEXT,
    PRIMARY KEY (observation, pid)
) STRICT, WITHOUT ROWID;

CREATE TABLE receiver (
    observation INTEGER PRIMARY KEY REFERENCES observation (id) ON DELETE CASCADE,
    pid INTEGER NOT NULL,
    status TEXT,
    slot_name TEXT,
    sender_host TEXT,
    sender_port INTEGER,
    flushed_lsn TEXT
) STRICT;

-- The words of entries; rowid is the entry's number.
CREATE VIRTUAL TABLE search USING fts5 (prose, command, output, tokenize = "unicode61 tokenchars '_'");
