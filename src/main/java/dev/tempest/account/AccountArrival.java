package dev.tempest.account;

import dev.tempest.atproto.crypto.Curve;
import dev.tempest.atproto.crypto.PrivateKey;
import dev.tempest.atproto.crypto.PublicKey;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.fault.Refusal;
import dev.tempest.identity.DidDocument;
import dev.tempest.identity.DidResolver;
import dev.tempest.record.QuietRepos;
import dev.tempest.secret.Passwords;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Takes in accounts that have a DID already. They begin deactivated, with an empty repository, and
 * nobody is told: the DID document still names their old server.
 */
@Singleton
final class AccountArrival {
  private static final Logger LOG = Logger.getLogger(AccountArrival.class);

  private final AccountStore accounts;
  private final DidResolver dids;
  private final ReservedKeys reserved;
  private final Passwords passwords;
  private final QuietRepos repos;
  private final AccountRemoval removal;
  private final AccountDeletion deletion;
  private final SecureRandom random = new SecureRandom();
  private final ClaimedNames claimed;

  AccountArrival(
      AccountStore accounts,
      DidResolver dids,
      ReservedKeys reserved,
      Passwords passwords,
      QuietRepos repos,
      AccountRemoval removal,
      AccountDeletion deletion,
      ClaimedNames claimed) {
    this.accounts = accounts;
    this.dids = dids;
    this.reserved = reserved;
    this.passwords = passwords;
    this.repos = repos;
    this.removal = removal;
    this.deletion = deletion;
    this.claimed = claimed;
  }

  /** {@code did} is proven to be the applicant's; handle and address are free. */
  AccountCreation.Created take(Did did, AccountCreation.Application application) {
    if (!claimed.add(did.value())) {
      throw hosted(did);
    }
    try {
      if (accounts.isTaken(did)) {
        throw hosted(did);
      }
      return takeClaimed(did, application);
    } finally {
      claimed.remove(did.value());
    }
  }

  private AccountCreation.Created takeClaimed(Did did, AccountCreation.Application application) {
    PublicKey published = publishedKey(did);
    PrivateKey key =
        reserved.find(did, published).orElseGet(() -> PrivateKey.generate(Curve.K256, random));
    var account =
        new LifecycleTable.Arriving(
            did, application.handle(), application.email(), passwords.hash(application.password()));
    return deletion.alone(
        did,
        () -> {
          deletion.finish(did); // a tombstone is all that is left
          return create(account, key, application.inviteCode());
        });
  }

  private AccountCreation.Created create(
      LifecycleTable.Arriving account, PrivateKey key, Optional<String> inviteCode) {
    Did did = account.did();
    // nothing to undo before this: the row under the DID, if there is one, is another's
    var tokens = accounts.insertArriving(account, key, inviteCode);
    try {
      repos.create(did);
      accounts.completeArriving(did, key);
      LOG.infof("event=account_arrived did=%s handle=%s", did, account.handle());
      return new AccountCreation.Created(did, account.handle(), tokens);
    } catch (RuntimeException failure) {
      undo(did, failure);
      throw failure;
    }
  }

  private PublicKey publishedKey(Did did) {
    DidDocument document =
        dids.resolveNow(did)
            .orElseThrow(
                () -> new Refusal.Invalid("UnresolvableDid", "Could not resolve DID: " + did));
    return document
        .signingKey()
        .orElseThrow(
            () ->
                new Refusal.Invalid(
                    "IncompatibleDidDoc", "The DID document has no #atproto signing key"));
  }

  private void undo(Did did, RuntimeException failure) {
    try {
      removal.eraseArriving(did);
    } catch (RuntimeException another) {
      failure.addSuppressed(another);
    }
  }

  private static Refusal hosted(Did did) {
    return Refusal.invalid("This server hosts the account already: " + did);
  }
}
