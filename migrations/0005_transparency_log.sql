-- evidence: the transparency log (c2sp.org/tlog-tiles)

CREATE TABLE log_keys (
  -- The key id of c2sp.org/signed-note, 8 hex digits.
  id TEXT PRIMARY KEY CHECK (length(id) = 8),
  -- The origin of the log, which is on its checkpoints for good.
  name TEXT NOT NULL,
  public_key BLOB NOT NULL CHECK (length(public_key) = 32),
  -- PKCS #8, sealed by the vault.
  private_key TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  retired_at INTEGER
) STRICT;
CREATE UNIQUE INDEX log_keys_one_current ON log_keys (retired_at IS NULL) WHERE retired_at IS NULL;
CREATE TRIGGER log_keys_are_fixed BEFORE UPDATE OF id, name, public_key, created_at ON log_keys
BEGIN SELECT RAISE(ABORT, 'log_is_append_only'); END;
CREATE TRIGGER log_keys_stay BEFORE DELETE ON log_keys
BEGIN SELECT RAISE(ABORT, 'log_is_append_only'); END;

-- Each row goes in with the act that it tells of. The leaf is what the log publishes: no personal data.
CREATE TABLE log_entries (
  entry_index INTEGER PRIMARY KEY,
  type TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  version INTEGER,
  at INTEGER NOT NULL,
  leaf TEXT NOT NULL CHECK (json_valid(leaf) AND length(CAST(leaf AS BLOB)) <= 2048)
) STRICT;
CREATE INDEX log_entries_subject ON log_entries (subject_id, entry_index);
CREATE TRIGGER log_entries_without_gaps BEFORE INSERT ON log_entries
WHEN new.entry_index IS NOT (SELECT coalesce(max(entry_index) + 1, 0) FROM log_entries)
BEGIN SELECT RAISE(ABORT, 'log_is_append_only'); END;
CREATE TRIGGER log_entries_no_update BEFORE UPDATE ON log_entries
BEGIN SELECT RAISE(ABORT, 'log_is_append_only'); END;
CREATE TRIGGER log_entries_no_delete BEFORE DELETE ON log_entries
BEGIN SELECT RAISE(ABORT, 'log_is_append_only'); END;

-- What a leaf commits to. May be erased: the leaf then says nothing any more, and every proof still holds.
CREATE TABLE log_records (
  entry_index INTEGER PRIMARY KEY REFERENCES log_entries (entry_index),
  salt BLOB NOT NULL CHECK (length(salt) = 32),
  record TEXT NOT NULL CHECK (json_valid(record))
) STRICT;
CREATE TRIGGER log_records_no_update BEFORE UPDATE ON log_records
BEGIN SELECT RAISE(ABORT, 'log_is_append_only'); END;

-- An open row stops the log: nothing is signed until somebody has looked.
CREATE TABLE log_stops (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  code TEXT NOT NULL,
  -- The tile, row or checkpoint that is not as it must be.
  place TEXT NOT NULL,
  resumed_at INTEGER
) STRICT;
CREATE UNIQUE INDEX log_stops_one_open ON log_stops (resumed_at IS NULL) WHERE resumed_at IS NULL;

-- Every checkpoint ever signed. The last row is the head, and a new one must follow on it: two writers cannot fork the log.
CREATE TABLE log_checkpoints (
  number INTEGER PRIMARY KEY,
  previous_size INTEGER NOT NULL,
  size INTEGER NOT NULL UNIQUE,
  root BLOB NOT NULL CHECK (length(root) = 32),
  key_id TEXT NOT NULL REFERENCES log_keys (id),
  note TEXT NOT NULL,
  signed_at INTEGER NOT NULL,
  published_at INTEGER
) STRICT;
CREATE TRIGGER log_checkpoints_follow BEFORE INSERT ON log_checkpoints
BEGIN
  SELECT RAISE(ABORT, 'log_head_moved') WHERE new.number IS NOT (SELECT coalesce(max(number) + 1, 0) FROM log_checkpoints)
    OR new.previous_size IS NOT (SELECT coalesce(max(size), 0) FROM log_checkpoints);
  SELECT RAISE(ABORT, 'log_size_wrong') WHERE new.size <= new.previous_size
    OR new.size > (SELECT coalesce(max(entry_index) + 1, 0) FROM log_entries) OR new.published_at IS NOT NULL;
  SELECT RAISE(ABORT, 'log_stopped') WHERE EXISTS (SELECT 1 FROM log_stops WHERE resumed_at IS NULL);
END;
-- All that changes is that it becomes public, one after the other.
CREATE TRIGGER log_checkpoints_only_published BEFORE UPDATE ON log_checkpoints
WHEN old.published_at IS NOT NULL OR new.published_at IS NULL OR new.number <> old.number OR new.size <> old.size
  OR new.previous_size <> old.previous_size OR new.root <> old.root OR new.key_id <> old.key_id OR new.note <> old.note
  OR new.signed_at <> old.signed_at
  OR EXISTS (SELECT 1 FROM log_checkpoints WHERE number < new.number AND published_at IS NULL)
BEGIN SELECT RAISE(ABORT, 'log_is_append_only'); END;
CREATE TRIGGER log_checkpoints_no_delete BEFORE DELETE ON log_checkpoints
BEGIN SELECT RAISE(ABORT, 'log_is_append_only'); END;
CREATE INDEX log_checkpoints_unpublished ON log_checkpoints (number) WHERE published_at IS NULL;

-- The hashes of the partial tiles at the head, the lowest level first.
CREATE TABLE log_edge (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  size INTEGER NOT NULL,
  hashes BLOB NOT NULL
) STRICT;

-- Objects of a checkpoint that is signed and not yet published.
CREATE TABLE log_outbox (
  path TEXT PRIMARY KEY,
  number INTEGER NOT NULL REFERENCES log_checkpoints (number),
  bytes BLOB NOT NULL
) STRICT;
CREATE INDEX log_outbox_number ON log_outbox (number);
