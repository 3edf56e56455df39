-- mediation: 著作权纠纷人民调解

-- The same rows as the table of moves in src/domains/mediation/rules.ts; a test compares them.
CREATE TABLE mediation_moves (
  move TEXT NOT NULL,
  seat TEXT NOT NULL,
  from_state TEXT NOT NULL,
  to_state TEXT NOT NULL,
  PRIMARY KEY (move, seat, from_state, to_state)
) STRICT, WITHOUT ROWID;
INSERT INTO mediation_moves (move, seat, from_state, to_state) VALUES
  ('apply', 'applicant', 'new', 'applied'),
  ('accept', 'secretary', 'applied', 'inviting'),
  ('decline', 'secretary', 'applied', 'not_accepted'),
  ('join', 'applicant', 'inviting', 'inviting'),
  ('join', 'applicant', 'informing', 'informing'),
  ('join', 'applicant', 'choosing', 'choosing'),
  ('join', 'applicant', 'disclosing', 'disclosing'),
  ('join', 'applicant', 'hearing', 'hearing'),
  ('join', 'applicant', 'drafting', 'drafting'),
  ('join', 'applicant', 'signing', 'signing'),
  ('join', 'applicant', 'performing', 'performing'),
  ('join', 'applicant', 'breached', 'breached'),
  ('join', 'respondent', 'inviting', 'inviting'),
  ('join', 'respondent', 'informing', 'informing'),
  ('join', 'respondent', 'choosing', 'choosing'),
  ('join', 'respondent', 'disclosing', 'disclosing'),
  ('join', 'respondent', 'hearing', 'hearing'),
  ('join', 'respondent', 'drafting', 'drafting'),
  ('join', 'respondent', 'signing', 'signing'),
  ('join', 'respondent', 'performing', 'performing'),
  ('join', 'respondent', 'breached', 'breached'),
  ('agree', 'respondent', 'inviting', 'informing'),
  ('refuse', 'respondent', 'inviting', 'refused'),
  ('acknowledge', 'applicant', 'informing', 'informing'),
  ('acknowledge', 'applicant', 'informing', 'choosing'),
  ('acknowledge', 'respondent', 'informing', 'informing'),
  ('acknowledge', 'respondent', 'informing', 'choosing'),
  ('choose', 'applicant', 'choosing', 'choosing'),
  ('choose', 'applicant', 'choosing', 'disclosing'),
  ('choose', 'respondent', 'choosing', 'choosing'),
  ('choose', 'respondent', 'choosing', 'disclosing'),
  ('name', 'secretary', 'choosing', 'disclosing'),
  ('disclose', 'mediator', 'disclosing', 'disclosing'),
  ('accept_mediator', 'applicant', 'disclosing', 'disclosing'),
  ('accept_mediator', 'applicant', 'disclosing', 'hearing'),
  ('accept_mediator', 'respondent', 'disclosing', 'disclosing'),
  ('accept_mediator', 'respondent', 'disclosing', 'hearing'),
  ('object', 'applicant', 'disclosing', 'disclosing'),
  ('object', 'applicant', 'hearing', 'hearing'),
  ('object', 'applicant', 'drafting', 'drafting'),
  ('object', 'applicant', 'signing', 'signing'),
  ('object', 'respondent', 'disclosing', 'disclosing'),
  ('object', 'respondent', 'hearing', 'hearing'),
  ('object', 'respondent', 'drafting', 'drafting'),
  ('object', 'respondent', 'signing', 'signing'),
  ('overrule', 'secretary', 'disclosing', 'disclosing'),
  ('overrule', 'secretary', 'hearing', 'hearing'),
  ('overrule', 'secretary', 'drafting', 'drafting'),
  ('overrule', 'secretary', 'signing', 'signing'),
  ('replace', 'secretary', 'disclosing', 'choosing'),
  ('replace', 'secretary', 'hearing', 'choosing'),
  ('replace', 'secretary', 'drafting', 'choosing'),
  ('replace', 'secretary', 'signing', 'choosing'),
  ('recuse', 'mediator', 'disclosing', 'choosing'),
  ('recuse', 'mediator', 'hearing', 'choosing'),
  ('recuse', 'mediator', 'drafting', 'choosing'),
  ('recuse', 'mediator', 'signing', 'choosing'),
  ('begin', 'secretary', 'disclosing', 'hearing'),
  ('state', 'applicant', 'applied', 'applied'),
  ('state', 'applicant', 'inviting', 'inviting'),
  ('state', 'applicant', 'informing', 'informing'),
  ('state', 'applicant', 'choosing', 'choosing'),
  ('state', 'applicant', 'disclosing', 'disclosing'),
  ('state', 'applicant', 'hearing', 'hearing'),
  ('state', 'applicant', 'drafting', 'drafting'),
  ('state', 'applicant', 'signing', 'signing'),
  ('state', 'respondent', 'applied', 'applied'),
  ('state', 'respondent', 'inviting', 'inviting'),
  ('state', 'respondent', 'informing', 'informing'),
  ('state', 'respondent', 'choosing', 'choosing'),
  ('state', 'respondent', 'disclosing', 'disclosing'),
  ('state', 'respondent', 'hearing', 'hearing'),
  ('state', 'respondent', 'drafting', 'drafting'),
  ('state', 'respondent', 'signing', 'signing'),
  ('show', 'applicant', 'applied', 'applied'),
  ('show', 'applicant', 'inviting', 'inviting'),
  ('show', 'applicant', 'informing', 'informing'),
  ('show', 'applicant', 'choosing', 'choosing'),
  ('show', 'applicant', 'disclosing', 'disclosing'),
  ('show', 'applicant', 'hearing', 'hearing'),
  ('show', 'applicant', 'drafting', 'drafting'),
  ('show', 'applicant', 'signing', 'signing'),
  ('show', 'respondent', 'applied', 'applied'),
  ('show', 'respondent', 'inviting', 'inviting'),
  ('show', 'respondent', 'informing', 'informing'),
  ('show', 'respondent', 'choosing', 'choosing'),
  ('show', 'respondent', 'disclosing', 'disclosing'),
  ('show', 'respondent', 'hearing', 'hearing'),
  ('show', 'respondent', 'drafting', 'drafting'),
  ('show', 'respondent', 'signing', 'signing'),
  ('hand_in', 'applicant', 'applied', 'applied'),
  ('hand_in', 'applicant', 'inviting', 'inviting'),
  ('hand_in', 'applicant', 'informing', 'informing'),
  ('hand_in', 'applicant', 'choosing', 'choosing'),
  ('hand_in', 'applicant', 'disclosing', 'disclosing'),
  ('hand_in', 'applicant', 'hearing', 'hearing'),
  ('hand_in', 'applicant', 'drafting', 'drafting'),
  ('hand_in', 'applicant', 'signing', 'signing'),
  ('hand_in', 'respondent', 'applied', 'applied'),
  ('hand_in', 'respondent', 'inviting', 'inviting'),
  ('hand_in', 'respondent', 'informing', 'informing'),
  ('hand_in', 'respondent', 'choosing', 'choosing'),
  ('hand_in', 'respondent', 'disclosing', 'disclosing'),
  ('hand_in', 'respondent', 'hearing', 'hearing'),
  ('hand_in', 'respondent', 'drafting', 'drafting'),
  ('hand_in', 'respondent', 'signing', 'signing'),
  ('hand_in', 'mediator', 'applied', 'applied'),
  ('hand_in', 'mediator', 'inviting', 'inviting'),
  ('hand_in', 'mediator', 'informing', 'informing'),
  ('hand_in', 'mediator', 'choosing', 'choosing'),
  ('hand_in', 'mediator', 'disclosing', 'disclosing'),
  ('hand_in', 'mediator', 'hearing', 'hearing'),
  ('hand_in', 'mediator', 'drafting', 'drafting'),
  ('hand_in', 'mediator', 'signing', 'signing'),
  ('contest', 'applicant', 'inviting', 'inviting'),
  ('contest', 'applicant', 'informing', 'informing'),
  ('contest', 'applicant', 'choosing', 'choosing'),
  ('contest', 'applicant', 'disclosing', 'disclosing'),
  ('contest', 'applicant', 'hearing', 'hearing'),
  ('contest', 'applicant', 'drafting', 'drafting'),
  ('contest', 'applicant', 'signing', 'signing'),
  ('contest', 'respondent', 'inviting', 'inviting'),
  ('contest', 'respondent', 'informing', 'informing'),
  ('contest', 'respondent', 'choosing', 'choosing'),
  ('contest', 'respondent', 'disclosing', 'disclosing'),
  ('contest', 'respondent', 'hearing', 'hearing'),
  ('contest', 'respondent', 'drafting', 'drafting'),
  ('contest', 'respondent', 'signing', 'signing'),
  ('schedule', 'mediator', 'hearing', 'hearing'),
  ('schedule', 'mediator', 'drafting', 'drafting'),
  ('schedule', 'mediator', 'signing', 'signing'),
  ('schedule', 'secretary', 'hearing', 'hearing'),
  ('schedule', 'secretary', 'drafting', 'drafting'),
  ('schedule', 'secretary', 'signing', 'signing'),
  ('record', 'mediator', 'hearing', 'hearing'),
  ('record', 'mediator', 'drafting', 'drafting'),
  ('record', 'mediator', 'signing', 'signing'),
  ('propose', 'applicant', 'hearing', 'hearing'),
  ('propose', 'applicant', 'drafting', 'drafting'),
  ('propose', 'respondent', 'hearing', 'hearing'),
  ('propose', 'respondent', 'drafting', 'drafting'),
  ('propose', 'mediator', 'hearing', 'hearing'),
  ('propose', 'mediator', 'drafting', 'drafting'),
  ('answer', 'applicant', 'hearing', 'hearing'),
  ('answer', 'applicant', 'drafting', 'drafting'),
  ('answer', 'respondent', 'hearing', 'hearing'),
  ('answer', 'respondent', 'drafting', 'drafting'),
  ('agree_extension', 'applicant', 'hearing', 'hearing'),
  ('agree_extension', 'applicant', 'drafting', 'drafting'),
  ('agree_extension', 'applicant', 'signing', 'signing'),
  ('agree_extension', 'respondent', 'hearing', 'hearing'),
  ('agree_extension', 'respondent', 'drafting', 'drafting'),
  ('agree_extension', 'respondent', 'signing', 'signing'),
  ('draft', 'mediator', 'hearing', 'drafting'),
  ('draft', 'mediator', 'drafting', 'drafting'),
  ('draft', 'mediator', 'signing', 'drafting'),
  ('offer', 'mediator', 'drafting', 'signing'),
  ('sign', 'applicant', 'signing', 'signing'),
  ('sign', 'respondent', 'signing', 'signing'),
  ('sign', 'mediator', 'signing', 'signing'),
  ('seal', 'secretary', 'signing', 'performing'),
  ('withdraw', 'applicant', 'applied', 'withdrawn'),
  ('withdraw', 'applicant', 'inviting', 'withdrawn'),
  ('withdraw', 'applicant', 'informing', 'withdrawn'),
  ('withdraw', 'applicant', 'choosing', 'withdrawn'),
  ('withdraw', 'applicant', 'disclosing', 'withdrawn'),
  ('withdraw', 'applicant', 'hearing', 'withdrawn'),
  ('withdraw', 'applicant', 'drafting', 'withdrawn'),
  ('withdraw', 'applicant', 'signing', 'withdrawn'),
  ('leave', 'respondent', 'informing', 'failed'),
  ('leave', 'respondent', 'choosing', 'failed'),
  ('leave', 'respondent', 'disclosing', 'failed'),
  ('leave', 'respondent', 'hearing', 'failed'),
  ('leave', 'respondent', 'drafting', 'failed'),
  ('leave', 'respondent', 'signing', 'failed'),
  ('fail', 'mediator', 'hearing', 'failed'),
  ('fail', 'mediator', 'drafting', 'failed'),
  ('fail', 'mediator', 'signing', 'failed'),
  ('end_unanswered', 'secretary', 'inviting', 'failed'),
  ('end_unanswered', 'secretary', 'informing', 'failed'),
  ('end_unanswered', 'secretary', 'hearing', 'failed'),
  ('end_unanswered', 'secretary', 'drafting', 'failed'),
  ('end_unanswered', 'secretary', 'signing', 'failed'),
  ('ask_confirmation', 'applicant', 'performing', 'performing'),
  ('ask_confirmation', 'respondent', 'performing', 'performing'),
  ('note_confirmation', 'secretary', 'performing', 'performing'),
  ('note_confirmation', 'secretary', 'breached', 'breached'),
  ('perform', 'applicant', 'performing', 'performing'),
  ('perform', 'applicant', 'breached', 'breached'),
  ('perform', 'respondent', 'performing', 'performing'),
  ('perform', 'respondent', 'breached', 'breached'),
  ('confirm_performance', 'applicant', 'performing', 'performing'),
  ('confirm_performance', 'applicant', 'breached', 'breached'),
  ('confirm_performance', 'respondent', 'performing', 'performing'),
  ('confirm_performance', 'respondent', 'breached', 'breached'),
  ('report_breach', 'applicant', 'performing', 'breached'),
  ('report_breach', 'respondent', 'performing', 'breached'),
  ('mend', 'applicant', 'breached', 'performing'),
  ('mend', 'respondent', 'breached', 'performing'),
  ('close', 'secretary', 'performing', 'closed'),
  ('close', 'secretary', 'breached', 'closed'),
  ('reopen', 'secretary', 'refused', 'inviting'),
  ('reopen', 'secretary', 'withdrawn', 'inviting'),
  ('reopen', 'secretary', 'failed', 'inviting'),
  ('reopen', 'secretary', 'closed', 'inviting');

-- A case is what its entries make of it: state, revision and mediator change with an entry, and never without one.
CREATE TABLE mediation_cases (
  id TEXT PRIMARY KEY,
  number TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL,
  revision INTEGER NOT NULL CHECK (revision >= 0),
  -- Null for a side that takes part by a link alone.
  applicant_organisation_id TEXT REFERENCES organisations (id),
  respondent_organisation_id TEXT REFERENCES organisations (id),
  mediator_id TEXT REFERENCES people (id),
  application TEXT NOT NULL CHECK (json_valid(application)),
  created_by TEXT REFERENCES people (id),
  created_at INTEGER NOT NULL,
  -- When the next clock runs out, a day in China.
  due_on TEXT CHECK (due_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  -- For whom, as seats with a space between.
  waits_for TEXT NOT NULL DEFAULT '',
  CHECK (applicant_organisation_id IS NULL OR respondent_organisation_id IS NULL
    OR respondent_organisation_id <> applicant_organisation_id)
) STRICT;
CREATE INDEX mediation_cases_applicant ON mediation_cases (applicant_organisation_id, id);
CREATE INDEX mediation_cases_respondent ON mediation_cases (respondent_organisation_id, id);
CREATE INDEX mediation_cases_mediator ON mediation_cases (mediator_id, id);

CREATE TABLE mediation_entries (
  case_id TEXT NOT NULL REFERENCES mediation_cases (id),
  revision INTEGER NOT NULL CHECK (revision >= 1),
  at INTEGER NOT NULL,
  seat TEXT NOT NULL CHECK (seat IN ('applicant', 'respondent', 'mediator', 'secretary')),
  -- Null for a side that came by its link.
  person_id TEXT REFERENCES people (id),
  move TEXT NOT NULL,
  from_state TEXT NOT NULL,
  to_state TEXT NOT NULL,
  -- 'applicant' and 'respondent': that side and the mediator, and nobody else.
  audience TEXT NOT NULL CHECK (audience IN ('all', 'applicant', 'respondent')),
  body TEXT NOT NULL CHECK (json_valid(body)),
  PRIMARY KEY (case_id, revision)
) STRICT, WITHOUT ROWID;

-- 回避, 调解员: nobody mediates who belongs to a side, or who is no mediator.
CREATE TRIGGER mediation_entries_as_the_rules BEFORE INSERT ON mediation_entries
BEGIN
  SELECT RAISE(ABORT, 'case_changed') WHERE NOT EXISTS
    (SELECT 1 FROM mediation_cases WHERE id = new.case_id AND revision = new.revision - 1 AND state = new.from_state);
  SELECT RAISE(ABORT, 'move_not_allowed') WHERE NOT EXISTS (SELECT 1 FROM mediation_moves
    WHERE move = new.move AND seat = new.seat AND from_state = new.from_state AND to_state = new.to_state);
  SELECT RAISE(ABORT, 'not_the_mediator') WHERE new.seat = 'mediator' AND new.person_id IS NOT
    (SELECT mediator_id FROM mediation_cases WHERE id = new.case_id);
  SELECT RAISE(ABORT, 'not_a_mediator') WHERE new.move IN ('choose', 'name') AND new.to_state = 'disclosing'
    AND NOT EXISTS (SELECT 1 FROM memberships m JOIN organisations o ON o.id = m.organisation_id
      WHERE o.kind = 'mediation_committee' AND m.role = 'member'
        AND m.person_id = coalesce(json_extract(new.body, '$.named'), json_extract(new.body, '$.mediatorId')));
  SELECT RAISE(ABORT, 'mediator_of_a_side') WHERE new.move IN ('choose', 'name') AND new.to_state = 'disclosing'
    AND EXISTS (SELECT 1 FROM memberships m JOIN mediation_cases c ON c.id = new.case_id
      AND m.organisation_id IN (c.applicant_organisation_id, c.respondent_organisation_id)
      WHERE m.person_id = coalesce(json_extract(new.body, '$.named'), json_extract(new.body, '$.mediatorId')));
  SELECT RAISE(ABORT, 'case_documents_full') WHERE new.move = 'hand_in' AND 60 <=
    (SELECT count(*) FROM mediation_entries WHERE case_id = new.case_id AND move = 'hand_in' AND seat = new.seat);
  SELECT RAISE(ABORT, 'not_signed_by_all') WHERE new.move = 'seal' AND 3 >
    (SELECT count(*) FROM mediation_entries WHERE case_id = new.case_id AND move = 'sign'
      AND json_extract(body, '$.sha256') = (SELECT json_extract(body, '$.sha256') FROM mediation_entries
        WHERE case_id = new.case_id AND move = 'draft' ORDER BY revision DESC LIMIT 1));
END;
CREATE TRIGGER mediation_entries_move_the_case AFTER INSERT ON mediation_entries
BEGIN
  UPDATE mediation_cases SET revision = new.revision, state = new.to_state,
    mediator_id = CASE
      WHEN new.move IN ('choose', 'name') AND new.to_state = 'disclosing'
        THEN coalesce(json_extract(new.body, '$.named'), json_extract(new.body, '$.mediatorId'))
      WHEN new.move IN ('replace', 'recuse', 'reopen') THEN NULL
      ELSE mediator_id END,
    applicant_organisation_id = CASE WHEN new.move = 'join' AND new.seat = 'applicant'
      THEN json_extract(new.body, '$.organisationId') ELSE applicant_organisation_id END,
    respondent_organisation_id = CASE WHEN new.move = 'join' AND new.seat = 'respondent'
      THEN json_extract(new.body, '$.organisationId') ELSE respondent_organisation_id END
  WHERE id = new.case_id;
END;
-- Each signs an agreement once. What is signed names the entry that holds the draft, so a new draft is signed anew.
CREATE UNIQUE INDEX mediation_signed_once ON mediation_entries (case_id, seat, json_extract(body, '$.sha256'))
  WHERE move = 'sign';
CREATE TRIGGER mediation_entries_no_update BEFORE UPDATE ON mediation_entries
BEGIN SELECT RAISE(ABORT, 'case_entry_is_final'); END;
CREATE TRIGGER mediation_entries_no_delete BEFORE DELETE ON mediation_entries
BEGIN SELECT RAISE(ABORT, 'case_entry_is_final'); END;

CREATE TRIGGER mediation_cases_begin_anew BEFORE INSERT ON mediation_cases
WHEN new.state <> 'new' OR new.revision <> 0 OR new.mediator_id IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'case_is_fixed'); END;
CREATE TRIGGER mediation_cases_change_by_entries BEFORE UPDATE ON mediation_cases
WHEN new.id <> old.id OR new.number <> old.number OR new.application <> old.application
  OR new.created_by IS NOT old.created_by OR new.created_at <> old.created_at
  OR (old.applicant_organisation_id IS NOT NULL AND new.applicant_organisation_id IS NOT old.applicant_organisation_id)
  OR (old.respondent_organisation_id IS NOT NULL AND new.respondent_organisation_id IS NOT old.respondent_organisation_id)
  OR ((new.revision <> old.revision OR new.state <> old.state OR new.mediator_id IS NOT old.mediator_id
      OR new.applicant_organisation_id IS NOT old.applicant_organisation_id
      OR new.respondent_organisation_id IS NOT old.respondent_organisation_id)
    AND (new.revision <> old.revision + 1 OR NOT EXISTS (SELECT 1 FROM mediation_entries
      WHERE case_id = new.id AND revision = new.revision AND to_state = new.state)))
BEGIN SELECT RAISE(ABORT, 'case_is_fixed'); END;
CREATE TRIGGER mediation_cases_stay BEFORE DELETE ON mediation_cases
BEGIN SELECT RAISE(ABORT, 'case_is_fixed'); END;

-- What a side without an account comes in by; the secret itself is in its mail alone.
CREATE TABLE mediation_links (
  token_hash TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES mediation_cases (id),
  seat TEXT NOT NULL CHECK (seat IN ('applicant', 'respondent')),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX mediation_links_case ON mediation_links (case_id);

-- Caucus notes (单独会谈记录): the mediator's alone, who has to be the mediator of the case when writing them.
CREATE TABLE mediation_notes (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES mediation_cases (id),
  mediator_id TEXT NOT NULL REFERENCES people (id),
  about TEXT NOT NULL CHECK (about IN ('both', 'applicant', 'respondent')),
  text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 10000),
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX mediation_notes_case ON mediation_notes (case_id, mediator_id, id);
CREATE TRIGGER mediation_notes_of_the_mediator BEFORE INSERT ON mediation_notes
WHEN new.mediator_id IS NOT (SELECT mediator_id FROM mediation_cases WHERE id = new.case_id)
BEGIN SELECT RAISE(ABORT, 'not_the_mediator'); END;
CREATE TRIGGER mediation_notes_no_update BEFORE UPDATE ON mediation_notes
BEGIN SELECT RAISE(ABORT, 'case_note_is_final'); END;
