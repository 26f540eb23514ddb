package dev.tempest.hosted;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.auth.AccountDirectory;
import dev.tempest.auth.HostedAccount;
import dev.tempest.identity.HandleDomains;
import dev.tempest.identity.HandleResolver;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Function;

/** Whose a handle is: of this server's accounts without asking the network. */
@Singleton
final class HandleLookup {
  private final AccountDirectory accounts;
  private final HandleDomains domains;
  private final HandleResolver resolver;
  private final Resolutions resolutions;

  HandleLookup(
      AccountDirectory accounts,
      HandleDomains domains,
      HandleResolver resolver,
      Resolutions resolutions) {
    this.accounts = accounts;
    this.domains = domains;
    this.resolver = resolver;
    this.resolutions = resolutions;
  }

  /** Whether nobody but this server can say whose the handle is. */
  boolean isOurs(Handle handle) {
    return domains.cover(handle);
  }

  Optional<Did> find(Handle handle) {
    return find(handle, resolver::resolve);
  }

  /** Like {@link #find}, past what is remembered of others' handles. */
  Optional<Did> findNow(Handle handle) {
    return find(handle, resolver::resolveNow);
  }

  private Optional<Did> find(Handle handle, Function<Handle, Optional<Did>> elsewhere) {
    var own = accounts.find(handle).filter(account -> account.status().isActive());
    if (own.isPresent()) {
      return own.map(HostedAccount::did);
    }
    return isOurs(handle) ? Optional.empty() : resolutions.ask(() -> elsewhere.apply(handle));
  }

  /** Whether the handle leads to the DID by what anybody can see: no row here stands for DNS. */
  boolean leadsTo(Handle handle, Did did) {
    return leadsTo(handle, did, resolver::resolve);
  }

  /** Like {@link #leadsTo}, past what is remembered. */
  boolean leadsToNow(Handle handle, Did did) {
    return leadsTo(handle, did, resolver::resolveNow);
  }

  private boolean leadsTo(Handle handle, Did did, Function<Handle, Optional<Did>> elsewhere) {
    var found = isOurs(handle) ? find(handle) : resolutions.ask(() -> elsewhere.apply(handle));
    return found.filter(did::equals).isPresent();
  }
}
