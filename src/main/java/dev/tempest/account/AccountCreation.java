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
import dev.tempest.secret.Passwords;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Makes accounts. A failure at any step undoes the ones before it; what a crash leaves is undone or
 * finished by {@link IncompleteAccounts}.
 */
@Singleton
final class AccountCreation {
  private static final Logger LOG = Logger.getLogger(AccountCreation.class);

  private final AccountStore accounts;
  private final HostedDids dids;
  private final Passwords passwords;
  private final RecordService records;
  private final AccountRemoval removal;
  private final AccountArrival arrivals;
  private final SecureRandom random = new SecureRandom();
  private final ClaimedNames claimed;

  AccountCreation(
      AccountStore accounts,
      HostedDids dids,
      Passwords passwords,
      RecordService records,
      AccountRemoval removal,
      ClaimedNames claimed,
      AccountArrival arrivals) {
    this.accounts = accounts;
    this.dids = dids;
    this.passwords = passwords;
    this.records = records;
    this.removal = removal;
    this.claimed = claimed;
    this.arrivals = arrivals;
  }

  /** Who wants an account; {@code did} is what they bring along from another server. */
  record Application(
      Handle handle,
      Email email,
      String password,
      Optional<PublicKey> recoveryKey,
      Optional<String> inviteCode,
      Optional<Did> did) {}

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
        return application
            .did()
            .map(did -> arrivals.take(did, application))
            .orElseGet(() -> createClaimed(application));
      } finally {
        claimed.remove(email.key());
      }
    } finally {
      claimed.remove(handle.value());
    }
  }

  private void requireFree(Handle handle, Email email) {
    if (accounts.isTaken(handle)) {
      throw taken(handle);
    }
    if (accounts.isTaken(email)) {
      throw taken(email);
    }
  }

  private Created createClaimed(Application application) {
    Handle handle = application.handle();
    String hash = passwords.hash(application.password());
    var key = PrivateKey.generate(Curve.K256, random);
    NewDid made = dids.prepare(handle, key.publicKey(), application.recoveryKey());
    var account = new AccountStore.NewAccount(made.did(), handle, application.email(), hash, key);
    if (!claimed.add(made.did().value())) {
      throw hostsOne();
    }
    try {
      return create(made, account, application.inviteCode());
    } finally {
      claimed.remove(made.did().value());
    }
  }

  private Created create(
      NewDid made, AccountStore.NewAccount account, Optional<String> inviteCode) {
    Did did = account.did();
    Handle handle = account.handle();
    if (accounts.isTaken(did)) {
      throw hostsOne();
    }
    dids.publish(made);
    // the row comes before the repository: whoever hears of the account can look it up
    var tokens = insert(account, inviteCode);
    try {
      records.createRepo(did, handle);
      accounts.complete(did);
      LOG.infof("event=account_created did=%s handle=%s", did, handle);
      return new Created(did, handle, tokens);
    } catch (RuntimeException failure) {
      undo(did, failure);
      throw failure;
    }
  }

  /** What a failure leaves is the DID: the row under it, if there is one, is another's. */
  private SessionService.Tokens insert(
      AccountStore.NewAccount account, Optional<String> inviteCode) {
    try {
      return accounts.insert(account, inviteCode);
    } catch (RuntimeException failure) {
      end(account.did(), failure);
      throw failure;
    }
  }

  private void end(Did did, RuntimeException failure) {
    try {
      dids.tombstone(did);
    } catch (RuntimeException another) {
      LOG.warnf(
          "event=did_orphaned did=%s: it belongs to no account and could not be ended: %s",
          did, another.getMessage());
      failure.addSuppressed(another);
    }
  }

  private void undo(Did did, RuntimeException failure) {
    try {
      removal.erase(did);
    } catch (RuntimeException another) {
      failure.addSuppressed(another);
    }
  }

  static Refusal taken(Handle handle) {
    return new Refusal.Invalid("HandleNotAvailable", "Handle already taken: " + handle);
  }

  private static Refusal hostsOne() {
    return Refusal.invalid("This server hosts one account, and has it");
  }

  private static Refusal taken(Email email) {
    return Refusal.invalid("Email already taken: " + email.value());
  }
}
