-- What an account is beside its login, how it leaves and returns, who invited it, what the operator
-- did, and the events that tell of all that. Times are Unix seconds.

ALTER TABLE account ADD COLUMN deactivated_at INTEGER;   -- by its owner; stays under a takedown
ALTER TABLE account ADD COLUMN delete_after INTEGER;     -- when a deactivated account is to be erased
ALTER TABLE account ADD COLUMN takedown_ref TEXT;        -- the operator's note; null when not taken down
ALTER TABLE account ADD COLUMN invites_disabled INTEGER NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN invite_note TEXT;         -- why invites are disabled, or not any more

-- Events about accounts that became durable with their change and are on their way to the sequencer.
CREATE TABLE outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  did TEXT NOT NULL,
  rev TEXT NOT NULL,            -- no revision of the repository: it makes the event's identity
  type TEXT NOT NULL,
  event BLOB NOT NULL
) STRICT;

CREATE TABLE app_password (
  did TEXT NOT NULL REFERENCES account (did) ON DELETE CASCADE,
  name TEXT NOT NULL,
  hash TEXT NOT NULL,           -- HMAC under SECRET_KEY_BASE, base64: the password is random
  privileged INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (did, name)
) STRICT, WITHOUT ROWID;

ALTER TABLE session ADD COLUMN app_password TEXT;        -- its name; null for the account's password

CREATE TABLE invite_code (
  code TEXT PRIMARY KEY,
  available_uses INTEGER NOT NULL,
  disabled INTEGER NOT NULL DEFAULT 0,
  for_account TEXT NOT NULL,    -- a DID, or 'admin'
  created_by TEXT NOT NULL,     -- a DID, or 'admin'
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX invite_code_by_account ON invite_code (for_account);

CREATE TABLE invite_code_use (
  code TEXT NOT NULL REFERENCES invite_code (code) ON DELETE CASCADE,
  used_by TEXT NOT NULL,
  used_at INTEGER NOT NULL,
  PRIMARY KEY (code, used_by)
) STRICT, WITHOUT ROWID;

CREATE INDEX invite_code_use_by_account ON invite_code_use (used_by);

-- The code that somebody has to know from an e-mail, or from the operator where there is no e-mail.
CREATE TABLE email_code (
  did TEXT NOT NULL REFERENCES account (did) ON DELETE CASCADE,
  purpose TEXT NOT NULL CHECK (purpose IN
    ('confirm_email', 'update_email', 'reset_password', 'delete_account', 'plc_operation')),
  sealed BLOB NOT NULL,         -- under SECRET_KEY_BASE, so that the operator can show it
  lookup BLOB NOT NULL,         -- HMAC of the code under SECRET_KEY_BASE: found without the account
  created_at INTEGER NOT NULL,
  PRIMARY KEY (did, purpose)
) STRICT, WITHOUT ROWID;

CREATE INDEX email_code_by_lookup ON email_code (purpose, lookup);

-- Keys that wait for an account that comes from another server.
CREATE TABLE reserved_key (
  public_key TEXT PRIMARY KEY,  -- did:key
  did TEXT,                     -- whom it is reserved for, when that was said
  curve TEXT NOT NULL CHECK (curve IN ('K256', 'P256')),
  sealed BLOB NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX reserved_key_by_did ON reserved_key (did) WHERE did IS NOT NULL;

-- The key that an account is changing to: from before its directory hears of it until the
-- repository is signed with it.
CREATE TABLE signing_key_change (
  did TEXT PRIMARY KEY REFERENCES account (did) ON DELETE CASCADE,
  public_key TEXT NOT NULL,     -- did:key
  curve TEXT NOT NULL CHECK (curve IN ('K256', 'P256')),
  sealed BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Records and blobs that the operator took down. Accounts have a column of their own.
CREATE TABLE takedown (
  did TEXT NOT NULL,
  subject TEXT NOT NULL,        -- '<collection>/<rkey>' of a record, or the CID of a blob
  ref TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (did, subject)
) STRICT, WITHOUT ROWID;

-- What people prefer, as app.bsky.actor.getPreferences answers it.
CREATE TABLE preference (
  did TEXT NOT NULL REFERENCES account (did) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  type TEXT NOT NULL,           -- its $type
  value TEXT NOT NULL,          -- JSON
  PRIMARY KEY (did, position)
) STRICT, WITHOUT ROWID;

-- What the operator did, and what changed who may enter an account.
CREATE TABLE audit (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,          -- 'admin', 'cli', or the DID of the account itself
  action TEXT NOT NULL,         -- an NSID, or a subcommand
  subject TEXT,                 -- a DID, AT-URI or code
  detail TEXT                   -- JSON without secrets
) STRICT;

CREATE INDEX audit_by_subject ON audit (subject);

PRAGMA user_version = 4;
