-- evidence: deposit certificates

CREATE TABLE certificate_keys (
  -- SHA-256 of the public part, in hex.
  id TEXT PRIMARY KEY CHECK (length(id) = 64),
  -- `seal` signs the PDF, `credential` the verifiable credential.
  purpose TEXT NOT NULL CHECK (purpose IN ('seal', 'credential')),
  -- Of a seal an X.509 certificate in DER, of a credential's key the 32 bytes of Ed25519.
  public_part BLOB NOT NULL,
  -- PKCS #8, sealed by the vault.
  private_key TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  retired_at INTEGER
) STRICT;
CREATE UNIQUE INDEX certificate_keys_one_current ON certificate_keys (purpose) WHERE retired_at IS NULL;
CREATE TRIGGER certificate_keys_are_fixed BEFORE UPDATE OF id, purpose, public_part, created_at ON certificate_keys
BEGIN SELECT RAISE(ABORT, 'certificate_is_fixed'); END;
CREATE TRIGGER certificate_keys_stay BEFORE DELETE ON certificate_keys
BEGIN SELECT RAISE(ABORT, 'certificate_is_fixed'); END;

CREATE TABLE certificates (
  number TEXT PRIMARY KEY,
  work_id TEXT NOT NULL REFERENCES works (id),
  version INTEGER NOT NULL,
  -- The how manieth certificate of the work it is, from 1.
  serial INTEGER NOT NULL CHECK (serial >= 1),
  issued_at INTEGER NOT NULL,
  -- Of the PDF, which lies in the store under it.
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  size_bytes INTEGER NOT NULL,
  -- registration.json
  record TEXT NOT NULL CHECK (json_valid(record)),
  -- The same as a verifiable credential (vc+jwt), and its place in the list that says what was revoked.
  credential TEXT NOT NULL,
  status_list INTEGER NOT NULL,
  status_index INTEGER NOT NULL,
  UNIQUE (work_id, version),
  UNIQUE (work_id, serial),
  UNIQUE (status_list, status_index)
) STRICT;
CREATE INDEX certificates_sha256 ON certificates (sha256);
CREATE TRIGGER certificates_no_update BEFORE UPDATE ON certificates
BEGIN SELECT RAISE(ABORT, 'certificate_is_fixed'); END;
CREATE TRIGGER certificates_no_delete BEFORE DELETE ON certificates
BEGIN SELECT RAISE(ABORT, 'certificate_is_fixed'); END;

-- A certificate is revoked once and for good.
CREATE TABLE certificate_revocations (
  number TEXT PRIMARY KEY REFERENCES certificates (number),
  at INTEGER NOT NULL,
  reason TEXT NOT NULL,
  -- In words, for those who may read the certificate itself.
  note TEXT NOT NULL
) STRICT;
CREATE TRIGGER certificate_revocations_no_update BEFORE UPDATE ON certificate_revocations
BEGIN SELECT RAISE(ABORT, 'certificate_is_fixed'); END;
CREATE TRIGGER certificate_revocations_no_delete BEFORE DELETE ON certificate_revocations
BEGIN SELECT RAISE(ABORT, 'certificate_is_fixed'); END;

-- What keeps a version from its certificate; gone when it has one.
CREATE TABLE certificate_obstacles (
  work_id TEXT NOT NULL REFERENCES works (id),
  version INTEGER NOT NULL,
  code TEXT NOT NULL,
  -- Such as the character that the type lacks.
  details TEXT NOT NULL CHECK (json_valid(details)),
  at INTEGER NOT NULL,
  PRIMARY KEY (work_id, version)
) STRICT;
