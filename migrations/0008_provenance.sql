-- files: documents, which are kept as they came and are never decoded

CREATE TABLE documents (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  upload_id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
  size_bytes INTEGER NOT NULL CHECK (size_bytes > 0),
  -- Both null until the bytes are stored.
  sha256 TEXT CHECK (length(sha256) = 64),
  sm3 TEXT CHECK (length(sm3) = 64),
  created_by TEXT REFERENCES people (id),
  created_at INTEGER NOT NULL,
  CHECK ((sha256 IS NULL) = (sm3 IS NULL))
) STRICT;
CREATE INDEX documents_organisation ON documents (organisation_id, id);
CREATE TRIGGER documents_are_fixed BEFORE UPDATE ON documents
WHEN old.sha256 IS NOT NULL OR new.id <> old.id OR new.organisation_id <> old.organisation_id
  OR new.upload_id <> old.upload_id OR new.name <> old.name OR new.size_bytes <> old.size_bytes
  OR new.created_by IS NOT old.created_by OR new.created_at <> old.created_at
BEGIN SELECT RAISE(ABORT, 'document_is_fixed'); END;
CREATE TRIGGER documents_stay BEFORE DELETE ON documents
BEGIN SELECT RAISE(ABORT, 'document_is_fixed'); END;

-- provenance: what came before a work

-- A draft, script, project file or footage of a work in the making (底稿).
CREATE TABLE deposits (
  id TEXT PRIMARY KEY,
  work_id TEXT NOT NULL REFERENCES works (id),
  document_id TEXT NOT NULL UNIQUE REFERENCES documents (id),
  kind TEXT NOT NULL CHECK (kind IN ('outline', 'script', 'sketch', 'storyboard', 'project_file', 'footage', 'recording',
    'score', 'cut', 'correspondence', 'other')),
  note TEXT NOT NULL CHECK (length(note) <= 500),
  created_by TEXT REFERENCES people (id),
  created_at INTEGER NOT NULL,
  -- When it went into the transparency log, with its hashes.
  entered_at INTEGER
) STRICT;
CREATE INDEX deposits_work ON deposits (work_id, id);
CREATE TRIGGER deposits_of_the_same_organisation BEFORE INSERT ON deposits
WHEN (SELECT organisation_id FROM works WHERE id = new.work_id)
  IS NOT (SELECT organisation_id FROM documents WHERE id = new.document_id) OR new.entered_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'deposit_refused'); END;
CREATE TRIGGER deposits_entered_once BEFORE UPDATE ON deposits
WHEN old.entered_at IS NOT NULL OR new.entered_at IS NULL OR new.id <> old.id OR new.work_id <> old.work_id
  OR new.document_id <> old.document_id OR new.kind <> old.kind OR new.note <> old.note
  OR new.created_by IS NOT old.created_by OR new.created_at <> old.created_at
  OR (SELECT sha256 FROM documents WHERE id = old.document_id) IS NULL
BEGIN SELECT RAISE(ABORT, 'deposit_is_fixed'); END;
CREATE TRIGGER deposits_stay BEFORE DELETE ON deposits
BEGIN SELECT RAISE(ABORT, 'deposit_is_fixed'); END;
-- A work whose making is on record is not discarded with its draft.
CREATE TRIGGER works_with_deposits_stay BEFORE DELETE ON works
WHEN EXISTS (SELECT 1 FROM deposits WHERE work_id = old.id)
BEGIN SELECT RAISE(ABORT, 'work_has_deposits'); END;

-- One row for each registered version that was compared with all that was registered before it.
CREATE TABLE prior_searches (
  work_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  searched_at INTEGER NOT NULL,
  PRIMARY KEY (work_id, version),
  FOREIGN KEY (work_id, version) REFERENCES work_versions (work_id, version)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER prior_searches_of_the_registered BEFORE INSERT ON prior_searches
WHEN NOT EXISTS (SELECT 1 FROM work_versions WHERE work_id = new.work_id AND version = new.version AND state = 'registered')
BEGIN SELECT RAISE(ABORT, 'prior_search_refused'); END;
CREATE TRIGGER prior_searches_no_update BEFORE UPDATE ON prior_searches
BEGIN SELECT RAISE(ABORT, 'prior_search_is_fixed'); END;
CREATE TRIGGER prior_searches_no_delete BEFORE DELETE ON prior_searches
BEGIN SELECT RAISE(ABORT, 'prior_search_is_fixed'); END;

-- An earlier registration that shows the same, wholly or in part.
CREATE TABLE prior_registrations (
  work_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  prior_work_id TEXT NOT NULL REFERENCES works (id),
  -- Of the same organisation: that needs no answer.
  is_own INTEGER NOT NULL CHECK (is_own IN (0, 1)),
  confidence REAL NOT NULL CHECK (confidence BETWEEN 0 AND 1),
  -- What was found in which file, as the matcher says it.
  findings TEXT NOT NULL CHECK (json_valid(findings)),
  PRIMARY KEY (work_id, version, prior_work_id),
  FOREIGN KEY (work_id, version) REFERENCES prior_searches (work_id, version),
  CHECK (prior_work_id <> work_id)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER prior_registrations_no_update BEFORE UPDATE ON prior_registrations
BEGIN SELECT RAISE(ABORT, 'prior_search_is_fixed'); END;
CREATE TRIGGER prior_registrations_no_delete BEFORE DELETE ON prior_registrations
BEGIN SELECT RAISE(ABORT, 'prior_search_is_fixed'); END;

-- What the registrant says to it, once and for good: it is printed on the certificate.
CREATE TABLE prior_answers (
  work_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  prior_work_id TEXT NOT NULL,
  answer TEXT NOT NULL CHECK (answer IN ('licensed', 'shared_material', 'made_earlier', 'not_the_same')),
  statement TEXT NOT NULL CHECK (length(statement) BETWEEN 10 AND 1000),
  answered_by TEXT REFERENCES people (id),
  answered_at INTEGER NOT NULL,
  -- The same was answered for this earlier version.
  carried_from INTEGER,
  PRIMARY KEY (work_id, version, prior_work_id),
  FOREIGN KEY (work_id, version, prior_work_id) REFERENCES prior_registrations (work_id, version, prior_work_id),
  CHECK (carried_from < version)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER prior_answers_no_update BEFORE UPDATE ON prior_answers
BEGIN SELECT RAISE(ABORT, 'prior_answer_is_final'); END;
CREATE TRIGGER prior_answers_no_delete BEFORE DELETE ON prior_answers
BEGIN SELECT RAISE(ABORT, 'prior_answer_is_final'); END;

-- What was registered shortly before, to see whether all of it can be found yet.
CREATE INDEX work_versions_registered ON work_versions (registered_at) WHERE registered_at IS NOT NULL;
