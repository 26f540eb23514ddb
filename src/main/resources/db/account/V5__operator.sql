-- What the operator's tools leave. Times are Unix seconds.

ALTER TABLE account ADD COLUMN blob_quota INTEGER;       -- bytes; null: what the server gives everybody

-- Accounts that came out of a backup and that the network has not been told of since.
CREATE TABLE unannounced (
  did TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- The last backups and drills, however they ended.
CREATE TABLE operation_run (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  operation TEXT NOT NULL CHECK (operation IN ('backup', 'drill')),
  name TEXT NOT NULL,           -- of the backup
  started_at INTEGER NOT NULL,
  ended_at INTEGER,             -- null: under way, or cut off by a crash
  succeeded INTEGER,            -- null as long
  detail TEXT                   -- JSON without secrets: what was made, or why not
) STRICT;

PRAGMA user_version = 5;
