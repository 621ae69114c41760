-- The secrets that a run has met, by the names that stand in place of their values. Of a value there is only a digest under
-- a key that is not in the journal: it finds the name again, and cannot be guessed from.

CREATE TABLE secret (
    run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    entry INTEGER REFERENCES entry (number) ON DELETE SET NULL,
    found_at INTEGER NOT NULL,
    PRIMARY KEY (run, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX secret_digest ON secret (run, digest);
CREATE INDEX secret_entry ON secret (entry);
