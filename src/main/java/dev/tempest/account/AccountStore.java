package dev.tempest.account;

import dev.tempest.atproto.crypto.PrivateKey;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.auth.AccountStatus;
import dev.tempest.fault.Refusal;
import dev.tempest.invite.Invites;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.sqlite.Database;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Writes accounts, and keeps what is remembered of them true. */
@Singleton
final class AccountStore {
  private final Database accounts;
  private final HostedAccounts directory;
  private final SealedKeys keys;
  private final SessionService sessions;
  private final Invites invites;
  private final InstantSource clock;

  AccountStore(
      AccountDatabase accounts,
      HostedAccounts directory,
      SealedKeys keys,
      SessionService sessions,
      Invites invites,
      InstantSource clock) {
    this.accounts = accounts.database();
    this.directory = directory;
    this.keys = keys;
    this.sessions = sessions;
    this.invites = invites;
    this.clock = clock;
  }

  /** What is stored of a new account. */
  record NewAccount(Did did, Handle handle, Email email, String passwordHash, PrivateKey key) {}

  /**
   * Active and with its first session, but incomplete until {@link #complete}. Uses up {@code
   * inviteCode}, or refuses if others were faster.
   */
  SessionService.Tokens insert(NewAccount account, Optional<String> inviteCode) {
    var sealed = keys.seal(account.key());
    var tokens =
        accounts.write(
            tx -> {
              requireErased(tx, account.did());
              TombstoneTable.clear(tx, account.did());
              AccountTable.insert(
                  tx,
                  account.did(),
                  account.handle(),
                  account.email().value(),
                  account.passwordHash(),
                  clock.instant());
              SigningKeyTable.insert(tx, account.did(), sealed);
              if (inviteCode.isPresent()) {
                invites.consume(tx, inviteCode.get(), account.did());
              }
              return sessions.open(tx, account.did());
            });
    changed(account.did());
    return tokens;
  }

  /** Deactivated, with its first session, and incomplete until {@link #complete}. */
  SessionService.Tokens insertArriving(
      LifecycleTable.Arriving account, PrivateKey key, Optional<String> inviteCode) {
    var sealed = keys.seal(key);
    var tokens =
        accounts.write(
            tx -> {
              requireErased(tx, account.did());
              LifecycleTable.insertArriving(tx, account, clock.instant());
              SigningKeyTable.insert(tx, account.did(), sealed);
              if (inviteCode.isPresent()) {
                invites.consume(tx, inviteCode.get(), account.did());
              }
              return sessions.open(tx, account.did());
            });
    changed(account.did());
    return tokens;
  }

  // what is left of a deleted account must not become part of the one that returns
  private static void requireErased(Connection tx, Did did) throws SQLException {
    if (TombstoneTable.unfinished(tx).contains(did)) {
      throw new Refusal.Unavailable("The account is still being erased; try again");
    }
  }

  /** The account's key waits for nobody any more. */
  void completeArriving(Did did, PrivateKey key) {
    accounts.write(
        tx -> {
          AccountTable.complete(tx, did);
          ReservedKeyTable.delete(tx, key.publicKey().toDidKey(), did);
          return true;
        });
  }

  void complete(Did did) {
    accounts.write(
        tx -> {
          AccountTable.complete(tx, did);
          return true;
        });
  }

  /** Removes the account with its key and its sessions; its invite code can be used again. */
  void delete(Did did) {
    accounts.write(
        tx -> {
          invites.giveBack(tx, did);
          AccountTable.delete(tx, did);
          return true;
        });
    changed(did);
  }

  /** As {@link #delete}, but a tombstone that the account had replaced is there again. */
  void deleteArriving(Did did) {
    accounts.write(
        tx -> {
          invites.giveBack(tx, did);
          LifecycleTable.removeArriving(tx, did, clock.instant());
          return true;
        });
    changed(did);
  }

  /** Accounts that were being made when the server died. */
  List<LifecycleTable.Incomplete> incomplete() {
    return accounts.read(LifecycleTable::incomplete);
  }

  boolean isTaken(Handle handle) {
    return directory.find(handle).isPresent();
  }

  boolean isTaken(Email email) {
    return accounts
        .read(connection -> AccountTable.findByEmail(connection, email.value()))
        .isPresent();
  }

  /** A deleted account may return. */
  boolean isTaken(Did did) {
    return directory
        .find(did)
        .filter(account -> account.status() != AccountStatus.DELETED)
        .isPresent();
  }

  private void changed(Did did) {
    directory.changed(did);
    keys.changed(did);
  }
}
