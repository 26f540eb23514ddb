-- The accounts of this server, how they log in, and the keys that sign for them. Times are Unix
-- seconds.

CREATE TABLE account (
  did TEXT PRIMARY KEY,
  handle TEXT UNIQUE,           -- lower case; null once deleted: free for others
  email TEXT,                   -- as its owner spells it; null once deleted
  email_confirmed_at INTEGER,   -- null until its owner has proved to read it
  password_hash TEXT,           -- Argon2id, PHC string; null once deleted: nobody logs in
  status TEXT NOT NULL CHECK (status IN ('active', 'deactivated', 'takendown', 'suspended', 'deleted')),
  incomplete INTEGER NOT NULL,  -- 1 until the repository exists: what a crash left is undone at boot
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX account_by_email ON account (lower(email));
CREATE INDEX account_incomplete ON account (did) WHERE incomplete = 1;

-- The key that signs the account's commits.
CREATE TABLE signing_key (
  did TEXT PRIMARY KEY REFERENCES account (did) ON DELETE CASCADE,
  curve TEXT NOT NULL CHECK (curve IN ('K256', 'P256')),
  sealed BLOB NOT NULL          -- the 32-byte scalar, sealed under SECRET_KEY_BASE
) STRICT, WITHOUT ROWID;

-- One login.
CREATE TABLE session (
  id INTEGER PRIMARY KEY,
  did TEXT NOT NULL REFERENCES account (did) ON DELETE CASCADE,
  scope TEXT NOT NULL,          -- of its access tokens
  created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX session_by_did ON session (did);

-- The refresh tokens that still do something. The tokens themselves are not stored.
CREATE TABLE refresh_token (
  id_hash BLOB PRIMARY KEY,     -- SHA-256 of the token's jti
  session INTEGER NOT NULL REFERENCES session (id) ON DELETE CASCADE,
  issued_at INTEGER NOT NULL,   -- iat and exp of the token, so that it can be issued again
  expires_at INTEGER NOT NULL,
  replaced_at INTEGER           -- when its successor was issued; it works for two hours more
) STRICT, WITHOUT ROWID;

CREATE INDEX refresh_token_by_session ON refresh_token (session);
CREATE INDEX refresh_token_by_end ON refresh_token (expires_at);

PRAGMA user_version = 1;
