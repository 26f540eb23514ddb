package dev.tempest.hosted;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.auth.AccountDirectory;
import dev.tempest.auth.AccountStatus;
import dev.tempest.auth.HostedAccount;
import dev.tempest.auth.SigningKeys;
import dev.tempest.config.ServerConfig;
import dev.tempest.identity.DidDocument;
import dev.tempest.identity.DidDocuments;
import dev.tempest.identity.HostedDocuments;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Optional;

/**
 * The document of {@code did:web:<hostname>}: the server's, or its one account's when accounts are
 * hosted as did:web.
 */
@Singleton
final class OwnDocuments implements HostedDocuments {
  private final Instance<AccountDirectory> accounts;
  private final Instance<SigningKeys> keys;
  private final Did own;
  private final URI origin;

  /** Accounts and keys are looked up late: they are made from what resolves DIDs. */
  OwnDocuments(
      Instance<AccountDirectory> accounts, Instance<SigningKeys> keys, ServerConfig server) {
    this.accounts = accounts;
    this.keys = keys;
    this.own = new Did("did:web:" + server.hostname());
    this.origin = URI.create(server.publicUrl());
  }

  @Override
  public Optional<DidDocument> find(Did did) {
    return did.equals(own) ? Optional.of(document()) : Optional.empty();
  }

  DidDocument document() {
    return accounts
        .get()
        .find(own)
        .filter(account -> account.status() != AccountStatus.DELETED)
        .map(this::ofAccount)
        .orElseGet(() -> DidDocuments.ofServer(own, origin));
  }

  private DidDocument ofAccount(HostedAccount account) {
    var key = keys.get().of(own).publicKey();
    return DidDocuments.ofWebAccount(own, account.handle(), key, origin);
  }
}
