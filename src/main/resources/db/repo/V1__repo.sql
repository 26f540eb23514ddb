-- One account's repository. Only what the current head reaches is kept.

CREATE TABLE repo (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  did TEXT NOT NULL,
  commit_cid BLOB NOT NULL,
  commit_block BLOB NOT NULL, -- signed commit, DAG-CBOR
  rev TEXT NOT NULL,
  data_cid BLOB NOT NULL      -- root of the MST
) STRICT;

-- MST nodes, each with the rev that brought it.
CREATE TABLE node (
  cid BLOB PRIMARY KEY,
  rev TEXT NOT NULL,
  content BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE collection (
  id INTEGER PRIMARY KEY,
  nsid TEXT NOT NULL UNIQUE
) STRICT;

-- A record's block lies beside its key: reading one is one look-up, and equal records at two keys
-- need no reference count.
CREATE TABLE record (
  id INTEGER PRIMARY KEY,
  collection INTEGER NOT NULL REFERENCES collection (id),
  rkey TEXT NOT NULL,
  cid BLOB NOT NULL,
  rev TEXT NOT NULL,
  content BLOB NOT NULL, -- DAG-CBOR
  UNIQUE (collection, rkey)
) STRICT;

-- Eight bytes of the digest find a block as well as all of it, in half the space.
CREATE INDEX record_by_cid ON record (substr(cid, 5, 8));

CREATE TABLE blob_ref (
  cid BLOB NOT NULL,
  record INTEGER NOT NULL REFERENCES record (id) ON DELETE CASCADE,
  rev TEXT NOT NULL,
  PRIMARY KEY (cid, record)
) STRICT, WITHOUT ROWID;

CREATE INDEX blob_ref_by_record ON blob_ref (record);

-- What a like, repost, follow or block is about: a second one replaces the first.
CREATE TABLE backlink (
  record INTEGER PRIMARY KEY REFERENCES record (id) ON DELETE CASCADE,
  subject TEXT NOT NULL
) STRICT;

CREATE INDEX backlink_by_subject ON backlink (subject);

-- Events that became durable with their commit and are on their way to the sequencer.
CREATE TABLE outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  rev TEXT NOT NULL,
  type TEXT NOT NULL,
  event BLOB NOT NULL
) STRICT;

PRAGMA user_version = 1;
