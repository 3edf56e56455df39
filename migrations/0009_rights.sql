-- licensing: rights held, licences given, and what was promised about them

CREATE TABLE rights_grants (
  id TEXT PRIMARY KEY,
  work_id TEXT NOT NULL REFERENCES works (id),
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  type TEXT NOT NULL CHECK (type IN ('in', 'out', 'holdback', 'option', 'first_negotiation', 'reserved', 'blocked')),
  -- One for each entry about a work, without gaps: who enters something decided on everything that was there before it.
  entry INTEGER NOT NULL CHECK (entry >= 1),
  -- Of a licence out.
  licensee TEXT,
  exclusivity TEXT CHECK (exclusivity IN ('exclusive', 'sole', 'non_exclusive')),
  -- Days since 1970-01-01 and episodes, both ends belong. No end is 9999-12-31, and episode 1000000000.
  start_day INTEGER NOT NULL,
  last_day INTEGER NOT NULL,
  from_episode INTEGER NOT NULL CHECK (from_episode >= 1),
  to_episode INTEGER NOT NULL CHECK (to_episode >= from_episode),
  -- The grant as it was agreed; its groups are frozen in the rows below.
  body TEXT NOT NULL CHECK (json_valid(body)),
  terminated_on TEXT,
  -- Nothing is a grant before it is in force, and a row is in force only once all of it is there.
  state TEXT NOT NULL CHECK (state IN ('entering', 'in_force')),
  created_by TEXT REFERENCES people (id),
  created_at INTEGER NOT NULL,
  CHECK (last_day >= start_day OR terminated_on IS NOT NULL),
  CHECK ((type = 'out') = (licensee IS NOT NULL)),
  CHECK (type <> 'out' OR exclusivity IS NOT NULL),
  UNIQUE (work_id, entry)
) STRICT;
CREATE INDEX rights_grants_licences ON rights_grants (work_id, state, start_day) WHERE type = 'out';

-- What a licence out covers, by the leaves: ISO 3166-1 codes, media, and language tags with their mode, where * is every language.
CREATE TABLE rights_grant_territories (
  grant_id TEXT NOT NULL REFERENCES rights_grants (id),
  territory TEXT NOT NULL CHECK (length(territory) = 2),
  PRIMARY KEY (grant_id, territory)
) STRICT, WITHOUT ROWID;
CREATE TABLE rights_grant_media (
  grant_id TEXT NOT NULL REFERENCES rights_grants (id),
  medium TEXT NOT NULL,
  PRIMARY KEY (grant_id, medium)
) STRICT, WITHOUT ROWID;
CREATE TABLE rights_grant_languages (
  grant_id TEXT NOT NULL REFERENCES rights_grants (id),
  tag TEXT NOT NULL,
  mode TEXT NOT NULL CHECK (mode IN ('ORIGINAL', 'SUB', 'DUB')),
  PRIMARY KEY (grant_id, tag, mode)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER rights_grants_enter BEFORE INSERT ON rights_grants
WHEN new.state <> 'entering' OR new.terminated_on IS NOT NULL
  OR EXISTS (SELECT 1 FROM rights_grants WHERE id = new.id OR (work_id = new.work_id AND entry = new.entry))
  OR new.entry <> (SELECT coalesce(max(entry), 0) + 1 FROM rights_grants WHERE work_id = new.work_id)
  OR NOT EXISTS (SELECT 1 FROM works WHERE id = new.work_id AND organisation_id = new.organisation_id)
BEGIN SELECT RAISE(ABORT, 'rights_changed_meanwhile'); END;

-- Two licences of one work with a day, an episode, a territory, a medium and a language in common, one of which shuts the other's
-- licensee out, cannot both be in force. This is all there is to it: no code has to be right for it to hold.
CREATE TRIGGER rights_grants_once BEFORE UPDATE OF state ON rights_grants
WHEN new.state = 'in_force' AND new.type = 'out'
BEGIN
  SELECT RAISE(ABORT, 'grant_incomplete')
  WHERE NOT EXISTS (SELECT 1 FROM rights_grant_territories WHERE grant_id = new.id)
    OR NOT EXISTS (SELECT 1 FROM rights_grant_media WHERE grant_id = new.id)
    OR NOT EXISTS (SELECT 1 FROM rights_grant_languages WHERE grant_id = new.id);
  SELECT RAISE(ABORT, 'right_taken')
  WHERE EXISTS (
    SELECT 1 FROM rights_grants AS other
    WHERE other.work_id = new.work_id
      AND other.type = 'out'
      AND other.state = 'in_force'
      AND other.id <> new.id
      AND other.licensee <> new.licensee
      AND (other.exclusivity <> 'non_exclusive' OR new.exclusivity <> 'non_exclusive')
      AND other.start_day <= new.last_day AND new.start_day <= other.last_day
      AND other.start_day <= other.last_day AND new.start_day <= new.last_day
      AND other.from_episode <= new.to_episode AND new.from_episode <= other.to_episode
      AND EXISTS (
        SELECT 1 FROM rights_grant_territories AS mine
        JOIN rights_grant_territories AS theirs ON theirs.grant_id = other.id AND theirs.territory = mine.territory
        WHERE mine.grant_id = new.id
      )
      AND EXISTS (
        SELECT 1 FROM rights_grant_media AS mine
        JOIN rights_grant_media AS theirs ON theirs.grant_id = other.id AND theirs.medium = mine.medium
        WHERE mine.grant_id = new.id
      )
      AND EXISTS (
        SELECT 1 FROM rights_grant_languages AS mine
        JOIN rights_grant_languages AS theirs
          ON theirs.grant_id = other.id AND theirs.mode = mine.mode
          AND (theirs.tag = mine.tag OR theirs.tag = '*' OR mine.tag = '*')
        WHERE mine.grant_id = new.id
      )
  );
END;

-- A grant comes into force once, and after that only ends earlier.
CREATE TRIGGER rights_grants_are_fixed BEFORE UPDATE ON rights_grants
WHEN new.id IS NOT old.id OR new.work_id IS NOT old.work_id OR new.organisation_id IS NOT old.organisation_id
  OR new.type IS NOT old.type OR new.entry IS NOT old.entry OR new.licensee IS NOT old.licensee
  OR new.exclusivity IS NOT old.exclusivity OR new.start_day IS NOT old.start_day
  OR new.from_episode IS NOT old.from_episode OR new.to_episode IS NOT old.to_episode OR new.body IS NOT old.body
  OR new.created_at IS NOT old.created_at
  OR (new.created_by IS NOT old.created_by AND new.created_by IS NOT NULL)
  OR (old.state = 'in_force' AND new.state <> 'in_force')
  OR new.last_day > old.last_day
  OR (new.last_day < old.last_day AND (old.state <> 'in_force' OR new.terminated_on IS NULL))
  OR (new.terminated_on IS NOT old.terminated_on AND (new.last_day >= old.last_day OR old.state <> 'in_force'))
BEGIN SELECT RAISE(ABORT, 'grant_is_fixed'); END;
CREATE TRIGGER rights_grants_stay BEFORE DELETE ON rights_grants
BEGIN SELECT RAISE(ABORT, 'grant_is_fixed'); END;

CREATE TRIGGER rights_grant_territories_before_force BEFORE INSERT ON rights_grant_territories
WHEN 'entering' IS NOT (SELECT state FROM rights_grants WHERE id = new.grant_id)
BEGIN SELECT RAISE(ABORT, 'grant_is_fixed'); END;
CREATE TRIGGER rights_grant_territories_no_update BEFORE UPDATE ON rights_grant_territories
BEGIN SELECT RAISE(ABORT, 'grant_is_fixed'); END;
CREATE TRIGGER rights_grant_territories_no_delete BEFORE DELETE ON rights_grant_territories
BEGIN SELECT RAISE(ABORT, 'grant_is_fixed'); END;
CREATE TRIGGER rights_grant_media_before_force BEFORE INSERT ON rights_grant_media
WHEN 'entering' IS NOT (SELECT state FROM rights_grants WHERE id = new.grant_id)
BEGIN SELECT RAISE(ABORT, 'grant_is_fixed'); END;
CREATE TRIGGER rights_grant_media_no_update BEFORE UPDATE ON rights_grant_media
BEGIN SELECT RAISE(ABORT, 'grant_is_fixed'); END;
CREATE TRIGGER rights_grant_media_no_delete BEFORE DELETE ON rights_grant_media
BEGIN SELECT RAISE(ABORT, 'grant_is_fixed'); END;
CREATE TRIGGER rights_grant_languages_before_force BEFORE INSERT ON rights_grant_languages
WHEN 'entering' IS NOT (SELECT state FROM rights_grants WHERE id = new.grant_id)
BEGIN SELECT RAISE(ABORT, 'grant_is_fixed'); END;
CREATE TRIGGER rights_grant_languages_no_update BEFORE UPDATE ON rights_grant_languages
BEGIN SELECT RAISE(ABORT, 'grant_is_fixed'); END;
CREATE TRIGGER rights_grant_languages_no_delete BEFORE DELETE ON rights_grant_languages
BEGIN SELECT RAISE(ABORT, 'grant_is_fixed'); END;

CREATE TRIGGER works_with_grants_stay BEFORE DELETE ON works
WHEN EXISTS (SELECT 1 FROM rights_grants WHERE work_id = old.id)
BEGIN SELECT RAISE(ABORT, 'work_has_grants'); END;
