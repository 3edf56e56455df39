-- evidence: what others say of a checkpoint, timestamps (RFC 3161) and cosignatures (c2sp.org/tlog-cosignature)

CREATE TABLE log_timestamps (
  number INTEGER NOT NULL REFERENCES log_checkpoints (number),
  -- 0 is over the checkpoint; each further one over the checkpoint and the timestamp before it.
  renewal INTEGER NOT NULL CHECK (renewal >= 0),
  -- TimeStampToken, DER.
  token BLOB NOT NULL,
  at INTEGER NOT NULL,
  authority TEXT NOT NULL,
  -- When the first certificate of its chain ends.
  ends_at INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  PRIMARY KEY (number, renewal)
) STRICT;
CREATE TRIGGER log_timestamps_follow BEFORE INSERT ON log_timestamps
WHEN new.renewal IS NOT (SELECT coalesce(max(renewal) + 1, 0) FROM log_timestamps WHERE number = new.number)
  OR EXISTS (SELECT 1 FROM log_checkpoints WHERE number = new.number AND published_at IS NULL)
BEGIN SELECT RAISE(ABORT, 'log_timestamp_late'); END;
CREATE TRIGGER log_timestamps_no_update BEFORE UPDATE ON log_timestamps
BEGIN SELECT RAISE(ABORT, 'log_is_append_only'); END;
CREATE TRIGGER log_timestamps_no_delete BEFORE DELETE ON log_timestamps
BEGIN SELECT RAISE(ABORT, 'log_is_append_only'); END;
CREATE INDEX log_timestamps_ends_at ON log_timestamps (ends_at);

CREATE TABLE log_cosignatures (
  number INTEGER NOT NULL REFERENCES log_checkpoints (number),
  -- The key of the witness, as c2sp.org/signed-note writes it.
  witness TEXT NOT NULL,
  line TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (number, witness)
) STRICT;
CREATE INDEX log_cosignatures_witness ON log_cosignatures (witness, number);
CREATE TRIGGER log_cosignatures_no_update BEFORE UPDATE ON log_cosignatures
BEGIN SELECT RAISE(ABORT, 'log_is_append_only'); END;
CREATE TRIGGER log_cosignatures_no_delete BEFORE DELETE ON log_cosignatures
BEGIN SELECT RAISE(ABORT, 'log_is_append_only'); END;

-- Who was asked in vain, so that nobody is asked without a pause. `party` is `authority`, `renewal` or the key of a witness.
CREATE TABLE log_refusals (
  party TEXT PRIMARY KEY,
  at INTEGER NOT NULL,
  reason TEXT NOT NULL
) STRICT;

-- A key that was replaced signs nothing more, also where a slow process still holds it.
CREATE TRIGGER log_checkpoints_by_current_key BEFORE INSERT ON log_checkpoints
WHEN EXISTS (SELECT 1 FROM log_keys WHERE id = new.key_id AND retired_at IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'log_head_moved'); END;
CREATE TRIGGER log_keys_retire_once BEFORE UPDATE OF retired_at ON log_keys WHEN old.retired_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'log_is_append_only'); END;
