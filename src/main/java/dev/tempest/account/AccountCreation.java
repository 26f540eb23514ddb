package dev.tempest.account;

import dev.tempest.atproto.crypto.Curve;
import dev.tempest.atproto.crypto.PrivateKey;
import dev.tempest.atproto.crypto.PublicKey;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.fault.Refusal;
import dev.tempest.identity.HostedDids;
import dev.tempest.identity.HostedDids.NewDid;
import dev.tempest.record.RecordService;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.sqlite.Database;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Makes accounts. A failure at any step undoes the ones before it; what a crash leaves is undone or
 * finished by {@link IncompleteAccounts}.
 */
@Singleton
final class AccountCreation {
  private static final Logger LOG = Logger.getLogger(AccountCreation.class);

  private final Database accounts;
  private final HostedAccounts directory;
  private final HostedDids dids;
  private final SealedKeys keys;
  private final Passwords passwords;
  private final SessionService sessions;
  private final RecordService records;
  private final AccountRemoval removal;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  // handles and e-mail addresses of accounts that are being made
  private final Set<String> claimed = ConcurrentHashMap.newKeySet();

  AccountCreation(
      AccountDatabase accounts,
      HostedAccounts directory,
      HostedDids dids,
      SealedKeys keys,
      Passwords passwords,
      SessionService sessions,
      RecordService records,
      AccountRemoval removal,
      InstantSource clock) {
    this.accounts = accounts.database();
    this.directory = directory;
    this.dids = dids;
    this.keys = keys;
    this.passwords = passwords;
    this.sessions = sessions;
    this.records = records;
    this.removal = removal;
    this.clock = clock;
  }

  /** Who wants an account. */
  record Application(
      Handle handle, Email email, String password, Optional<PublicKey> recoveryKey) {}

  record Created(Did did, Handle handle, SessionService.Tokens tokens) {}

  Created create(Application application) {
    Handle handle = application.handle();
    Email email = application.email();
    if (!claimed.add(handle.value())) {
      throw taken(handle);
    }
    try {
      if (!claimed.add(email.key())) {
        throw taken(email);
      }
      try {
        requireFree(handle, email);
        return createClaimed(application);
      } finally {
        claimed.remove(email.key());
      }
    } finally {
      claimed.remove(handle.value());
    }
  }

  private void requireFree(Handle handle, Email email) {
    if (directory.find(handle).isPresent()) {
      throw taken(handle);
    }
    if (accounts.read(tx -> AccountTable.findByEmail(tx, email.value())).isPresent()) {
      throw taken(email);
    }
  }

  private Created createClaimed(Application application) {
    String hash = passwords.hash(application.password());
    var key = PrivateKey.generate(Curve.K256, random);
    NewDid made = dids.prepare(application.handle(), key.publicKey(), application.recoveryKey());
    if (directory.find(made.did()).isPresent()) {
      throw Refusal.invalid("This server hosts one account, and has it");
    }
    dids.publish(made);
    try {
      var tokens = store(made.did(), application, hash, keys.seal(key));
      records.createRepo(made.did(), application.handle());
      complete(made.did());
      LOG.infof("event=account_created did=%s handle=%s", made.did(), application.handle());
      return new Created(made.did(), application.handle(), tokens);
    } catch (RuntimeException failure) {
      undo(made.did(), failure);
      throw failure;
    }
  }

  // the row comes before the repository: whoever hears of the account can look it up
  private SessionService.Tokens store(
      Did did, Application application, String hash, SigningKeyTable.Row key) {
    var tokens =
        accounts.write(
            tx -> {
              String email = application.email().value();
              AccountTable.insert(tx, did, application.handle(), email, hash, clock.instant());
              SigningKeyTable.insert(tx, did, key);
              return sessions.open(tx, did);
            });
    directory.changed(did);
    return tokens;
  }

  private void complete(Did did) {
    accounts.write(
        tx -> {
          AccountTable.complete(tx, did);
          return true;
        });
  }

  private void undo(Did did, RuntimeException failure) {
    try {
      removal.erase(did);
    } catch (RuntimeException another) {
      failure.addSuppressed(another);
    }
  }

  private static Refusal taken(Handle handle) {
    return new Refusal.Invalid("HandleNotAvailable", "Handle already taken: " + handle);
  }

  private static Refusal taken(Email email) {
    return Refusal.invalid("Email already taken: " + email.value());
  }
}
