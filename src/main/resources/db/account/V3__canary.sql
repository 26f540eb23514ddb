-- A known text sealed under SECRET_KEY_BASE: a wrong secret is found at start, not at the first write.
CREATE TABLE canary (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  sealed BLOB NOT NULL
) STRICT;

PRAGMA user_version = 3;
