-- What comparisons said, and which run's outputs are the expectation.

CREATE TABLE verdict (
    entry INTEGER PRIMARY KEY REFERENCES entry (number) ON DELETE CASCADE,
    expected INTEGER REFERENCES entry (number) ON DELETE SET NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('same', 'equivalent', 'different', 'failed', 'skipped')),
    reason TEXT,
    asked INTEGER NOT NULL,
    settled_us INTEGER,
    first_command INTEGER NOT NULL,
    answer_start INTEGER NOT NULL
) STRICT;
CREATE INDEX verdict_expected ON verdict (expected);

CREATE TABLE difference (
    entry INTEGER NOT NULL REFERENCES verdict (entry) ON DELETE CASCADE,
    sequence INTEGER NOT NULL,
    command TEXT,
    place TEXT NOT NULL,
    recorded TEXT,
    replayed TEXT,
    matters INTEGER NOT NULL,
    PRIMARY KEY (entry, sequence)
) STRICT, WITHOUT ROWID;

CREATE TABLE acceptance (
    id INTEGER PRIMARY KEY,
    origin TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    reason TEXT NOT NULL,
    accepted_at INTEGER NOT NULL
) STRICT;
CREATE INDEX acceptance_origin ON acceptance (origin);

-- The directory of PostgreSQL's programs, where the cluster runs those of this machine.
ALTER TABLE cluster ADD COLUMN binaries TEXT;
