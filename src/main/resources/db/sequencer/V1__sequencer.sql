-- The order of events; seq is the firehose cursor and is never given twice.
CREATE TABLE repo_seq (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  did TEXT NOT NULL,
  rev TEXT NOT NULL,        -- with did and type, the event's identity: an outbox may be drained twice
  type TEXT NOT NULL,
  created_at INTEGER NOT NULL, -- Unix milliseconds
  packed INTEGER NOT NULL,  -- 1 when the frame is deflated
  frame BLOB NOT NULL,
  UNIQUE (did, rev, type)
) STRICT;

CREATE INDEX repo_seq_by_time ON repo_seq (created_at);

PRAGMA user_version = 1;
