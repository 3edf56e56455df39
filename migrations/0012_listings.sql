-- licensing: what is on offer overseas

CREATE TABLE listings (
  serial INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  work_id TEXT NOT NULL UNIQUE REFERENCES works (id),
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  state TEXT NOT NULL CHECK (state IN ('listed', 'withdrawn')),
  revision INTEGER NOT NULL CHECK (revision >= 1),
  title_zh TEXT NOT NULL CHECK (length(title_zh) BETWEEN 1 AND 200),
  title_en TEXT NOT NULL CHECK (length(title_en) BETWEEN 1 AND 200),
  synopsis_zh TEXT NOT NULL,
  synopsis_en TEXT NOT NULL,
  genre TEXT NOT NULL,
  audience TEXT NOT NULL,
  production TEXT NOT NULL CHECK (production IN ('finished', 'airing')),
  episodes INTEGER NOT NULL CHECK (episodes >= 1),
  episode_minutes INTEGER NOT NULL CHECK (episode_minutes >= 1),
  original_language TEXT NOT NULL,
  -- Counts whatever happens to the rights of the work.
  rights_revision INTEGER NOT NULL DEFAULT 0,
  -- Of which rights_revision the openings are, and the last day on which they are right: a promise lapses by itself.
  openings_revision INTEGER NOT NULL DEFAULT -1,
  openings_until INTEGER NOT NULL DEFAULT -1,
  -- Which regions of the world have anything free, as JSON.
  regions TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(regions)),
  created_by TEXT REFERENCES people (id),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX listings_of_organisation ON listings (organisation_id, serial);
CREATE INDEX listings_shown ON listings (serial) WHERE state = 'listed';
CREATE INDEX listings_lapsing ON listings (openings_until);

-- Only what is registered is listed, by whom it is registered; a revision is saved once.
CREATE TRIGGER listings_registered BEFORE INSERT ON listings
WHEN NOT EXISTS (
  SELECT 1 FROM works WHERE id = new.work_id AND organisation_id = new.organisation_id AND registration_number IS NOT NULL
)
BEGIN SELECT RAISE(ABORT, 'work_not_registered'); END;
CREATE TRIGGER listings_one_at_a_time BEFORE UPDATE ON listings
WHEN new.revision NOT IN (old.revision, old.revision + 1)
  OR (
    new.revision = old.revision
    AND (new.state IS NOT old.state OR new.title_zh IS NOT old.title_zh OR new.title_en IS NOT old.title_en
      OR new.synopsis_zh IS NOT old.synopsis_zh OR new.synopsis_en IS NOT old.synopsis_en OR new.genre IS NOT old.genre
      OR new.audience IS NOT old.audience OR new.production IS NOT old.production OR new.episodes IS NOT old.episodes
      OR new.episode_minutes IS NOT old.episode_minutes OR new.original_language IS NOT old.original_language)
  )
BEGIN SELECT RAISE(ABORT, 'listing_changed_elsewhere'); END;
CREATE TRIGGER listings_fixed BEFORE UPDATE ON listings
WHEN new.id IS NOT old.id OR new.work_id IS NOT old.work_id OR new.organisation_id IS NOT old.organisation_id
BEGIN SELECT RAISE(ABORT, 'listing_is_fixed'); END;
CREATE TRIGGER listings_stay BEFORE DELETE ON listings
BEGIN SELECT RAISE(ABORT, 'listing_is_fixed'); END;

CREATE TRIGGER rights_grants_move_listings AFTER UPDATE ON rights_grants
WHEN new.state = 'in_force' AND (old.state <> 'in_force' OR new.last_day <> old.last_day)
BEGIN UPDATE listings SET rights_revision = rights_revision + 1 WHERE work_id = new.work_id; END;

-- What the engine finds free, so that a search need not ask it of every title. A territory without a row of its own has the rows
-- of `*`; a row without media says that nothing is free there. Media and exclusivities are sets of bits (openings.ts).
CREATE TABLE listing_openings (
  territory TEXT NOT NULL,
  listing INTEGER NOT NULL REFERENCES listings (serial),
  start_day INTEGER NOT NULL,
  last_day INTEGER NOT NULL,
  media INTEGER NOT NULL,
  exclusivities INTEGER NOT NULL,
  -- 0: only some languages or episodes, or on a condition; the engine must be asked.
  is_whole INTEGER NOT NULL CHECK (is_whole IN (0, 1)),
  PRIMARY KEY (territory, listing, start_day, last_day, media, exclusivities, is_whole)
) STRICT, WITHOUT ROWID;
CREATE INDEX listing_openings_of ON listing_openings (listing, is_whole);

-- Row ids are listings' serials; Chinese is indexed a character at a time.
CREATE VIRTUAL TABLE listings_search USING fts5 (words, tokenize = 'unicode61');
