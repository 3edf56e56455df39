-- evidence: packages of a finding, and who had them in hand

CREATE TABLE evidence_packages (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  check_id TEXT NOT NULL REFERENCES checks (id),
  -- Which of the matches that the check found, from 0.
  match_index INTEGER NOT NULL CHECK (match_index >= 0),
  asked_at INTEGER NOT NULL,
  -- All of these at once, when the package is made. The log holds the SHA-256 of its tag manifest.
  manifest_sha256 TEXT CHECK (length(manifest_sha256) = 64),
  made_at INTEGER,
  UNIQUE (check_id, match_index),
  CHECK ((manifest_sha256 IS NULL) = (made_at IS NULL))
) STRICT;
CREATE TRIGGER evidence_packages_are_fixed BEFORE UPDATE ON evidence_packages
WHEN OLD.made_at IS NOT NULL OR NEW.id <> OLD.id OR NEW.organisation_id <> OLD.organisation_id
  OR NEW.check_id <> OLD.check_id OR NEW.match_index <> OLD.match_index OR NEW.asked_at <> OLD.asked_at
BEGIN SELECT RAISE(ABORT, 'package_is_fixed'); END;
CREATE TRIGGER evidence_packages_stay BEFORE DELETE ON evidence_packages
BEGIN SELECT RAISE(ABORT, 'package_is_fixed'); END;

-- The zip in the store, with the proof and the timestamp that came after the manifest. The last one is served.
CREATE TABLE evidence_package_files (
  package_id TEXT NOT NULL REFERENCES evidence_packages (id),
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  size_bytes INTEGER NOT NULL,
  -- Whether a third party's clock stands on it.
  timestamp TEXT NOT NULL CHECK (timestamp IN ('granted', 'pending', 'off')),
  stored_at INTEGER NOT NULL,
  PRIMARY KEY (package_id, stored_at)
) STRICT;
CREATE TRIGGER evidence_package_files_no_update BEFORE UPDATE ON evidence_package_files
BEGIN SELECT RAISE(ABORT, 'package_is_fixed'); END;
CREATE TRIGGER evidence_package_files_no_delete BEFORE DELETE ON evidence_package_files
BEGIN SELECT RAISE(ABORT, 'package_is_fixed'); END;

-- The chain of custody: each entry holds the hash of the one before it.
CREATE TABLE evidence_custody (
  package_id TEXT NOT NULL REFERENCES evidence_packages (id),
  seq INTEGER NOT NULL CHECK (seq >= 1),
  at INTEGER NOT NULL,
  -- An id, never a name.
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  object_sha256 TEXT,
  prev TEXT NOT NULL CHECK (length(prev) = 64),
  hash TEXT NOT NULL CHECK (length(hash) = 64),
  PRIMARY KEY (package_id, seq)
) STRICT;
CREATE TRIGGER evidence_custody_goes_on BEFORE INSERT ON evidence_custody
WHEN NEW.seq <> 1 + (SELECT count(*) FROM evidence_custody WHERE package_id = NEW.package_id)
  OR (NEW.seq > 1 AND NEW.prev IS NOT (SELECT hash FROM evidence_custody
    WHERE package_id = NEW.package_id AND seq = NEW.seq - 1))
BEGIN SELECT RAISE(ABORT, 'custody_moved_on'); END;
CREATE TRIGGER evidence_custody_no_update BEFORE UPDATE ON evidence_custody
BEGIN SELECT RAISE(ABORT, 'custody_is_fixed'); END;
CREATE TRIGGER evidence_custody_no_delete BEFORE DELETE ON evidence_custody
BEGIN SELECT RAISE(ABORT, 'custody_is_fixed'); END;
