-- What a witness has cosigned last, one row a log. It never goes back.
CREATE TABLE witnessed_logs (
  origin TEXT PRIMARY KEY,
  size INTEGER NOT NULL CHECK (size >= 0),
  root BLOB NOT NULL CHECK (length(root) = 32),
  -- The checkpoint with the cosignature.
  note TEXT NOT NULL,
  seen_at INTEGER NOT NULL
) STRICT;
CREATE TRIGGER witnessed_logs_only_grow BEFORE UPDATE ON witnessed_logs
WHEN new.origin <> old.origin OR new.size < old.size OR (new.size = old.size AND new.root <> old.root)
BEGIN SELECT RAISE(ABORT, 'log_head_moved'); END;
CREATE TRIGGER witnessed_logs_stay BEFORE DELETE ON witnessed_logs
BEGIN SELECT RAISE(ABORT, 'log_is_append_only'); END;
