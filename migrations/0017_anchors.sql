-- evidence: checkpoints whose hash a judicial chain keeps

CREATE TABLE log_anchors (
  -- The checkpoint; its hash is the SHA-256 of the note as it is at /log/checkpoints/<number>.
  number INTEGER NOT NULL REFERENCES log_checkpoints (number),
  provider TEXT NOT NULL,
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  evidence_id TEXT NOT NULL,
  submitted_at INTEGER NOT NULL,
  -- Both once the chain has it, in the provider's own words.
  chain_transaction TEXT,
  chain_time TEXT,
  PRIMARY KEY (number, provider),
  CHECK ((chain_transaction IS NULL) = (chain_time IS NULL))
) STRICT, WITHOUT ROWID;
CREATE TRIGGER log_anchors_of_the_published BEFORE INSERT ON log_anchors
WHEN NOT EXISTS (SELECT 1 FROM log_checkpoints WHERE number = new.number AND published_at IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'log_is_append_only'); END;
CREATE TRIGGER log_anchors_settle_once BEFORE UPDATE ON log_anchors
WHEN old.chain_transaction IS NOT NULL OR new.number <> old.number OR new.provider <> old.provider
  OR new.sha256 <> old.sha256 OR new.evidence_id <> old.evidence_id OR new.submitted_at <> old.submitted_at
BEGIN SELECT RAISE(ABORT, 'log_is_append_only'); END;
CREATE TRIGGER log_anchors_no_delete BEFORE DELETE ON log_anchors
BEGIN SELECT RAISE(ABORT, 'log_is_append_only'); END;
