package dev.tempest.account;

import dev.tempest.atproto.crypto.PublicKey;
import dev.tempest.atproto.data.DecodeException;
import dev.tempest.atproto.event.Event;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.config.ServerConfig;
import dev.tempest.fault.Refusal;
import dev.tempest.identity.HostedDids;
import dev.tempest.record.RepoResigning;
import dev.tempest.sequencer.AccountOutbox;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.sqlite.Database;
import dev.tempest.sqlite.RepoFiles;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import org.jboss.logging.Logger;

/**
 * Gives accounts another signing key, one that was reserved here. The key becomes durable as the
 * coming one; then the DID document names it; then it signs, beginning with the repository as it
 * stands. Each step may be repeated, so that a failure or a crash is finished by boot, or by asking
 * again. Meanwhile nobody writes to the account: no commit is signed with a key that its DID
 * document does not name.
 */
@Singleton
public final class SigningKeyChange {
  private static final Logger LOG = Logger.getLogger(SigningKeyChange.class);

  private final Database accounts;
  private final AccountOutbox outbox;
  private final RepoFiles repos;
  private final RepoResigning resigning;
  private final HostedDids dids;
  private final SealedKeys keys;
  private final InstantSource clock;

  SigningKeyChange(
      AccountDatabase accounts,
      AccountOutbox outbox,
      RepoFiles repos,
      RepoResigning resigning,
      HostedDids dids,
      SealedKeys keys,
      InstantSource clock) {
    this.accounts = accounts.database();
    this.outbox = outbox;
    this.repos = repos;
    this.resigning = resigning;
    this.dids = dids;
    this.keys = keys;
    this.clock = clock;
  }

  /**
   * Changes the key to {@code didKey}, a {@code did:key}. Refuses keys that were not reserved here,
   * or for another account, and what the account's directory refuses.
   */
  public void change(Did did, String didKey) {
    PublicKey key = parse(didKey);
    if (did.method().equals("web") && !did.equals(dids.serverDid())) {
      throw Refusal.invalid("The document of " + did + " is not this server's to change");
    }
    repos.exclusively(
        did,
        () -> {
          if (begin(did, key)) {
            complete(did);
          }
          return null;
        });
  }

  private static PublicKey parse(String didKey) {
    try {
      return PublicKey.parseDidKey(didKey);
    } catch (DecodeException malformed) {
      throw Refusal.invalid("signingKey must be a did:key");
    }
  }

  /** False when the account has the key already. */
  private boolean begin(Did did, PublicKey key) {
    String wanted = key.toDidKey();
    boolean isCurrent = keys.of(did).publicKey().equals(key);
    return accounts.write(
        tx -> {
          var coming = SigningKeyChangeTable.find(tx, did);
          if (coming.isPresent()) {
            requireSame(coming.get(), wanted);
            return true;
          }
          if (isCurrent) {
            return false;
          }
          var reserved =
              ReservedKeyTable.findByPublicKey(tx, wanted, clock.instant().minus(ReservedKeys.LIFE))
                  .filter(row -> row.did() == null || row.did().equals(did))
                  .orElseThrow(SigningKeyChange::notReserved);
          var sealed = new SigningKeyTable.Row(reserved.curve(), reserved.sealed());
          SigningKeyChangeTable.insert(tx, did, new SigningKeyChangeTable.Row(wanted, sealed));
          ReservedKeyTable.delete(tx, wanted, did);
          return true;
        });
  }

  private static void requireSame(SigningKeyChangeTable.Row coming, String wanted) {
    if (!coming.publicKey().equals(wanted)) {
      throw Refusal.invalid(
          "The change to another key is not finished; ask for it again first: "
              + coming.publicKey());
    }
  }

  private static Refusal notReserved() {
    return Refusal.invalid(
        "signingKey must be one that com.atproto.server.reserveSigningKey gave for the account");
  }

  private void complete(Did did) {
    var coming =
        accounts.read(connection -> SigningKeyChangeTable.find(connection, did)).orElseThrow();
    try {
      dids.updateSigningKey(did, PublicKey.parseDidKey(coming.publicKey()));
    } catch (Refusal.Invalid declined) { // any other failure leaves open whether it was taken
      accounts.write(tx -> giveBack(tx, did, coming));
      throw declined;
    }
    outbox.write(
        (tx, announcements) -> {
          SigningKeyTable.replace(tx, did, coming.key());
          var row = AccountTable.findByDid(tx, did);
          announcements.add(
              new Event.Identity(did, row.map(AccountTable.Row::handle).orElse(null)));
          return null;
        });
    keys.changed(did);
    resigning.resign(did);
    accounts.write(
        tx -> {
          SigningKeyChangeTable.delete(tx, did);
          return null;
        });
    LOG.infof("event=signing_key_changed did=%s", did);
  }

  private boolean giveBack(Connection tx, Did did, SigningKeyChangeTable.Row coming)
      throws SQLException {
    var key = coming.key();
    ReservedKeyTable.delete(tx, coming.publicKey(), did); // somebody may have reserved meanwhile
    ReservedKeyTable.insert(
        tx,
        new ReservedKeyTable.Row(coming.publicKey(), did, key.curve(), key.sealed()),
        clock.instant());
    SigningKeyChangeTable.delete(tx, did);
    return true;
  }

  // static, and asking late: a command beside the server must not open the server's databases
  static void onStart(
      @Observes StartupEvent start, ServerConfig config, Instance<SigningKeyChange> changes) {
    if (config.serving()) {
      changes.get().finishInterrupted();
    }
  }

  /** Goes on with what a crash interrupted. */
  void finishInterrupted() {
    for (Did did : accounts.read(SigningKeyChangeTable::all)) {
      LOG.warnf("event=signing_key_change_resumed did=%s", did);
      try {
        repos.exclusively(
            did,
            () -> {
              complete(did);
              return null;
            });
      } catch (RuntimeException failure) { // one account's trouble must not keep the server down
        LOG.errorf(
            "event=signing_key_change_unfinished did=%s: updateAccountSigningKey again will finish"
                + " it: %s",
            did, failure.getMessage());
      }
    }
  }
}
