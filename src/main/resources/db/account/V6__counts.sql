-- What _stats counts. All of it can be counted anew from the repositories, except commits whose
-- records are gone and whose events the log has dropped.

-- One repository as it was when it was last looked at.
CREATE TABLE repo_count (
  did TEXT PRIMARY KEY REFERENCES account (did) ON DELETE CASCADE,
  due INTEGER NOT NULL,         -- 0: nothing new; 1: has changed; 2: the log does not tell of all
  counted_rev TEXT NOT NULL,    -- commits are counted up to here; '' before the first
  head_rev TEXT,                -- null before the first look
  newest_rev TEXT,              -- of the record that was created last; null without one
  records INTEGER NOT NULL,
  commits INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX repo_count_due ON repo_count (did) WHERE due > 0;

CREATE TABLE collection_count (
  did TEXT NOT NULL REFERENCES repo_count (did) ON DELETE CASCADE,
  collection TEXT NOT NULL,     -- NSID
  records INTEGER NOT NULL,
  PRIMARY KEY (did, collection)
) STRICT, WITHOUT ROWID;

CREATE TABLE week_count (
  did TEXT NOT NULL REFERENCES repo_count (did) ON DELETE CASCADE,
  monday INTEGER NOT NULL,      -- days since 1970
  commits INTEGER NOT NULL,
  PRIMARY KEY (did, monday)
) STRICT, WITHOUT ROWID;

-- How far the event log has been read for changes.
CREATE TABLE count_cursor (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  seq INTEGER NOT NULL,
  read_at INTEGER NOT NULL      -- Unix seconds; what the log drops is older than its retention
) STRICT;

PRAGMA user_version = 6;
