-- accounts

CREATE TABLE organisations (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('studio', 'buyer', 'mediation_committee', 'department', 'platform')),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  department_code TEXT UNIQUE,
  verification TEXT NOT NULL DEFAULT 'self_declared'
    CHECK (verification IN ('self_declared', 'documents_checked', 'official_registration')),
  created_at INTEGER NOT NULL,
  CHECK ((kind = 'department') = (department_code IS NOT NULL))
) STRICT;

CREATE TABLE people (
  id TEXT PRIMARY KEY,
  email TEXT NOT NULL UNIQUE CHECK (email = lower(email)),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  password_hash TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE memberships (
  person_id TEXT NOT NULL REFERENCES people (id),
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  role TEXT NOT NULL CHECK (role IN ('owner', 'manager', 'member', 'viewer')),
  created_at INTEGER NOT NULL,
  PRIMARY KEY (person_id, organisation_id)
) STRICT, WITHOUT ROWID;

-- Lucia keeps expiry in seconds; here it is milliseconds like every other instant.
CREATE TABLE sessions (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES people (id),
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_person ON sessions (person_id);

CREATE TABLE audit_entries (
  id TEXT PRIMARY KEY,
  at INTEGER NOT NULL,
  person_id TEXT,
  organisation_id TEXT,
  actor_kind TEXT NOT NULL,
  action TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  details TEXT NOT NULL CHECK (json_valid(details)),
  request_id TEXT NOT NULL
) STRICT;
CREATE INDEX audit_subject ON audit_entries (subject_id, at);
CREATE TRIGGER audit_entries_no_update BEFORE UPDATE ON audit_entries
BEGIN SELECT RAISE(ABORT, 'audit_is_append_only'); END;
CREATE TRIGGER audit_entries_no_delete BEFORE DELETE ON audit_entries
BEGIN SELECT RAISE(ABORT, 'audit_is_append_only'); END;

-- The people at the machine's own command line work for this one.
INSERT INTO organisations (id, kind, name, created_at) VALUES ('org_platform', 'platform', 'Qianyin 钤印', 0);

-- files

-- One row for the same bytes, however often they come. An object is found to be sound, or refused for good.
CREATE TABLE objects (
  sha256 TEXT PRIMARY KEY CHECK (length(sha256) = 64),
  sm3 TEXT NOT NULL CHECK (length(sm3) = 64),
  size_bytes INTEGER NOT NULL CHECK (size_bytes > 0),
  state TEXT NOT NULL DEFAULT 'stored' CHECK (state IN ('stored', 'examined', 'refused')),
  refusal_code TEXT,
  refusal_message TEXT,
  has_poster INTEGER NOT NULL DEFAULT 0 CHECK (has_poster IN (0, 1)),
  created_at INTEGER NOT NULL,
  CHECK ((state = 'refused') = (refusal_code IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE TRIGGER objects_state_is_final BEFORE UPDATE OF state ON objects
WHEN old.state <> 'stored'
BEGIN SELECT RAISE(ABORT, 'object_state_is_final'); END;
CREATE TRIGGER objects_identity_is_fixed BEFORE UPDATE OF sha256, sm3, size_bytes ON objects
BEGIN SELECT RAISE(ABORT, 'object_identity_is_fixed'); END;

CREATE TABLE files (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  upload_id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
  kind TEXT NOT NULL CHECK (kind IN ('image', 'video', 'audio', 'text')),
  mime_type TEXT NOT NULL,
  size_bytes INTEGER NOT NULL CHECK (size_bytes > 0),
  facts TEXT NOT NULL CHECK (json_valid(facts)),
  sha256 TEXT REFERENCES objects (sha256),
  created_by TEXT REFERENCES people (id),
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX files_organisation ON files (organisation_id, id);
CREATE INDEX files_object ON files (sha256);
CREATE TRIGGER files_bytes_are_fixed BEFORE UPDATE OF sha256 ON files
WHEN old.sha256 IS NOT NULL AND new.sha256 IS NOT old.sha256
BEGIN SELECT RAISE(ABORT, 'file_bytes_are_fixed'); END;

-- works

CREATE TABLE works (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  kind TEXT NOT NULL CHECK (kind IN ('text', 'image', 'audio', 'video', 'micro_drama')),
  created_by TEXT REFERENCES people (id),
  created_at INTEGER NOT NULL,
  registration_number TEXT UNIQUE,
  registered_at INTEGER,
  current_version INTEGER,
  CHECK ((registration_number IS NULL) = (registered_at IS NULL)),
  CHECK ((registration_number IS NULL) = (current_version IS NULL))
) STRICT;
CREATE INDEX works_organisation ON works (organisation_id, id);
CREATE TRIGGER works_number_is_fixed BEFORE UPDATE OF registration_number, registered_at ON works
WHEN old.registration_number IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'registration_number_is_fixed'); END;
CREATE TRIGGER works_registered_stay BEFORE DELETE ON works
WHEN old.registration_number IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'registered_work_stays'); END;

CREATE TABLE registration_serials (
  year INTEGER NOT NULL CHECK (year BETWEEN 2000 AND 9999),
  serial INTEGER NOT NULL CHECK (serial BETWEEN 1 AND 99999999),
  work_id TEXT NOT NULL UNIQUE REFERENCES works (id),
  PRIMARY KEY (year, serial)
) STRICT, WITHOUT ROWID;

CREATE TABLE work_versions (
  work_id TEXT NOT NULL REFERENCES works (id) ON DELETE CASCADE,
  version INTEGER NOT NULL CHECK (version >= 1),
  state TEXT NOT NULL CHECK (state IN ('draft', 'registered')),
  -- Counts saves of a draft: two people who edit the same one do not overwrite each other.
  revision INTEGER NOT NULL DEFAULT 1,
  title TEXT NOT NULL,
  details TEXT NOT NULL CHECK (json_valid(details)),
  updated_at INTEGER NOT NULL,
  registered_at INTEGER,
  PRIMARY KEY (work_id, version),
  CHECK ((state = 'registered') = (registered_at IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX work_versions_one_draft ON work_versions (work_id) WHERE state = 'draft';

CREATE TABLE work_authors (
  work_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  PRIMARY KEY (work_id, version, position),
  FOREIGN KEY (work_id, version) REFERENCES work_versions (work_id, version) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE work_right_holders (
  work_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  -- 10000 basis points are 100 %.
  share_basis_points INTEGER NOT NULL CHECK (share_basis_points BETWEEN 1 AND 10000),
  PRIMARY KEY (work_id, version, position),
  FOREIGN KEY (work_id, version) REFERENCES work_versions (work_id, version) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE work_files (
  work_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  position INTEGER NOT NULL,
  file_id TEXT NOT NULL REFERENCES files (id),
  episode INTEGER CHECK (episode BETWEEN 1 AND 9999),
  PRIMARY KEY (work_id, version, position),
  FOREIGN KEY (work_id, version) REFERENCES work_versions (work_id, version) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX work_files_file ON work_files (file_id);

-- A version is registered only whole: shares of 100 %, an author, and files that were examined and found sound.
CREATE TRIGGER work_versions_register BEFORE UPDATE OF state ON work_versions
WHEN old.state = 'draft' AND new.state = 'registered'
BEGIN
  SELECT RAISE(ABORT, 'shares_not_whole') WHERE 10000 IS NOT
    (SELECT sum(share_basis_points) FROM work_right_holders WHERE work_id = new.work_id AND version = new.version);
  SELECT RAISE(ABORT, 'authors_missing') WHERE NOT EXISTS
    (SELECT 1 FROM work_authors WHERE work_id = new.work_id AND version = new.version);
  SELECT RAISE(ABORT, 'files_missing') WHERE NOT EXISTS
    (SELECT 1 FROM work_files WHERE work_id = new.work_id AND version = new.version);
  SELECT RAISE(ABORT, 'file_twice') WHERE EXISTS
    (SELECT 1 FROM work_files WHERE work_id = new.work_id AND version = new.version
     GROUP BY file_id HAVING count(*) > 1);
  SELECT RAISE(ABORT, 'episode_twice') WHERE EXISTS
    (SELECT 1 FROM work_files WHERE work_id = new.work_id AND version = new.version AND episode IS NOT NULL
     GROUP BY episode HAVING count(*) > 1);
  SELECT RAISE(ABORT, 'files_not_ready') WHERE EXISTS
    (SELECT 1 FROM work_files wf JOIN files f ON f.id = wf.file_id LEFT JOIN objects o ON o.sha256 = f.sha256
     WHERE wf.work_id = new.work_id AND wf.version = new.version AND o.state IS NOT 'examined');
  SELECT RAISE(ABORT, 'files_of_another_organisation') WHERE EXISTS
    (SELECT 1 FROM work_files wf JOIN files f ON f.id = wf.file_id JOIN works w ON w.id = wf.work_id
     WHERE wf.work_id = new.work_id AND wf.version = new.version AND f.organisation_id <> w.organisation_id);
END;
-- The draft may have been discarded since it was read: then the registration as a whole must not happen.
CREATE TRIGGER works_current_is_registered BEFORE UPDATE OF current_version ON works
WHEN NOT EXISTS (SELECT 1 FROM work_versions
  WHERE work_id = new.id AND version = new.current_version AND state = 'registered')
BEGIN SELECT RAISE(ABORT, 'draft_changed_elsewhere'); END;
CREATE TRIGGER work_versions_born_draft BEFORE INSERT ON work_versions WHEN new.state <> 'draft'
BEGIN SELECT RAISE(ABORT, 'version_starts_as_draft'); END;
CREATE TRIGGER work_versions_revision BEFORE UPDATE ON work_versions
WHEN old.state = 'draft' AND new.revision <> old.revision + 1
BEGIN SELECT RAISE(ABORT, 'draft_changed_elsewhere'); END;
CREATE TRIGGER work_versions_frozen_update BEFORE UPDATE ON work_versions WHEN old.state = 'registered'
BEGIN SELECT RAISE(ABORT, 'version_is_frozen'); END;
CREATE TRIGGER work_versions_frozen_delete BEFORE DELETE ON work_versions WHEN old.state = 'registered'
BEGIN SELECT RAISE(ABORT, 'version_is_frozen'); END;
CREATE TRIGGER work_authors_frozen_insert BEFORE INSERT ON work_authors
WHEN (SELECT state FROM work_versions WHERE work_id = new.work_id AND version = new.version) = 'registered'
BEGIN SELECT RAISE(ABORT, 'version_is_frozen'); END;
CREATE TRIGGER work_authors_frozen_update BEFORE UPDATE ON work_authors
WHEN (SELECT state FROM work_versions WHERE work_id = old.work_id AND version = old.version) = 'registered'
BEGIN SELECT RAISE(ABORT, 'version_is_frozen'); END;
CREATE TRIGGER work_authors_frozen_delete BEFORE DELETE ON work_authors
WHEN (SELECT state FROM work_versions WHERE work_id = old.work_id AND version = old.version) = 'registered'
BEGIN SELECT RAISE(ABORT, 'version_is_frozen'); END;
CREATE TRIGGER work_right_holders_frozen_insert BEFORE INSERT ON work_right_holders
WHEN (SELECT state FROM work_versions WHERE work_id = new.work_id AND version = new.version) = 'registered'
BEGIN SELECT RAISE(ABORT, 'version_is_frozen'); END;
CREATE TRIGGER work_right_holders_frozen_update BEFORE UPDATE ON work_right_holders
WHEN (SELECT state FROM work_versions WHERE work_id = old.work_id AND version = old.version) = 'registered'
BEGIN SELECT RAISE(ABORT, 'version_is_frozen'); END;
CREATE TRIGGER work_right_holders_frozen_delete BEFORE DELETE ON work_right_holders
WHEN (SELECT state FROM work_versions WHERE work_id = old.work_id AND version = old.version) = 'registered'
BEGIN SELECT RAISE(ABORT, 'version_is_frozen'); END;
CREATE TRIGGER work_files_frozen_insert BEFORE INSERT ON work_files
WHEN (SELECT state FROM work_versions WHERE work_id = new.work_id AND version = new.version) = 'registered'
BEGIN SELECT RAISE(ABORT, 'version_is_frozen'); END;
CREATE TRIGGER work_files_frozen_update BEFORE UPDATE ON work_files
WHEN (SELECT state FROM work_versions WHERE work_id = old.work_id AND version = old.version) = 'registered'
BEGIN SELECT RAISE(ABORT, 'version_is_frozen'); END;
CREATE TRIGGER work_files_frozen_delete BEFORE DELETE ON work_files
WHEN (SELECT state FROM work_versions WHERE work_id = old.work_id AND version = old.version) = 'registered'
BEGIN SELECT RAISE(ABORT, 'version_is_frozen'); END;

-- Chinese is indexed a character at a time, so a phrase query finds any run of characters.
-- The row id is year * 100000000 + serial of the registration.
CREATE VIRTUAL TABLE works_search USING fts5 (title, people, synopsis, number, tokenize = 'unicode61');

-- fingerprints

-- D1 takes 2 MB a row, so a long fingerprint lies in pieces.
CREATE TABLE fingerprints (
  sha256 TEXT NOT NULL REFERENCES objects (sha256),
  algorithm TEXT NOT NULL,
  piece INTEGER NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (sha256, piece)
) STRICT;
CREATE TRIGGER fingerprints_no_update BEFORE UPDATE ON fingerprints
BEGIN SELECT RAISE(ABORT, 'fingerprint_is_fixed'); END;

-- What can be matched, in the order in which it became so; an index in memory reads on from the last `seq` it has seen.
CREATE TABLE index_entries (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  sha256 TEXT NOT NULL UNIQUE REFERENCES objects (sha256)
) STRICT;

CREATE TABLE checks (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  file_id TEXT NOT NULL REFERENCES files (id),
  state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done')),
  result TEXT CHECK (result IS NULL OR json_valid(result)),
  created_by TEXT REFERENCES people (id),
  created_at INTEGER NOT NULL,
  finished_at INTEGER,
  CHECK ((state = 'done') = (result IS NOT NULL))
) STRICT;
CREATE INDEX checks_organisation ON checks (organisation_id, id);
CREATE INDEX checks_file ON checks (file_id);
CREATE TRIGGER checks_are_final BEFORE UPDATE ON checks WHEN old.state <> 'waiting'
BEGIN SELECT RAISE(ABORT, 'check_is_final'); END;

-- jobs

CREATE TABLE jobs (
  id TEXT PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  lane TEXT NOT NULL CHECK (lane IN ('media', 'light')),
  payload TEXT NOT NULL CHECK (json_valid(payload)),
  subject_id TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'done', 'dead')),
  attempts INTEGER NOT NULL DEFAULT 0,
  run_at INTEGER NOT NULL,
  lease_token TEXT,
  lease_until INTEGER,
  progress REAL NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 1),
  step TEXT NOT NULL DEFAULT '',
  error TEXT,
  created_at INTEGER NOT NULL,
  finished_at INTEGER
) STRICT;
CREATE INDEX jobs_due ON jobs (lane, state, run_at);
CREATE INDEX jobs_subject ON jobs (subject_id);

-- The row goes in with the job's own effects, in one batch: a second worker's batch breaks on the key and changes nothing.
CREATE TABLE job_completions (
  job_id TEXT PRIMARY KEY REFERENCES jobs (id),
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TRIGGER job_completions_done AFTER INSERT ON job_completions
BEGIN
  UPDATE jobs SET state = 'done', progress = 1, finished_at = new.at, lease_token = NULL, lease_until = NULL, error = NULL
  WHERE id = new.job_id;
END;
