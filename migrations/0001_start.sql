-- accounts

CREATE TABLE organisations (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('studio', 'buyer', 'mediation_committee', 'department', 'platform')),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  -- ISO 3166-1 alpha-2.
  country TEXT CHECK (country GLOB '[A-Z][A-Z]'),
  department_code TEXT UNIQUE,
  verification TEXT NOT NULL DEFAULT 'self_declared'
    CHECK (verification IN ('self_declared', 'documents_checked', 'official_registration')),
  created_at INTEGER NOT NULL,
  CHECK ((kind = 'department') = (department_code IS NOT NULL))
) STRICT;

-- A person who had their data erased stays as an id, which registrations and the audit refer to.
CREATE TABLE people (
  id TEXT PRIMARY KEY,
  email TEXT UNIQUE CHECK (email = lower(email)),
  name TEXT NOT NULL CHECK (length(name) <= 200),
  language TEXT NOT NULL DEFAULT 'zh-CN' CHECK (language IN ('zh-CN', 'en')),
  password_hash TEXT,
  -- Base32. Until it is confirmed it protects nothing.
  totp_secret TEXT,
  totp_confirmed_at INTEGER,
  -- The time step of the last code that was taken: no code works twice (RFC 6238 section 5.2).
  totp_last_step INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  erased_at INTEGER,
  CHECK (totp_confirmed_at IS NULL OR totp_secret IS NOT NULL),
  CHECK (CASE WHEN erased_at IS NULL THEN email IS NOT NULL AND length(name) > 0
    ELSE email IS NULL AND name = '' AND password_hash IS NULL AND totp_secret IS NULL END)
) STRICT;
CREATE TRIGGER people_totp_code_once BEFORE UPDATE OF totp_last_step ON people
WHEN new.totp_last_step <= old.totp_last_step AND new.totp_secret IS old.totp_secret
BEGIN SELECT RAISE(ABORT, 'code_used'); END;
CREATE TRIGGER people_erased_for_good BEFORE UPDATE ON people WHEN old.erased_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'person_erased'); END;

CREATE TABLE memberships (
  person_id TEXT NOT NULL REFERENCES people (id),
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  role TEXT NOT NULL CHECK (role IN ('owner', 'manager', 'member', 'viewer')),
  created_at INTEGER NOT NULL,
  PRIMARY KEY (person_id, organisation_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX memberships_organisation ON memberships (organisation_id);
-- Whoever is left in an organisation always has an owner among them.
CREATE TRIGGER memberships_keep_an_owner BEFORE UPDATE OF role ON memberships
WHEN old.role = 'owner' AND new.role <> 'owner' AND NOT EXISTS (SELECT 1 FROM memberships
  WHERE organisation_id = old.organisation_id AND role = 'owner' AND person_id <> old.person_id)
BEGIN SELECT RAISE(ABORT, 'last_owner'); END;
CREATE TRIGGER memberships_owner_stays BEFORE DELETE ON memberships
WHEN old.role = 'owner'
  AND EXISTS (SELECT 1 FROM memberships WHERE organisation_id = old.organisation_id AND person_id <> old.person_id)
  AND NOT EXISTS (SELECT 1 FROM memberships
    WHERE organisation_id = old.organisation_id AND role = 'owner' AND person_id <> old.person_id)
BEGIN SELECT RAISE(ABORT, 'last_owner'); END;

-- The id is the SHA-256 of what the cookie holds: who reads this table can sign in as nobody.
CREATE TABLE sessions (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES people (id),
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  -- 1 while only the password was given and the second factor is still to come.
  is_pending INTEGER NOT NULL CHECK (is_pending IN (0, 1)),
  second_factor_at INTEGER,
  address TEXT NOT NULL,
  user_agent TEXT NOT NULL CHECK (length(user_agent) <= 300),
  created_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  CHECK (is_pending = 0 OR second_factor_at IS NULL)
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_person ON sessions (person_id);

CREATE TABLE recovery_codes (
  person_id TEXT NOT NULL REFERENCES people (id),
  code_hash TEXT NOT NULL,
  PRIMARY KEY (person_id, code_hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE passkeys (
  -- The credential id of WebAuthn, base64url.
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES people (id),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  public_key BLOB NOT NULL,
  counter INTEGER NOT NULL,
  transports TEXT NOT NULL CHECK (json_valid(transports)),
  created_at INTEGER NOT NULL,
  last_used_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX passkeys_person ON passkeys (person_id);

-- A challenge is taken once, by deleting it.
CREATE TABLE passkey_challenges (
  challenge TEXT PRIMARY KEY,
  -- Null for signing in, when nobody knows yet who comes.
  person_id TEXT REFERENCES people (id),
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What a link in a mail opens. Only the SHA-256 of the link's token is kept; using it deletes it.
CREATE TABLE mail_links (
  token_hash TEXT PRIMARY KEY,
  purpose TEXT NOT NULL CHECK (purpose IN ('sign_up', 'password_reset', 'email_change')),
  email TEXT NOT NULL,
  person_id TEXT REFERENCES people (id),
  expires_at INTEGER NOT NULL,
  CHECK ((purpose = 'sign_up') = (person_id IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX mail_links_person ON mail_links (person_id);

CREATE TABLE invitations (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  role TEXT NOT NULL CHECK (role IN ('owner', 'manager', 'member', 'viewer')),
  email TEXT,
  token_hash TEXT NOT NULL UNIQUE,
  invited_by TEXT REFERENCES people (id),
  state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'accepted', 'withdrawn')),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX invitations_organisation ON invitations (organisation_id, id);
CREATE TRIGGER invitations_answered_once BEFORE UPDATE OF state ON invitations WHEN old.state <> 'open'
BEGIN SELECT RAISE(ABORT, 'invitation_closed'); END;

-- Mail that is to go out. Its words are dropped when it has gone, except in the outbox of a development machine.
CREATE TABLE mails (
  id TEXT PRIMARY KEY,
  recipient TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'kept')),
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE api_tokens (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  token_hash TEXT NOT NULL UNIQUE,
  scopes TEXT NOT NULL CHECK (json_valid(scopes)),
  created_by TEXT REFERENCES people (id),
  created_at INTEGER NOT NULL,
  expires_at INTEGER,
  last_used_at INTEGER,
  revoked_at INTEGER
) STRICT;
CREATE INDEX api_tokens_organisation ON api_tokens (organisation_id, id);
CREATE TRIGGER api_tokens_revoked_for_good BEFORE UPDATE OF revoked_at ON api_tokens WHEN old.revoked_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'token_revoked'); END;
CREATE TRIGGER api_tokens_are_fixed BEFORE UPDATE OF organisation_id, token_hash, scopes, expires_at ON api_tokens
BEGIN SELECT RAISE(ABORT, 'token_is_fixed'); END;

-- How often something was tried within one window of time; see accounts/limits.ts.
CREATE TABLE attempt_counts (
  key TEXT NOT NULL,
  window_start INTEGER NOT NULL,
  count INTEGER NOT NULL CHECK (count >= 1),
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (key, window_start)
) STRICT, WITHOUT ROWID;
CREATE INDEX attempt_counts_expiry ON attempt_counts (expires_at);

-- No personal data in here: ids only, so that a person can be erased and the entry stays true.
CREATE TABLE audit_entries (
  id TEXT PRIMARY KEY,
  at INTEGER NOT NULL,
  person_id TEXT,
  token_id TEXT,
  organisation_id TEXT,
  actor_kind TEXT NOT NULL,
  action TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  before TEXT CHECK (before IS NULL OR json_valid(before)),
  after TEXT CHECK (after IS NULL OR json_valid(after)),
  details TEXT NOT NULL CHECK (json_valid(details)),
  request_id TEXT NOT NULL
) STRICT;
CREATE INDEX audit_subject ON audit_entries (subject_id, id);
CREATE INDEX audit_organisation ON audit_entries (organisation_id, id);
CREATE INDEX audit_person ON audit_entries (person_id, id);
CREATE TRIGGER audit_entries_no_update BEFORE UPDATE ON audit_entries
BEGIN SELECT RAISE(ABORT, 'audit_is_append_only'); END;
CREATE TRIGGER audit_entries_no_delete BEFORE DELETE ON audit_entries
BEGIN SELECT RAISE(ABORT, 'audit_is_append_only'); END;

-- Where a decision came from. Beside the entry, because an address is shortened after 180 days and may be erased.
CREATE TABLE audit_addresses (
  entry_id TEXT PRIMARY KEY REFERENCES audit_entries (id),
  at INTEGER NOT NULL,
  address TEXT NOT NULL,
  is_shortened INTEGER NOT NULL DEFAULT 0 CHECK (is_shortened IN (0, 1))
) STRICT, WITHOUT ROWID;
CREATE INDEX audit_addresses_whole ON audit_addresses (at) WHERE is_shortened = 0;
CREATE TRIGGER audit_addresses_only_shorten BEFORE UPDATE ON audit_addresses
WHEN old.is_shortened = 1 OR new.is_shortened <> 1 OR new.entry_id <> old.entry_id OR new.at <> old.at
  OR length(new.address) > length(old.address)
BEGIN SELECT RAISE(ABORT, 'address_only_shortens'); END;

-- The people at the machine's own command line work for the platform. Departments: the policy's list of those that decide.
INSERT INTO organisations (id, kind, name, country, department_code, verification, created_at) VALUES
  ('org_platform', 'platform', 'Qianyin 钤印', 'CN', NULL, 'official_registration', 0),
  ('org_mediation', 'mediation_committee', '海珠区版权纠纷人民调解委员会', 'CN', NULL, 'official_registration', 0),
  ('org_publicity', 'department', '海珠区委宣传部（区版权局）', 'CN', 'publicity', 'official_registration', 0),
  ('org_talent', 'department', '海珠区委人才工作领导小组办公室', 'CN', 'talent', 'official_registration', 0),
  ('org_culture', 'department', '海珠区文化广电旅游体育局', 'CN', 'culture', 'official_registration', 0),
  ('org_investment', 'department', '海珠区投资促进局', 'CN', 'investment', 'official_registration', 0),
  ('org_human_resources', 'department', '海珠区人力资源和社会保障局', 'CN', 'human_resources', 'official_registration', 0),
  ('org_housing', 'department', '海珠区住房和建设局', 'CN', 'housing', 'official_registration', 0),
  ('org_pazhou', 'department', '琶洲人工智能与数字经济试验区管理委员会', 'CN', 'pazhou', 'official_registration', 0);

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

-- verifications

CREATE TABLE verification_requests (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  kind TEXT NOT NULL CHECK (kind IN ('business_licence', 'overseas_registration')),
  legal_name TEXT NOT NULL CHECK (length(legal_name) BETWEEN 1 AND 200),
  -- ISO 3166-1 alpha-2.
  country TEXT NOT NULL CHECK (country GLOB '[A-Z][A-Z]'),
  -- The unified social credit code (GB 32100-2015), or the number in the register of the country.
  registration_number TEXT NOT NULL CHECK (length(registration_number) BETWEEN 1 AND 100),
  -- The number without what people write between its parts, to find the same one again.
  number_key TEXT NOT NULL,
  website TEXT,
  website_code TEXT NOT NULL,
  website_checked_at INTEGER,
  -- `confirmed`, or the code of what went wrong.
  website_finding TEXT,
  state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'accepted', 'refused', 'withdrawn')),
  level TEXT CHECK (level IN ('documents_checked', 'official_registration')),
  -- What the officer checked, or why it was refused: the applicant reads it.
  reason TEXT,
  requested_by TEXT REFERENCES people (id),
  created_at INTEGER NOT NULL,
  decided_by TEXT REFERENCES people (id),
  decided_at INTEGER,
  CHECK ((state = 'accepted') = (level IS NOT NULL)),
  CHECK ((state IN ('accepted', 'refused')) = (decided_at IS NOT NULL)),
  CHECK ((decided_at IS NULL) = (reason IS NULL)),
  CHECK (kind <> 'business_licence' OR country = 'CN')
) STRICT;
CREATE INDEX verification_requests_organisation ON verification_requests (organisation_id, id);
CREATE INDEX verification_requests_state ON verification_requests (state, id);
CREATE INDEX verification_requests_number ON verification_requests (country, number_key);
CREATE UNIQUE INDEX verification_requests_one_waiting ON verification_requests (organisation_id) WHERE state = 'waiting';
CREATE TRIGGER verification_requests_wait_once BEFORE INSERT ON verification_requests
WHEN EXISTS (SELECT 1 FROM verification_requests WHERE organisation_id = new.organisation_id AND state = 'waiting')
BEGIN SELECT RAISE(ABORT, 'verification_waiting'); END;
-- Nothing of a closed request changes: not the decision, and not what the officer saw.
CREATE TRIGGER verification_requests_decided_once BEFORE UPDATE ON verification_requests WHEN old.state <> 'waiting'
BEGIN SELECT RAISE(ABORT, 'verification_decided'); END;
CREATE TRIGGER verification_requests_are_fixed
BEFORE UPDATE OF organisation_id, kind, legal_name, country, registration_number, number_key, website, website_code,
  requested_by, created_at ON verification_requests
BEGIN SELECT RAISE(ABORT, 'verification_is_fixed'); END;
-- Nobody confirms papers that they sent, or those of an organisation that they belong to.
CREATE TRIGGER verification_requests_not_by_oneself BEFORE UPDATE OF decided_by ON verification_requests
WHEN new.decided_by = old.requested_by
  OR EXISTS (SELECT 1 FROM memberships WHERE person_id = new.decided_by AND organisation_id = old.organisation_id)
BEGIN SELECT RAISE(ABORT, 'own_papers'); END;

-- What an officer reads stays as it is until it is decided.
CREATE TRIGGER organisations_named_as_checked BEFORE UPDATE OF name, country ON organisations
WHEN (new.name <> old.name OR new.country IS NOT old.country) AND EXISTS
  (SELECT 1 FROM verification_requests WHERE organisation_id = old.id AND state = 'waiting')
BEGIN SELECT RAISE(ABORT, 'verification_waiting'); END;

CREATE TABLE verification_papers (
  request_id TEXT NOT NULL REFERENCES verification_requests (id),
  position INTEGER NOT NULL,
  file_id TEXT NOT NULL REFERENCES files (id),
  PRIMARY KEY (request_id, position),
  UNIQUE (request_id, file_id)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER verification_papers_of_the_applicant BEFORE INSERT ON verification_papers
WHEN (SELECT organisation_id FROM files WHERE id = new.file_id)
  IS NOT (SELECT organisation_id FROM verification_requests WHERE id = new.request_id AND state = 'waiting')
BEGIN SELECT RAISE(ABORT, 'papers_of_another_organisation'); END;
CREATE TRIGGER verification_papers_no_update BEFORE UPDATE ON verification_papers
BEGIN SELECT RAISE(ABORT, 'verification_is_fixed'); END;
CREATE TRIGGER verification_papers_no_delete BEFORE DELETE ON verification_papers
BEGIN SELECT RAISE(ABORT, 'verification_is_fixed'); END;

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
