package dev.tempest.account;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.atproto.syntax.SyntaxException;
import dev.tempest.auth.Caller;
import dev.tempest.auth.Scope;
import dev.tempest.auth.SessionTokens;
import dev.tempest.fault.Refusal;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.sqlite.Database;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Opens, continues and ends sessions. A refresh token works once, and then for two hours more,
 * giving the same successor again: a client whose answer got lost does not lose its session.
 */
@Singleton
final class SessionService {
  static final Duration GRACE = Duration.ofHours(2);

  /** Sessions at once of the account's password, and of each app password. */
  static final int MOST_SESSIONS = 500;

  private static final Logger LOG = Logger.getLogger(SessionService.class);

  private final Database accounts;
  private final SessionTokens tokens;
  private final RefreshIds ids;
  private final Credentials credentials;
  private final InstantSource clock;

  SessionService(
      AccountDatabase accounts,
      SessionTokens tokens,
      RefreshIds ids,
      Credentials credentials,
      InstantSource clock) {
    this.accounts = accounts.database();
    this.tokens = tokens;
    this.ids = ids;
    this.credentials = credentials;
    this.clock = clock;
  }

  /** The two tokens of a session. */
  record Tokens(String access, String refresh) {
    @Override
    public String toString() {
      return "Tokens[…]";
    }
  }

  /** A session that goes on, and whose it is. */
  record Session(AccountTable.Row account, Tokens tokens) {}

  /** A full session for an account that is being made in the same transaction. */
  Tokens open(Connection tx, Did did) throws SQLException {
    return open(tx, did, Scope.ACCESS, null);
  }

  private Tokens open(Connection tx, Did did, Scope scope, @Nullable String appPassword)
      throws SQLException {
    Instant now = now();
    Instant expiresAt = now.plus(SessionTokens.REFRESH_LIFE);
    String id = ids.random();
    SessionTable.forgetEnded(tx, did, now);
    SessionTable.forgetBeyond(tx, did, appPassword, MOST_SESSIONS - 1);
    long session = SessionTable.insertSession(tx, did, scope, appPassword, now);
    SessionTable.insertToken(tx, RefreshIds.hash(id), session, now, expiresAt);
    return issue(did, scope, id, now, expiresAt);
  }

  /** Takes about the same time whether or not there is such an account. */
  Session logIn(String identifier, String password, boolean allowTakendown) {
    var found = accounts.read(connection -> find(connection, identifier));
    var shown = credentials.check(found.orElse(null), password).orElseThrow(this::wrong);
    // what was checked may have been revoked meanwhile: it must still hold when the session begins
    var session = accounts.write(tx -> logIn(tx, shown, allowTakendown));
    LOG.debugf("event=session_opened did=%s", session.account().did());
    return session;
  }

  private Session logIn(Connection tx, Credentials.Shown shown, boolean allowTakendown)
      throws SQLException {
    var account = Credentials.recheck(tx, shown).orElseThrow(this::wrong);
    if (account.status().isTakenDown()) {
      boolean allowed = allowTakendown && shown instanceof Credentials.OwnPassword;
      return logInTakenDown(account, allowed);
    }
    return new Session(
        account,
        switch (shown) {
          case Credentials.OwnPassword own -> open(tx, own.did());
          case Credentials.AppPassword app ->
              open(
                  tx,
                  app.did(),
                  app.privileged() ? Scope.PRIVILEGED_APP_PASSWORD : Scope.APP_PASSWORD,
                  app.name());
        });
  }

  private Refusal wrong() {
    return new Refusal.Unauthenticated("AuthenticationRequired", "Invalid identifier or password");
  }

  private static Optional<AccountTable.Row> find(Connection connection, String identifier)
      throws SQLException {
    try {
      if (identifier.contains("@")) {
        return AccountTable.findByEmail(connection, identifier);
      }
      return identifier.startsWith("did:")
          ? AccountTable.findByDid(connection, new Did(identifier))
          : AccountTable.findByHandle(connection, new Handle(identifier));
    } catch (SyntaxException nobodys) {
      return Optional.empty();
    }
  }

  // enough to leave with one's data; the refresh token is not stored, so it continues nothing
  private Session logInTakenDown(AccountTable.Row account, boolean allowed) {
    if (!allowed) {
      throw new Refusal.Unauthenticated("AccountTakedown", "Account has been taken down");
    }
    Instant now = now();
    Instant expiresAt = now.plus(SessionTokens.REFRESH_LIFE);
    return new Session(
        account, issue(account.did(), Scope.TAKENDOWN, ids.random(), now, expiresAt));
  }

  /** The next tokens of the session whose refresh token {@code caller} has shown. */
  Session refresh(Caller.Session caller) {
    return accounts.write(
        tx -> {
          var account = AccountTable.findByDid(tx, caller.did()).orElseThrow(this::revoked);
          return new Session(account, rotate(tx, caller.tokenId()));
        });
  }

  private Tokens rotate(Connection tx, String id) throws SQLException {
    Instant now = now();
    Bytes hash = RefreshIds.hash(id);
    var token = SessionTable.find(tx, hash).orElseThrow(this::revoked);
    String nextId = ids.successor(id);
    if (token.replacedAt() == null) {
      SessionTable.markReplaced(tx, hash, now);
      SessionTable.forgetReplaced(tx, token.session(), now.minus(GRACE));
      SessionTable.insertToken(
          tx, RefreshIds.hash(nextId), token.session(), now, now.plus(SessionTokens.REFRESH_LIFE));
    } else if (!now.isBefore(token.replacedAt().plus(GRACE))) {
      throw revoked();
    }
    var next = SessionTable.find(tx, RefreshIds.hash(nextId)).orElseThrow(this::revoked);
    String access = tokens.access(token.did(), token.scope(), ids.random(), now);
    return new Tokens(
        access, tokens.refresh(token.did(), nextId, next.issuedAt(), next.expiresAt()));
  }

  /** Ends the session; one that has ended stays so. */
  void revoke(Caller.Session caller) {
    accounts.write(
        tx -> {
          SessionTable.revoke(tx, RefreshIds.hash(caller.tokenId()));
          return true;
        });
  }

  private Tokens issue(Did did, Scope scope, String id, Instant now, Instant expiresAt) {
    return new Tokens(
        tokens.access(did, scope, ids.random(), now), tokens.refresh(did, id, now, expiresAt));
  }

  private Refusal revoked() {
    return new Refusal.Invalid("ExpiredToken", "Token has been revoked");
  }

  // tokens count in seconds, and so must what we compare them with
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }
}
