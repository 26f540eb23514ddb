package dev.tempest.account;

import dev.tempest.atproto.event.Event;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.audit.Audit;
import dev.tempest.audit.AuditEntry;
import dev.tempest.auth.AccountStatus;
import dev.tempest.fault.Refusal;
import dev.tempest.record.RepoExport;
import dev.tempest.sequencer.AccountOutbox;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.sqlite.Database;
import dev.tempest.sqlite.RepoFiles;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Takes accounts down and brings them back: status, sessions, events and the audit change in one
 * transaction, between two commits of the account.
 */
@Singleton
public final class AccountTakedown {
  private static final Logger LOG = Logger.getLogger(AccountTakedown.class);

  private final Database accounts;
  private final AccountOutbox outbox;
  private final RepoFiles repos;
  private final RepoExport export;
  private final HostedAccounts hosted;
  private final Audit audit;

  AccountTakedown(
      AccountDatabase accounts,
      AccountOutbox outbox,
      RepoFiles repos,
      RepoExport export,
      HostedAccounts hosted,
      Audit audit) {
    this.accounts = accounts.database();
    this.outbox = outbox;
    this.repos = repos;
    this.export = export;
    this.hosted = hosted;
    this.audit = audit;
  }

  /**
   * How the operator and the owner have set the account.
   *
   * @param note the operator's; null when the account is not taken down
   * @param deactivatedAt by its owner; stays under a takedown
   */
  public record Standing(
      AccountStatus status, @Nullable String note, @Nullable Instant deactivatedAt) {}

  /** Empty when there is no such account, or no longer. */
  public Optional<Standing> find(Did did) {
    return accounts.read(connection -> AccountTakedownTable.find(connection, did));
  }

  /** Takes down and ends all sessions; a second time replaces the note. */
  public void apply(Did did, String note, AuditEntry entry) {
    between(
        did,
        () ->
            outbox.write(
                (tx, announcements) -> {
                  require(tx, did);
                  AccountTakedownTable.apply(tx, did, note);
                  SessionTable.revokeAll(tx, did);
                  audit.record(tx, entry.with("ref", note));
                  announcements.add(ReturnEvents.status(did, AccountStatus.TAKENDOWN));
                  return null;
                }));
    LOG.infof("event=account_taken_down did=%s", did);
  }

  /**
   * Ends the takedown, if there is one: the account is what its owner left it, active or
   * deactivated. Subscribers hear as much as when an account is activated: they may have dropped
   * what they knew.
   */
  public void end(Did did, AuditEntry entry) {
    between(
        did,
        () -> {
          @Nullable Event sync = repos.exists(did) ? export.syncEvent(did) : null;
          return outbox.write(
              (tx, announcements) -> {
                var before = require(tx, did);
                AccountTakedownTable.end(tx, did);
                audit.record(tx, entry);
                var after = AccountTable.requireLive(tx, did);
                if (before.status().isActive()) {
                  announcements.add(ReturnEvents.status(did, after.status()));
                } else {
                  ReturnEvents.add(announcements, after, sync);
                }
                return null;
              });
        });
    LOG.infof("event=account_takedown_ended did=%s", did);
  }

  /** Tells subscribers the account's status once more. */
  public void announce(Did did, AuditEntry entry) {
    between(
        did,
        () ->
            outbox.write(
                (tx, announcements) -> {
                  announcements.add(ReturnEvents.status(did, require(tx, did).status()));
                  audit.record(tx, entry);
                  return null;
                }));
  }

  private static Standing require(Connection tx, Did did) throws SQLException {
    return AccountTakedownTable.find(tx, did)
        .orElseThrow(() -> new Refusal.Invalid("NotFound", "Subject not found"));
  }

  /** Runs {@code change} between two commits of the account. */
  private void between(Did did, Supplier<@Nullable Void> change) {
    Supplier<@Nullable Void> whole =
        () -> {
          change.get();
          hosted.changed(did);
          return null;
        };
    if (repos.exists(did)) {
      repos.exclusively(did, whole);
    } else {
      whole.get();
    }
  }
}
