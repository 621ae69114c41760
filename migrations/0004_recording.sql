-- Recordings by hand: several processes record into one run, which is open until it is finished.

CREATE TABLE recorder (
    id INTEGER PRIMARY KEY,
    run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    boot TEXT NOT NULL,
    pid INTEGER NOT NULL,
    pid_started INTEGER NOT NULL,
    began_at INTEGER NOT NULL
) STRICT;
CREATE INDEX recorder_run ON recorder (run);

-- Who records the entry; NULL where it is the run's own process.
ALTER TABLE entry ADD COLUMN recorder INTEGER REFERENCES recorder (id);
-- The working directory in which a command was entered.
ALTER TABLE entry ADD COLUMN directory TEXT;

CREATE INDEX run_open ON run (id) WHERE status = 'running';
