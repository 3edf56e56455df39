-- subsidies: programmes of the policy, claims under them, and every fen that is reserved, paid and recovered

CREATE TABLE subsidy_programmes (
  code TEXT NOT NULL CHECK (length(code) BETWEEN 2 AND 30),
  version INTEGER NOT NULL CHECK (version >= 1),
  body TEXT NOT NULL CHECK (json_valid(body)),
  state TEXT NOT NULL CHECK (state IN ('draft', 'confirmed')),
  created_by TEXT REFERENCES people (id),
  created_at INTEGER NOT NULL,
  confirmed_by TEXT REFERENCES people (id),
  confirmed_at INTEGER,
  PRIMARY KEY (code, version),
  CHECK ((state = 'confirmed') = (confirmed_at IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE TRIGGER subsidy_programmes_follow BEFORE INSERT ON subsidy_programmes
WHEN new.state <> 'draft'
  OR new.version IS NOT (SELECT coalesce(max(version), 0) + 1 FROM subsidy_programmes WHERE code = new.code)
BEGIN SELECT RAISE(ABORT, 'programme_changed_elsewhere'); END;
CREATE TRIGGER subsidy_programmes_are_fixed BEFORE UPDATE ON subsidy_programmes
WHEN old.state = 'confirmed' OR new.state <> 'confirmed' OR new.code <> old.code OR new.version <> old.version
  OR new.body <> old.body OR new.created_at <> old.created_at
BEGIN SELECT RAISE(ABORT, 'programme_is_fixed'); END;
CREATE TRIGGER subsidy_programmes_stay BEFORE DELETE ON subsidy_programmes
BEGIN SELECT RAISE(ABORT, 'programme_is_fixed'); END;

-- Time in which claims are taken under one confirmed version, of the budget of one calendar year.
CREATE TABLE subsidy_windows (
  id TEXT PRIMARY KEY,
  programme_code TEXT NOT NULL,
  programme_version INTEGER NOT NULL,
  year INTEGER NOT NULL,
  opens_on TEXT NOT NULL CHECK (opens_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  closes_on TEXT NOT NULL CHECK (closes_on >= opens_on),
  closed_at INTEGER,
  -- When what was short was shared.
  allocated_at INTEGER,
  opened_by TEXT REFERENCES people (id),
  created_at INTEGER NOT NULL,
  FOREIGN KEY (programme_code, programme_version) REFERENCES subsidy_programmes (code, version)
) STRICT;
CREATE INDEX subsidy_windows_programme ON subsidy_windows (programme_code, year);
CREATE TRIGGER subsidy_windows_of_the_confirmed BEFORE INSERT ON subsidy_windows
WHEN 'confirmed' IS NOT (SELECT state FROM subsidy_programmes
  WHERE code = new.programme_code AND version = new.programme_version)
BEGIN SELECT RAISE(ABORT, 'programme_not_confirmed'); END;
CREATE TRIGGER subsidy_windows_are_fixed BEFORE UPDATE ON subsidy_windows
WHEN new.id <> old.id OR new.programme_code <> old.programme_code OR new.programme_version <> old.programme_version
  OR new.year <> old.year OR new.opens_on <> old.opens_on OR new.closes_on <> old.closes_on
  OR (old.closed_at IS NOT NULL AND new.closed_at IS NOT old.closed_at)
  OR (old.allocated_at IS NOT NULL AND new.allocated_at IS NOT old.allocated_at)
BEGIN SELECT RAISE(ABORT, 'window_is_fixed'); END;
CREATE TRIGGER subsidy_windows_stay BEFORE DELETE ON subsidy_windows
BEGIN SELECT RAISE(ABORT, 'window_is_fixed'); END;

-- CNY for one unit of another currency, in millionths, by the day for which it was published.
CREATE TABLE subsidy_rates (
  currency TEXT NOT NULL CHECK (currency GLOB '[A-Z][A-Z][A-Z]' AND currency <> 'CNY'),
  day TEXT NOT NULL,
  micros_per_unit INTEGER NOT NULL CHECK (micros_per_unit > 0),
  source TEXT NOT NULL,
  entered_by TEXT REFERENCES people (id),
  entered_at INTEGER NOT NULL,
  PRIMARY KEY (currency, day)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER subsidy_rates_no_update BEFORE UPDATE ON subsidy_rates
BEGIN SELECT RAISE(ABORT, 'rate_is_fixed'); END;
CREATE TRIGGER subsidy_rates_no_delete BEFORE DELETE ON subsidy_rates
BEGIN SELECT RAISE(ABORT, 'rate_is_fixed'); END;

CREATE TABLE subsidy_claims (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  window_id TEXT NOT NULL REFERENCES subsidy_windows (id),
  programme_code TEXT NOT NULL,
  year INTEGER NOT NULL,
  -- With code and year the number of the claim; given when it is first submitted.
  serial INTEGER CHECK (serial >= 1),
  draft TEXT NOT NULL CHECK (json_valid(draft)),
  revision INTEGER NOT NULL CHECK (revision >= 1),
  state TEXT NOT NULL,
  -- How many acts there are; the last one led to the state.
  act_count INTEGER NOT NULL DEFAULT 0,
  -- The amount that was proposed or decided last.
  amount_fen INTEGER CHECK (amount_fen >= 0),
  -- What shares and ceilings allow, before caps and pool: no act may give more.
  entitled_fen INTEGER CHECK (entitled_fen >= 0),
  submitted_at INTEGER,
  changed_at INTEGER NOT NULL,
  publicity_ends_on TEXT,
  account_verified_at INTEGER,
  created_by TEXT REFERENCES people (id),
  created_at INTEGER NOT NULL,
  UNIQUE (programme_code, year, serial)
) STRICT;
CREATE INDEX subsidy_claims_organisation ON subsidy_claims (organisation_id, id);
CREATE INDEX subsidy_claims_state ON subsidy_claims (state, programme_code, id);
CREATE INDEX subsidy_claims_window ON subsidy_claims (window_id, state);
CREATE TRIGGER subsidy_claims_begin BEFORE INSERT ON subsidy_claims
WHEN new.state <> 'draft' OR new.act_count <> 0 OR new.serial IS NOT NULL OR new.amount_fen IS NOT NULL
  OR NOT EXISTS (SELECT 1 FROM subsidy_windows WHERE id = new.window_id AND programme_code = new.programme_code
    AND year = new.year)
BEGIN SELECT RAISE(ABORT, 'claim_is_fixed'); END;
CREATE TRIGGER subsidy_claims_stay BEFORE DELETE ON subsidy_claims
BEGIN SELECT RAISE(ABORT, 'claim_is_fixed'); END;
CREATE TRIGGER subsidy_claims_are_fixed BEFORE UPDATE ON subsidy_claims
WHEN new.id <> old.id OR new.organisation_id <> old.organisation_id OR new.window_id <> old.window_id
  OR new.programme_code <> old.programme_code OR new.year <> old.year
  OR (old.serial IS NOT NULL AND new.serial IS NOT old.serial)
BEGIN SELECT RAISE(ABORT, 'claim_is_fixed'); END;
-- What was submitted is changed only when it was sent back.
CREATE TRIGGER subsidy_claims_drafts BEFORE UPDATE OF draft, revision ON subsidy_claims
WHEN new.draft <> old.draft AND (old.state NOT IN ('draft', 'correction') OR new.revision <> old.revision + 1)
BEGIN SELECT RAISE(ABORT, 'claim_changed_elsewhere'); END;

-- The pairs of the table in src/domains/subsidies/rules.ts.
CREATE TABLE subsidy_moves (
  move TEXT NOT NULL,
  from_state TEXT NOT NULL,
  to_state TEXT NOT NULL,
  PRIMARY KEY (move, from_state)
) STRICT, WITHOUT ROWID;
INSERT INTO subsidy_moves (move, from_state, to_state) VALUES
  ('discard', 'draft', 'withdrawn'),
  ('submit', 'draft', 'submitted'),
  ('submit', 'correction', 'submitted'),
  ('withdraw', 'submitted', 'withdrawn'),
  ('withdraw', 'correction', 'withdrawn'),
  ('withdraw', 'accepted', 'withdrawn'),
  ('withdraw', 'reviewed', 'withdrawn'),
  ('withdraw', 'second_reviewed', 'withdrawn'),
  ('withdraw', 'jointly_reviewed', 'withdrawn'),
  ('withdraw', 'decided', 'withdrawn'),
  ('withdraw', 'published', 'withdrawn'),
  ('withdraw', 'final', 'withdrawn'),
  ('return_for_completion', 'submitted', 'correction'),
  ('accept', 'submitted', 'accepted'),
  ('decline', 'submitted', 'not_accepted'),
  ('decline', 'correction', 'not_accepted'),
  ('review', 'accepted', 'reviewed'),
  ('second_review', 'reviewed', 'second_reviewed'),
  ('joint_review', 'reviewed', 'jointly_reviewed'),
  ('joint_review', 'second_reviewed', 'jointly_reviewed'),
  ('send_back', 'reviewed', 'accepted'),
  ('send_back', 'second_reviewed', 'accepted'),
  ('send_back', 'jointly_reviewed', 'accepted'),
  ('decide', 'jointly_reviewed', 'decided'),
  ('refuse', 'accepted', 'refused'),
  ('refuse', 'reviewed', 'refused'),
  ('refuse', 'second_reviewed', 'refused'),
  ('refuse', 'jointly_reviewed', 'refused'),
  ('publish', 'decided', 'published'),
  ('reopen', 'published', 'accepted'),
  ('finalise', 'published', 'final'),
  ('suspend', 'final', 'suspended'),
  ('resume', 'suspended', 'final'),
  ('revoke', 'suspended', 'refused'),
  ('order_payment', 'final', 'in_payment'),
  ('return_payment', 'in_payment', 'final'),
  ('pay', 'in_payment', 'paid'),
  ('report', 'paid', 'reported'),
  ('close', 'reported', 'closed'),
  ('appeal', 'refused', 'appealed'),
  ('appeal', 'not_accepted', 'appealed'),
  ('uphold_appeal', 'appealed', 'accepted'),
  ('dismiss_appeal', 'appealed', 'appeal_dismissed'),
  ('recover', 'paid', 'recovering'),
  ('recover', 'reported', 'recovering'),
  ('recover', 'closed', 'recovering'),
  ('repay', 'recovering', 'repaid');

-- Everything that was done with a claim, by whom. The claim's state is that of its last act.
CREATE TABLE subsidy_acts (
  claim_id TEXT NOT NULL REFERENCES subsidy_claims (id),
  seq INTEGER NOT NULL,
  act TEXT NOT NULL,
  from_state TEXT NOT NULL,
  to_state TEXT NOT NULL,
  person_id TEXT REFERENCES people (id),
  organisation_id TEXT REFERENCES organisations (id),
  at INTEGER NOT NULL,
  amount_fen INTEGER CHECK (amount_fen >= 0),
  reason TEXT NOT NULL DEFAULT '' CHECK (length(reason) <= 2000),
  reductions TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(reductions)),
  PRIMARY KEY (claim_id, seq)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER subsidy_acts_no_update BEFORE UPDATE ON subsidy_acts
BEGIN SELECT RAISE(ABORT, 'act_is_fixed'); END;
CREATE TRIGGER subsidy_acts_no_delete BEFORE DELETE ON subsidy_acts
BEGIN SELECT RAISE(ABORT, 'act_is_fixed'); END;

-- An officer who is not impartial says so, and is out of it.
CREATE TABLE subsidy_conflicts (
  claim_id TEXT NOT NULL REFERENCES subsidy_claims (id),
  person_id TEXT NOT NULL REFERENCES people (id),
  reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
  declared_at INTEGER NOT NULL,
  PRIMARY KEY (claim_id, person_id)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER subsidy_conflicts_no_update BEFORE UPDATE ON subsidy_conflicts
BEGIN SELECT RAISE(ABORT, 'act_is_fixed'); END;
CREATE TRIGGER subsidy_conflicts_no_delete BEFORE DELETE ON subsidy_conflicts
BEGIN SELECT RAISE(ABORT, 'act_is_fixed'); END;

-- Three years without public money after an official finding of serious infringement (广东省版权条例 39).
CREATE TABLE subsidy_bars (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  authority TEXT NOT NULL,
  reference TEXT NOT NULL,
  from_day TEXT NOT NULL,
  until_day TEXT NOT NULL CHECK (until_day >= from_day),
  entered_by TEXT REFERENCES people (id),
  entered_at INTEGER NOT NULL,
  UNIQUE (organisation_id, reference)
) STRICT;
CREATE TRIGGER subsidy_bars_no_update BEFORE UPDATE ON subsidy_bars
BEGIN SELECT RAISE(ABORT, 'bar_is_fixed'); END;
CREATE TRIGGER subsidy_bars_no_delete BEFORE DELETE ON subsidy_bars
BEGIN SELECT RAISE(ABORT, 'bar_is_fixed'); END;

CREATE TABLE subsidy_objections (
  id TEXT PRIMARY KEY,
  claim_id TEXT NOT NULL REFERENCES subsidy_claims (id),
  name TEXT NOT NULL,
  contact TEXT NOT NULL,
  text TEXT NOT NULL CHECK (length(text) BETWEEN 10 AND 4000),
  at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'upheld', 'dismissed')),
  answer TEXT NOT NULL DEFAULT '',
  answered_by TEXT REFERENCES people (id),
  answered_at INTEGER
) STRICT;
CREATE INDEX subsidy_objections_claim ON subsidy_objections (claim_id, state);
CREATE TRIGGER subsidy_objections_in_time BEFORE INSERT ON subsidy_objections
WHEN new.state <> 'open' OR NOT EXISTS (SELECT 1 FROM subsidy_claims WHERE id = new.claim_id AND state = 'published'
  AND date(new.at / 1000, 'unixepoch', '+8 hours') <= publicity_ends_on)
BEGIN SELECT RAISE(ABORT, 'publicity_over'); END;
CREATE TRIGGER subsidy_objections_answered_once BEFORE UPDATE ON subsidy_objections
WHEN old.state <> 'open' OR new.state = 'open' OR new.claim_id <> old.claim_id OR new.text <> old.text OR new.at <> old.at
BEGIN SELECT RAISE(ABORT, 'objection_answered'); END;

-- What a claim rests on as it was submitted; the round counts its submissions.
CREATE TABLE subsidy_lines (
  claim_id TEXT NOT NULL REFERENCES subsidy_claims (id),
  round INTEGER NOT NULL,
  line INTEGER NOT NULL,
  kind TEXT NOT NULL,
  issuer_key TEXT NOT NULL,
  payee_key TEXT NOT NULL,
  number_key TEXT NOT NULL,
  day TEXT NOT NULL,
  amount_minor INTEGER NOT NULL,
  currency TEXT NOT NULL,
  -- Of another currency: the rate that was taken.
  rate_day TEXT,
  rate_micros INTEGER,
  claimed_fen INTEGER NOT NULL CHECK (claimed_fen >= 0),
  payable_fen INTEGER NOT NULL CHECK (payable_fen >= 0),
  PRIMARY KEY (claim_id, round, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX subsidy_lines_amount ON subsidy_lines (currency, amount_minor, day);
CREATE INDEX subsidy_lines_number ON subsidy_lines (number_key);
CREATE TRIGGER subsidy_lines_no_update BEFORE UPDATE ON subsidy_lines
BEGIN SELECT RAISE(ABORT, 'claim_is_fixed'); END;
CREATE TRIGGER subsidy_lines_no_delete BEFORE DELETE ON subsidy_lines
BEGIN SELECT RAISE(ABORT, 'claim_is_fixed'); END;

-- An invoice, the file of a proof, or a result: one is claimed once, over all programmes, years and applicants. A second claim
-- of the same applicant may rest on one that was paid, for the difference alone.
CREATE TABLE subsidy_facts (
  kind TEXT NOT NULL CHECK (kind IN ('invoice', 'file', 'result')),
  fact_key TEXT NOT NULL,
  claim_id TEXT NOT NULL REFERENCES subsidy_claims (id),
  round INTEGER NOT NULL,
  line INTEGER,
  tops_up TEXT REFERENCES subsidy_claims (id),
  is_released INTEGER NOT NULL DEFAULT 0 CHECK (is_released IN (0, 1)),
  -- Of what was decided for the claim, the part that falls on this line.
  awarded_fen INTEGER CHECK (awarded_fen >= 0),
  PRIMARY KEY (kind, fact_key, claim_id, round)
) STRICT, WITHOUT ROWID;
CREATE INDEX subsidy_facts_claim ON subsidy_facts (claim_id, round);
CREATE TRIGGER subsidy_facts_once BEFORE INSERT ON subsidy_facts
WHEN EXISTS (SELECT 1 FROM subsidy_facts AS f JOIN subsidy_claims AS c ON c.id = f.claim_id
  WHERE f.kind = new.kind AND f.fact_key = new.fact_key AND f.is_released = 0 AND f.claim_id <> new.claim_id
    AND NOT (c.state IN ('paid', 'reported', 'closed') AND new.tops_up IS NOT NULL
      AND c.organisation_id = (SELECT organisation_id FROM subsidy_claims WHERE id = new.claim_id)))
BEGIN SELECT RAISE(ABORT, 'claimed_already'); END;
CREATE TRIGGER subsidy_facts_change BEFORE UPDATE ON subsidy_facts
BEGIN
  SELECT RAISE(ABORT, 'claim_is_fixed') WHERE new.kind <> old.kind OR new.fact_key <> old.fact_key
    OR new.claim_id <> old.claim_id OR new.round <> old.round OR new.line IS NOT old.line OR new.tops_up IS NOT old.tops_up;
  SELECT RAISE(ABORT, 'claimed_already') WHERE old.is_released = 1 AND new.is_released = 0
    AND EXISTS (SELECT 1 FROM subsidy_facts WHERE kind = new.kind AND fact_key = new.fact_key AND is_released = 0
      AND claim_id <> new.claim_id);
END;
CREATE TRIGGER subsidy_facts_no_delete BEFORE DELETE ON subsidy_facts
BEGIN SELECT RAISE(ABORT, 'claim_is_fixed'); END;

CREATE TABLE subsidy_documents (
  document_id TEXT PRIMARY KEY REFERENCES documents (id),
  claim_id TEXT NOT NULL REFERENCES subsidy_claims (id),
  requirement TEXT NOT NULL,
  added_by TEXT REFERENCES people (id),
  added_at INTEGER NOT NULL,
  removed_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX subsidy_documents_claim ON subsidy_documents (claim_id);
CREATE TRIGGER subsidy_documents_of_the_same_organisation BEFORE INSERT ON subsidy_documents
WHEN (SELECT organisation_id FROM subsidy_claims WHERE id = new.claim_id)
  IS NOT (SELECT organisation_id FROM documents WHERE id = new.document_id)
BEGIN SELECT RAISE(ABORT, 'document_refused'); END;
CREATE TRIGGER subsidy_documents_removed_once BEFORE UPDATE ON subsidy_documents
WHEN old.removed_at IS NOT NULL OR new.removed_at IS NULL OR new.document_id <> old.document_id
  OR new.claim_id <> old.claim_id OR new.requirement <> old.requirement
  OR (SELECT state FROM subsidy_claims WHERE id = old.claim_id) NOT IN ('draft', 'correction')
BEGIN SELECT RAISE(ABORT, 'claim_is_fixed'); END;
CREATE TRIGGER subsidy_documents_stay BEFORE DELETE ON subsidy_documents
BEGIN SELECT RAISE(ABORT, 'claim_is_fixed'); END;

-- Money: caps, pools and the ledger

CREATE TABLE subsidy_pools (
  -- `pool:<code>:<year>`
  scope TEXT PRIMARY KEY,
  amount_fen INTEGER NOT NULL CHECK (amount_fen >= 0)
) STRICT, WITHOUT ROWID;
-- What a claim counts against, with the cap of the version it was made under; a pool has its amount in its own row.
CREATE TABLE subsidy_claim_scopes (
  claim_id TEXT NOT NULL REFERENCES subsidy_claims (id),
  scope TEXT NOT NULL,
  cap_fen INTEGER CHECK (cap_fen > 0),
  PRIMARY KEY (claim_id, scope)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER subsidy_claim_scopes_no_update BEFORE UPDATE ON subsidy_claim_scopes
BEGIN SELECT RAISE(ABORT, 'claim_is_fixed'); END;
CREATE TRIGGER subsidy_claim_scopes_no_delete BEFORE DELETE ON subsidy_claim_scopes
BEGIN SELECT RAISE(ABORT, 'claim_is_fixed'); END;
-- What the ledger makes of each scope: kept by its trigger alone, and proved by `qianyin admin ledger check`.
CREATE TABLE subsidy_uses (
  scope TEXT PRIMARY KEY,
  used_fen INTEGER NOT NULL CHECK (used_fen >= 0)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER subsidy_pools_hold BEFORE UPDATE ON subsidy_pools
WHEN new.scope <> old.scope OR new.amount_fen < coalesce((SELECT used_fen FROM subsidy_uses WHERE scope = old.scope), 0)
BEGIN SELECT RAISE(ABORT, 'pool_is_used'); END;

-- Double entry: each row moves an amount from the credited to the debited account of one claim, and names the act it follows from.
CREATE TABLE subsidy_ledger (
  seq INTEGER PRIMARY KEY,
  claim_id TEXT NOT NULL,
  act_seq INTEGER NOT NULL,
  debit TEXT NOT NULL CHECK (debit IN ('budget', 'reserved', 'committed', 'paid', 'receivable')),
  credit TEXT NOT NULL CHECK (credit IN ('budget', 'reserved', 'committed', 'paid', 'receivable')),
  amount_fen INTEGER NOT NULL CHECK (amount_fen > 0),
  at INTEGER NOT NULL,
  CHECK (debit <> credit),
  FOREIGN KEY (claim_id, act_seq) REFERENCES subsidy_acts (claim_id, seq)
) STRICT;
CREATE INDEX subsidy_ledger_claim ON subsidy_ledger (claim_id);
CREATE TRIGGER subsidy_ledger_without_gaps BEFORE INSERT ON subsidy_ledger
WHEN new.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM subsidy_ledger)
BEGIN SELECT RAISE(ABORT, 'ledger_is_append_only'); END;
CREATE TRIGGER subsidy_ledger_no_update BEFORE UPDATE ON subsidy_ledger
BEGIN SELECT RAISE(ABORT, 'ledger_is_append_only'); END;
CREATE TRIGGER subsidy_ledger_no_delete BEFORE DELETE ON subsidy_ledger
BEGIN SELECT RAISE(ABORT, 'ledger_is_append_only'); END;
-- No account of a claim goes below nothing: what was not committed is not paid, and what was paid is not paid again.
CREATE TRIGGER subsidy_ledger_covered AFTER INSERT ON subsidy_ledger
WHEN new.credit <> 'budget'
BEGIN
  SELECT RAISE(ABORT, 'ledger_overdrawn') WHERE (
    SELECT sum(CASE WHEN debit = new.credit THEN amount_fen ELSE -amount_fen END) FROM subsidy_ledger
    WHERE claim_id = new.claim_id AND (debit = new.credit OR credit = new.credit)) < 0;
END;
-- No cap and no pool is exceeded, whoever writes and in whatever order.
CREATE TRIGGER subsidy_ledger_within_caps AFTER INSERT ON subsidy_ledger
WHEN new.credit = 'budget' OR new.debit = 'budget'
BEGIN
  SELECT RAISE(ABORT, 'claim_without_caps') WHERE NOT EXISTS (SELECT 1 FROM subsidy_claim_scopes WHERE claim_id = new.claim_id);
  INSERT INTO subsidy_uses (scope, used_fen) SELECT scope, 0 FROM subsidy_claim_scopes WHERE claim_id = new.claim_id
    ON CONFLICT (scope) DO NOTHING;
  UPDATE subsidy_uses SET used_fen = used_fen + CASE WHEN new.credit = 'budget' THEN new.amount_fen ELSE -new.amount_fen END
    WHERE scope IN (SELECT scope FROM subsidy_claim_scopes WHERE claim_id = new.claim_id);
  SELECT RAISE(ABORT, 'cap_exceeded') WHERE new.credit = 'budget' AND EXISTS (
    SELECT 1 FROM subsidy_claim_scopes AS s JOIN subsidy_uses AS u ON u.scope = s.scope
    LEFT JOIN subsidy_pools AS p ON p.scope = s.scope
    WHERE s.claim_id = new.claim_id AND u.used_fen > coalesce(s.cap_fen, p.amount_fen, 0));
  SELECT RAISE(ABORT, 'amount_over_entitlement') WHERE new.credit = 'budget' AND (
    SELECT sum(CASE WHEN credit = 'budget' THEN amount_fen ELSE -amount_fen END) FROM subsidy_ledger
    WHERE claim_id = new.claim_id AND (credit = 'budget' OR debit = 'budget')
  ) > coalesce((SELECT entitled_fen FROM subsidy_claims WHERE id = new.claim_id), 0);
END;

CREATE TABLE subsidy_batches (
  id TEXT PRIMARY KEY,
  made_by TEXT REFERENCES people (id),
  made_at INTEGER NOT NULL
) STRICT;
CREATE TABLE subsidy_batch_claims (
  batch_id TEXT NOT NULL REFERENCES subsidy_batches (id),
  claim_id TEXT NOT NULL REFERENCES subsidy_claims (id),
  amount_fen INTEGER NOT NULL CHECK (amount_fen > 0),
  -- As it was verified.
  account TEXT NOT NULL CHECK (json_valid(account)),
  PRIMARY KEY (batch_id, claim_id)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER subsidy_batch_claims_no_update BEFORE UPDATE ON subsidy_batch_claims
BEGIN SELECT RAISE(ABORT, 'batch_is_fixed'); END;
CREATE TRIGGER subsidy_batch_claims_no_delete BEFORE DELETE ON subsidy_batch_claims
BEGIN SELECT RAISE(ABORT, 'batch_is_fixed'); END;

-- Acts: who may do what after what. The application explains it before; this holds whatever the way an act comes.
CREATE TRIGGER subsidy_acts_follow BEFORE INSERT ON subsidy_acts
BEGIN
  SELECT RAISE(ABORT, 'claim_changed_elsewhere') WHERE NOT EXISTS (SELECT 1 FROM subsidy_claims
    WHERE id = new.claim_id AND act_count + 1 = new.seq AND state = new.from_state);
  SELECT RAISE(ABORT, 'move_not_allowed') WHERE NOT EXISTS (SELECT 1 FROM subsidy_moves
      WHERE move = new.act AND from_state = new.from_state AND to_state = new.to_state)
    AND NOT (new.act IN ('comment', 'verify_account') AND new.to_state = new.from_state);
  -- The applicant's own moves need no distance; an officer must have it.
  SELECT RAISE(ABORT, 'conflict_of_interest') WHERE new.act NOT IN ('discard', 'submit', 'withdraw', 'report', 'appeal')
    AND (EXISTS (SELECT 1 FROM subsidy_conflicts WHERE claim_id = new.claim_id AND person_id = new.person_id)
      OR EXISTS (SELECT 1 FROM memberships AS m JOIN subsidy_claims AS c ON c.organisation_id = m.organisation_id
        WHERE c.id = new.claim_id AND m.person_id = new.person_id));
  SELECT RAISE(ABORT, 'four_eyes') WHERE new.act IN ('second_review', 'decide', 'publish', 'order_payment')
    AND EXISTS (SELECT 1 FROM subsidy_acts WHERE claim_id = new.claim_id AND person_id IS new.person_id
      AND (act = 'review' OR (act = 'second_review' AND new.act = 'decide')));
  SELECT RAISE(ABORT, 'four_eyes') WHERE new.act IN ('uphold_appeal', 'dismiss_appeal')
    AND EXISTS (SELECT 1 FROM subsidy_acts WHERE claim_id = new.claim_id AND person_id IS new.person_id
      AND act IN ('refuse', 'decline', 'revoke'));
  SELECT RAISE(ABORT, 'second_review_needed') WHERE new.act = 'joint_review' AND new.from_state = 'reviewed'
    AND (SELECT c.amount_fen > json_extract(p.body, '$.secondReviewAboveFen') FROM subsidy_claims AS c
      JOIN subsidy_windows AS w ON w.id = c.window_id
      JOIN subsidy_programmes AS p ON p.code = w.programme_code AND p.version = w.programme_version
      WHERE c.id = new.claim_id);
  SELECT RAISE(ABORT, 'window_closed') WHERE new.act = 'submit' AND new.from_state = 'draft' AND NOT EXISTS (
    SELECT 1 FROM subsidy_claims AS c JOIN subsidy_windows AS w ON w.id = c.window_id
    WHERE c.id = new.claim_id AND w.closed_at IS NULL
      AND date(new.at / 1000, 'unixepoch', '+8 hours') BETWEEN w.opens_on AND w.closes_on);
  SELECT RAISE(ABORT, 'applicant_barred') WHERE new.act IN ('accept', 'decide', 'order_payment') AND EXISTS (
    SELECT 1 FROM subsidy_bars AS b JOIN subsidy_claims AS c ON c.organisation_id = b.organisation_id
    WHERE c.id = new.claim_id AND date(new.at / 1000, 'unixepoch', '+8 hours') BETWEEN b.from_day AND b.until_day);
  SELECT RAISE(ABORT, 'publicity_running') WHERE new.act = 'finalise' AND NOT EXISTS (SELECT 1 FROM subsidy_claims
    WHERE id = new.claim_id AND date(new.at / 1000, 'unixepoch', '+8 hours') > publicity_ends_on);
  SELECT RAISE(ABORT, 'objection_open') WHERE new.act = 'finalise'
    AND EXISTS (SELECT 1 FROM subsidy_objections WHERE claim_id = new.claim_id AND state <> 'dismissed'
      AND at >= (SELECT max(at) FROM subsidy_acts WHERE claim_id = new.claim_id AND act = 'publish'));
  SELECT RAISE(ABORT, 'account_not_verified') WHERE new.act = 'order_payment'
    AND (SELECT account_verified_at FROM subsidy_claims WHERE id = new.claim_id) IS NULL;
  SELECT RAISE(ABORT, 'amount_over_entitlement') WHERE new.amount_fen IS NOT NULL AND new.act <> 'recover'
    AND new.amount_fen > coalesce((SELECT entitled_fen FROM subsidy_claims WHERE id = new.claim_id), 0);
END;
CREATE TRIGGER subsidy_acts_move AFTER INSERT ON subsidy_acts
BEGIN
  UPDATE subsidy_claims SET state = new.to_state, act_count = new.seq, changed_at = CASE WHEN new.to_state = new.from_state THEN changed_at ELSE new.at END,
    amount_fen = CASE WHEN new.act = 'recover' THEN amount_fen ELSE coalesce(new.amount_fen, amount_fen) END,
    submitted_at = CASE WHEN new.act = 'submit' THEN coalesce(submitted_at, new.at) ELSE submitted_at END,
    serial = CASE WHEN new.act = 'submit' AND serial IS NULL THEN (SELECT coalesce(max(serial), 0) + 1 FROM subsidy_claims AS o
      WHERE o.programme_code = subsidy_claims.programme_code AND o.year = subsidy_claims.year) ELSE serial END,
    account_verified_at = CASE WHEN new.act = 'verify_account' THEN new.at WHEN new.act = 'submit' THEN NULL ELSE account_verified_at END
  WHERE id = new.claim_id;
  -- What no longer counts may be claimed elsewhere; an appeal that is upheld takes it back, if nobody has.
  UPDATE subsidy_facts SET is_released = 1 WHERE claim_id = new.claim_id AND is_released = 0
    AND new.to_state IN ('withdrawn', 'refused', 'not_accepted', 'correction');
  UPDATE subsidy_facts SET is_released = 0 WHERE claim_id = new.claim_id AND new.act = 'uphold_appeal'
    AND round = (SELECT max(round) FROM subsidy_facts WHERE claim_id = new.claim_id);
END;
-- Nothing else sets where a claim stands.
CREATE TRIGGER subsidy_claims_stand BEFORE UPDATE OF state, act_count ON subsidy_claims
WHEN new.state IS NOT coalesce((SELECT to_state FROM subsidy_acts WHERE claim_id = new.id AND seq = new.act_count), 'draft')
  OR new.act_count IS NOT (SELECT count(*) FROM subsidy_acts WHERE claim_id = new.id)
BEGIN SELECT RAISE(ABORT, 'claim_is_fixed'); END;

-- The six programmes of 海珠区关于支持互联网优质内容创作的若干举措. Caps and the pool are the policy's own; each part named in
-- `defaults` is left open there, and an officer must confirm it before a window opens.
INSERT INTO subsidy_programmes (code, version, body, state, created_at) VALUES ('m1-facility', 1, '{"measure":1,"title":{"zh":"创作基地配套设施奖励","en":"Shared facilities of creation bases"},"summary":{"zh":"对提供共享拍摄场景、直播间等配套设施的创作基地，年度最高奖励 80 万元。","en":"For a creation base that provides shared scenes and live rooms: up to 800,000 CNY a year."},"departments":["pazhou","investment"],"applicants":{"verification":"documents_checked","country":"CN"},"subject":"base","basis":"costs","costs":[{"code":"equipment","title":{"zh":"设备购置","en":"Equipment"},"shareBasisPoints":5000,"ceilingFen":null},{"code":"fit-out","title":{"zh":"场景与直播间建设","en":"Building scenes and live rooms"},"shareBasisPoints":5000,"ceilingFen":null}],"costMonthsMax":24,"results":[],"documents":[{"code":"undertaking","title":{"zh":"真实性承诺书（签字盖章）","en":"Undertaking of truthfulness, signed and sealed"},"due":"required","isProof":false},{"code":"business-licence","title":{"zh":"营业执照","en":"Business licence"},"due":"required","isProof":false},{"code":"other-money","title":{"zh":"其他财政资金情况说明","en":"Statement of other public money"},"due":"later","isProof":false},{"code":"invoice","title":{"zh":"发票","en":"Invoices"},"due":"required","isProof":true},{"code":"payment","title":{"zh":"银行付款凭证","en":"Bank proof of payment"},"due":"required","isProof":true},{"code":"contract","title":{"zh":"合同","en":"Contracts"},"due":"required","isProof":false},{"code":"photos","title":{"zh":"设施照片","en":"Pictures of the facilities"},"due":"later","isProof":false}],"caps":[{"per":"base","period":"year","amountFen":80000000}],"pool":null,"allocation":"first_come","secondReviewAboveFen":10000000,"days":{"check":5,"correction":10,"gaps":20,"review":20,"publicity":5,"payment":20,"appeal":20,"report":250},"defaults":["departments","applicants","costs","documents","allocation","second_review","days"]}', 'draft', 0);
INSERT INTO subsidy_programmes (code, version, body, state, created_at) VALUES ('m1-event', 1, '{"measure":1,"title":{"zh":"行业活动主办奖励","en":"Industry events held with the district"},"summary":{"zh":"对与海珠区合作举办行业活动的主办方，年度最高奖励 60 万元。","en":"For an organiser of an industry event with the district: up to 600,000 CNY a year."},"departments":["publicity","culture"],"applicants":{"verification":"documents_checked","country":"CN"},"subject":"event","basis":"costs","costs":[{"code":"venue","title":{"zh":"场地","en":"Venue"},"shareBasisPoints":5000,"ceilingFen":null},{"code":"programme","title":{"zh":"活动策划与执行","en":"Planning and running"},"shareBasisPoints":5000,"ceilingFen":null},{"code":"promotion","title":{"zh":"宣传推广","en":"Promotion"},"shareBasisPoints":5000,"ceilingFen":null}],"costMonthsMax":24,"results":[],"documents":[{"code":"undertaking","title":{"zh":"真实性承诺书（签字盖章）","en":"Undertaking of truthfulness, signed and sealed"},"due":"required","isProof":false},{"code":"business-licence","title":{"zh":"营业执照","en":"Business licence"},"due":"required","isProof":false},{"code":"other-money","title":{"zh":"其他财政资金情况说明","en":"Statement of other public money"},"due":"later","isProof":false},{"code":"invoice","title":{"zh":"发票","en":"Invoices"},"due":"required","isProof":true},{"code":"payment","title":{"zh":"银行付款凭证","en":"Bank proof of payment"},"due":"required","isProof":true},{"code":"contract","title":{"zh":"合同","en":"Contracts"},"due":"required","isProof":false},{"code":"cooperation","title":{"zh":"与区合作举办的证明","en":"Proof of holding it with the district"},"due":"required","isProof":false}],"caps":[{"per":"organiser","period":"year","amountFen":60000000}],"pool":null,"allocation":"first_come","secondReviewAboveFen":10000000,"days":{"check":5,"correction":10,"gaps":20,"review":20,"publicity":5,"payment":20,"appeal":20,"report":250},"defaults":["departments","applicants","costs","documents","allocation","second_review","days"]}', 'draft', 0);
INSERT INTO subsidy_programmes (code, version, body, state, created_at) VALUES ('m2-talent', 1, '{"measure":2,"title":{"zh":"内容创作人才引进奖励","en":"Bringing in content professionals"},"summary":{"zh":"对引进头部主播、流量博主等内容创作专业人才的企业，年度最高奖励 60 万元。","en":"For an enterprise that brings in lead streamers and similar professionals: up to 600,000 CNY a year."},"departments":["talent","human_resources"],"applicants":{"verification":"documents_checked","country":"CN"},"subject":"talent","basis":"costs","costs":[{"code":"recruiting","title":{"zh":"引进费用","en":"Recruiting"},"shareBasisPoints":5000,"ceilingFen":null},{"code":"pay","title":{"zh":"薪酬","en":"Pay"},"shareBasisPoints":1000,"ceilingFen":null}],"costMonthsMax":24,"results":[],"documents":[{"code":"undertaking","title":{"zh":"真实性承诺书（签字盖章）","en":"Undertaking of truthfulness, signed and sealed"},"due":"required","isProof":false},{"code":"business-licence","title":{"zh":"营业执照","en":"Business licence"},"due":"required","isProof":false},{"code":"other-money","title":{"zh":"其他财政资金情况说明","en":"Statement of other public money"},"due":"later","isProof":false},{"code":"invoice","title":{"zh":"发票","en":"Invoices"},"due":"required","isProof":true},{"code":"payment","title":{"zh":"银行付款凭证","en":"Bank proof of payment"},"due":"required","isProof":true},{"code":"contract","title":{"zh":"合同","en":"Contracts"},"due":"required","isProof":false},{"code":"employment","title":{"zh":"劳动合同与社保证明","en":"Employment contract and social insurance"},"due":"later","isProof":false}],"caps":[{"per":"enterprise","period":"year","amountFen":60000000}],"pool":null,"allocation":"first_come","secondReviewAboveFen":10000000,"days":{"check":5,"correction":10,"gaps":20,"review":20,"publicity":5,"payment":20,"appeal":20,"report":250},"defaults":["departments","applicants","costs","documents","allocation","second_review","days"]}', 'draft', 0);
INSERT INTO subsidy_programmes (code, version, body, state, created_at) VALUES ('m3-enterprise', 1, '{"measure":3,"title":{"zh":"内容创作企业精品奖励","en":"Quality works of content enterprises"},"summary":{"zh":"对内容创作企业（数字文娱、数字营销、游戏电竞、版权），年度最高奖励 300 万元；全区每年 4000 万元。","en":"For content enterprises: up to 3,000,000 CNY a year, from a pool of 40,000,000 CNY a year."},"departments":["publicity"],"applicants":{"verification":"documents_checked","country":"CN"},"subject":"none","basis":"costs","costs":[{"code":"production","title":{"zh":"制作费用","en":"Production"},"shareBasisPoints":3000,"ceilingFen":null},{"code":"promotion","title":{"zh":"宣传推广","en":"Promotion"},"shareBasisPoints":3000,"ceilingFen":null},{"code":"copyright","title":{"zh":"版权登记与保护","en":"Registration and protection of copyright"},"shareBasisPoints":5000,"ceilingFen":null}],"costMonthsMax":24,"results":[],"documents":[{"code":"undertaking","title":{"zh":"真实性承诺书（签字盖章）","en":"Undertaking of truthfulness, signed and sealed"},"due":"required","isProof":false},{"code":"business-licence","title":{"zh":"营业执照","en":"Business licence"},"due":"required","isProof":false},{"code":"other-money","title":{"zh":"其他财政资金情况说明","en":"Statement of other public money"},"due":"later","isProof":false},{"code":"invoice","title":{"zh":"发票","en":"Invoices"},"due":"required","isProof":true},{"code":"payment","title":{"zh":"银行付款凭证","en":"Bank proof of payment"},"due":"required","isProof":true},{"code":"contract","title":{"zh":"合同","en":"Contracts"},"due":"required","isProof":false},{"code":"audit","title":{"zh":"审计报告","en":"Audit report"},"due":"later","isProof":false}],"caps":[{"per":"enterprise","period":"year","amountFen":300000000}],"pool":{"code":"m3","amountFen":4000000000},"allocation":"pro_rata","secondReviewAboveFen":10000000,"days":{"check":5,"correction":10,"gaps":20,"review":20,"publicity":5,"payment":20,"appeal":20,"report":250},"defaults":["departments","applicants","costs","documents","allocation","second_review","days"]}', 'draft', 0);
INSERT INTO subsidy_programmes (code, version, body, state, created_at) VALUES ('m3-work', 1, '{"measure":3,"title":{"zh":"“海珠故事”获奖作品奖励","en":"Awarded works that tell Haizhu’s stories"},"summary":{"zh":"对宣传“海珠故事”、获得重要奖项荣誉的单一作品，最高奖励 35 万元。","en":"For one work that tells Haizhu’s stories and won an important award: up to 350,000 CNY, once."},"departments":["publicity","culture"],"applicants":{"verification":"documents_checked","country":"CN"},"subject":"work","basis":"results","costs":[],"costMonthsMax":24,"results":[{"code":"national","title":{"zh":"国家级奖项","en":"National award"},"amountFen":35000000},{"code":"provincial","title":{"zh":"省级奖项","en":"Provincial award"},"amountFen":20000000},{"code":"municipal","title":{"zh":"市级奖项","en":"Municipal award"},"amountFen":10000000}],"documents":[{"code":"undertaking","title":{"zh":"真实性承诺书（签字盖章）","en":"Undertaking of truthfulness, signed and sealed"},"due":"required","isProof":false},{"code":"business-licence","title":{"zh":"营业执照","en":"Business licence"},"due":"required","isProof":false},{"code":"other-money","title":{"zh":"其他财政资金情况说明","en":"Statement of other public money"},"due":"later","isProof":false},{"code":"award","title":{"zh":"获奖证明","en":"Proof of the award"},"due":"required","isProof":true}],"caps":[{"per":"work","period":"once","amountFen":35000000}],"pool":{"code":"m3","amountFen":4000000000},"allocation":"first_come","secondReviewAboveFen":10000000,"days":{"check":5,"correction":10,"gaps":20,"review":20,"publicity":5,"payment":20,"appeal":20,"report":250},"defaults":["departments","applicants","results","documents","allocation","second_review","days"]}', 'draft', 0);
INSERT INTO subsidy_programmes (code, version, body, state, created_at) VALUES ('m5-overseas', 1, '{"measure":5,"title":{"zh":"优质内容出海补助","en":"Going overseas: translation and production"},"summary":{"zh":"对文化出海重点企业及作品，年度最高给予翻译制作费等补助、奖励 40 万元。","en":"For cultural exports: translation, production and similar costs, up to 400,000 CNY a year."},"departments":["publicity","investment"],"applicants":{"verification":"documents_checked","country":"CN"},"subject":"work","basis":"costs","costs":[{"code":"translation","title":{"zh":"翻译","en":"Translation"},"shareBasisPoints":5000,"ceilingFen":null},{"code":"subtitles","title":{"zh":"字幕","en":"Subtitles"},"shareBasisPoints":5000,"ceilingFen":null},{"code":"dubbing","title":{"zh":"配音","en":"Dubbing"},"shareBasisPoints":5000,"ceilingFen":null},{"code":"production","title":{"zh":"海外版制作","en":"Production of the version for abroad"},"shareBasisPoints":5000,"ceilingFen":null},{"code":"copyright","title":{"zh":"海外版权登记与保护","en":"Registration and protection abroad"},"shareBasisPoints":5000,"ceilingFen":null}],"costMonthsMax":24,"results":[],"documents":[{"code":"undertaking","title":{"zh":"真实性承诺书（签字盖章）","en":"Undertaking of truthfulness, signed and sealed"},"due":"required","isProof":false},{"code":"business-licence","title":{"zh":"营业执照","en":"Business licence"},"due":"required","isProof":false},{"code":"other-money","title":{"zh":"其他财政资金情况说明","en":"Statement of other public money"},"due":"later","isProof":false},{"code":"invoice","title":{"zh":"发票","en":"Invoices"},"due":"required","isProof":true},{"code":"payment","title":{"zh":"银行付款凭证","en":"Bank proof of payment"},"due":"required","isProof":true},{"code":"contract","title":{"zh":"合同","en":"Contracts"},"due":"required","isProof":false},{"code":"licence-abroad","title":{"zh":"海外授权合同","en":"Licence contract for abroad"},"due":"required","isProof":false},{"code":"release","title":{"zh":"发行许可证或备案号","en":"Release licence or filing number"},"due":"required","isProof":false},{"code":"online-abroad","title":{"zh":"海外上线证明","en":"Proof of being online abroad"},"due":"later","isProof":false},{"code":"foreign-income","title":{"zh":"收汇凭证、涉外收入申报单","en":"Proof of foreign income"},"due":"later","isProof":false}],"caps":[{"per":"enterprise","period":"year","amountFen":40000000},{"per":"work","period":"year","amountFen":40000000}],"pool":null,"allocation":"first_come","secondReviewAboveFen":10000000,"days":{"check":5,"correction":10,"gaps":20,"review":20,"publicity":5,"payment":20,"appeal":20,"report":250},"defaults":["departments","applicants","costs","documents","caps","allocation","second_review","days"]}', 'draft', 0);
