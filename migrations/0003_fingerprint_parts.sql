-- A fingerprint has a part for each thing that a file is recognised by, and each is read on its own.
CREATE TABLE fingerprint_parts (
  sha256 TEXT NOT NULL REFERENCES objects (sha256),
  part TEXT NOT NULL CHECK (part IN ('frames', 'features', 'sound', 'text', 'iscc')),
  algorithm TEXT NOT NULL,
  piece INTEGER NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (sha256, part, piece)
) STRICT;
INSERT INTO fingerprint_parts (sha256, part, algorithm, piece, body)
SELECT sha256, 'frames', algorithm, piece, body FROM fingerprints;
DROP TABLE fingerprints;
ALTER TABLE fingerprint_parts RENAME TO fingerprints;
CREATE TRIGGER fingerprints_no_update BEFORE UPDATE ON fingerprints
BEGIN SELECT RAISE(ABORT, 'fingerprint_is_fixed'); END;
