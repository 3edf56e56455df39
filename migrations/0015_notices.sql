-- notices: 侵权通知, notices of infringement to platforms

-- The same rows as the table of moves in src/domains/notices/rules.ts; a test compares them.
CREATE TABLE notice_moves (
  move TEXT NOT NULL,
  from_state TEXT NOT NULL,
  to_state TEXT NOT NULL,
  PRIMARY KEY (move, from_state)
) STRICT, WITHOUT ROWID;
INSERT INTO notice_moves (move, from_state, to_state) VALUES
  ('draw', 'new', 'ready'),
  ('send', 'ready', 'sent'),
  ('receive', 'sent', 'received'),
  ('remove', 'sent', 'removed'),
  ('remove', 'received', 'removed'),
  ('reject', 'sent', 'rejected'),
  ('reject', 'received', 'rejected'),
  ('counter', 'removed', 'countered'),
  ('restore', 'countered', 'restored'),
  ('sue', 'countered', 'kept'),
  ('withdraw', 'ready', 'withdrawn'),
  ('withdraw', 'sent', 'withdrawn'),
  ('withdraw', 'received', 'withdrawn'),
  ('withdraw', 'removed', 'withdrawn'),
  ('withdraw', 'countered', 'withdrawn');

CREATE TABLE notices (
  id TEXT PRIMARY KEY,
  number TEXT NOT NULL UNIQUE,
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  work_id TEXT NOT NULL REFERENCES works (id),
  law TEXT NOT NULL CHECK (law IN ('cn', 'us', 'eu')),
  state TEXT NOT NULL,
  revision INTEGER NOT NULL CHECK (revision >= 0),
  content TEXT NOT NULL CHECK (json_valid(content)),
  created_by TEXT REFERENCES people (id),
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX notices_organisation ON notices (organisation_id, id);

CREATE TABLE notice_addresses (
  notice_id TEXT NOT NULL REFERENCES notices (id),
  address_key TEXT NOT NULL,
  PRIMARY KEY (notice_id, address_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX notice_addresses_key ON notice_addresses (address_key);

CREATE TABLE notice_entries (
  notice_id TEXT NOT NULL REFERENCES notices (id),
  revision INTEGER NOT NULL CHECK (revision >= 1),
  at INTEGER NOT NULL,
  -- Null for a counter-notice, which comes by a link.
  person_id TEXT REFERENCES people (id),
  move TEXT NOT NULL,
  from_state TEXT NOT NULL,
  to_state TEXT NOT NULL,
  body TEXT NOT NULL CHECK (json_valid(body)),
  PRIMARY KEY (notice_id, revision)
) STRICT, WITHOUT ROWID;

-- 信息网络传播权保护条例 art. 17: after a counter-notice there is no second notice of the same material.
CREATE TRIGGER notice_addresses_not_again BEFORE INSERT ON notice_addresses
WHEN EXISTS (SELECT 1 FROM notices mine JOIN notice_addresses a ON a.address_key = new.address_key
  JOIN notices former ON former.id = a.notice_id AND former.work_id = mine.work_id AND former.law = mine.law
  JOIN notice_entries e ON e.notice_id = former.id AND e.move = 'counter'
  WHERE mine.id = new.notice_id AND mine.law = 'cn')
BEGIN SELECT RAISE(ABORT, 'second_notice_barred'); END;
CREATE TRIGGER notice_addresses_no_update BEFORE UPDATE ON notice_addresses
BEGIN SELECT RAISE(ABORT, 'notice_is_fixed'); END;
CREATE TRIGGER notice_addresses_no_delete BEFORE DELETE ON notice_addresses
BEGIN SELECT RAISE(ABORT, 'notice_is_fixed'); END;

CREATE TRIGGER notice_entries_as_the_rules BEFORE INSERT ON notice_entries
BEGIN
  SELECT RAISE(ABORT, 'notice_changed') WHERE NOT EXISTS
    (SELECT 1 FROM notices WHERE id = new.notice_id AND revision = new.revision - 1 AND state = new.from_state);
  SELECT RAISE(ABORT, 'notice_move_not_allowed') WHERE NOT EXISTS (SELECT 1 FROM notice_moves
    WHERE move = new.move AND from_state = new.from_state AND to_state = new.to_state);
  -- What was drawn before a counter-notice is not sent after it either.
  SELECT RAISE(ABORT, 'second_notice_barred') WHERE new.move = 'send' AND EXISTS (SELECT 1 FROM notices mine
    JOIN notice_addresses own ON own.notice_id = mine.id
    JOIN notice_addresses a ON a.address_key = own.address_key
    JOIN notices former ON former.id = a.notice_id AND former.work_id = mine.work_id AND former.law = mine.law
    JOIN notice_entries e ON e.notice_id = former.id AND e.move = 'counter'
    WHERE mine.id = new.notice_id AND mine.law = 'cn');
END;
CREATE TRIGGER notice_entries_move_the_notice AFTER INSERT ON notice_entries
BEGIN
  UPDATE notices SET revision = new.revision, state = new.to_state WHERE id = new.notice_id;
END;
CREATE TRIGGER notice_entries_no_update BEFORE UPDATE ON notice_entries
BEGIN SELECT RAISE(ABORT, 'notice_is_fixed'); END;
CREATE TRIGGER notice_entries_no_delete BEFORE DELETE ON notice_entries
BEGIN SELECT RAISE(ABORT, 'notice_is_fixed'); END;
CREATE TRIGGER notices_change_by_entries BEFORE UPDATE ON notices
WHEN new.id <> old.id OR new.number <> old.number OR new.organisation_id <> old.organisation_id OR new.work_id <> old.work_id
  OR new.law <> old.law OR new.content <> old.content OR new.created_by IS NOT old.created_by
  OR new.created_at <> old.created_at OR new.revision <> old.revision + 1
  OR NOT EXISTS (SELECT 1 FROM notice_entries WHERE notice_id = new.id AND revision = new.revision AND to_state = new.state)
BEGIN SELECT RAISE(ABORT, 'notice_is_fixed'); END;
CREATE TRIGGER notices_stay BEFORE DELETE ON notices
BEGIN SELECT RAISE(ABORT, 'notice_is_fixed'); END;

-- What a counter-notice comes in by; the secret itself is in the notice's mail alone.
CREATE TABLE notice_links (
  token_hash TEXT PRIMARY KEY,
  notice_id TEXT NOT NULL REFERENCES notices (id),
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
