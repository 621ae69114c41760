-- Clusters of a recording by hand: they live from one command to the next.

-- The run's own directory, as long as there is one.
ALTER TABLE run ADD COLUMN directory TEXT;

-- What was said of a cluster when it was named: its data directory, its connection, its container. The port and the
-- programs that it has got stay.
ALTER TABLE cluster ADD COLUMN given_data TEXT;
ALTER TABLE cluster ADD COLUMN conninfo TEXT;
ALTER TABLE cluster ADD COLUMN container TEXT;
