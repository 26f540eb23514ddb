-- What was uploaded, by whom, and as what. Whether a record refers to it stands in the account's
-- repo file, and nowhere else.
CREATE TABLE blob (
  did TEXT NOT NULL,
  cid BLOB NOT NULL,
  mime_type TEXT NOT NULL,
  size INTEGER NOT NULL,
  created_at INTEGER NOT NULL, -- last upload, milliseconds since 1970
  PRIMARY KEY (did, cid)
) STRICT, WITHOUT ROWID;

PRAGMA user_version = 2;
