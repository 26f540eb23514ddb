package dev.tempest.hosted;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.atproto.syntax.SyntaxException;
import dev.tempest.auth.AccountDirectory;
import dev.tempest.auth.HostedAccount;
import dev.tempest.fault.Refusal;
import dev.tempest.identity.HandleDomains;
import dev.tempest.identity.HandleResolver;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import org.jspecify.annotations.Nullable;

/** {@code com.atproto.identity.resolveHandle}. */
@Path("/xrpc")
public final class HandleResource {
  record Resolved(Did did) {}

  private final AccountDirectory accounts;
  private final HandleDomains domains;
  private final HandleResolver resolver;

  HandleResource(AccountDirectory accounts, HandleDomains domains, HandleResolver resolver) {
    this.accounts = accounts;
    this.domains = domains;
    this.resolver = resolver;
  }

  @GET
  @Path("com.atproto.identity.resolveHandle")
  public Resolved resolveHandle(@QueryParam("handle") @Nullable String text) {
    Handle handle = parse(text);
    var own = accounts.find(handle).filter(account -> account.status().isActive());
    if (own.isPresent()) {
      return new Resolved(own.map(HostedAccount::did).get());
    }
    if (domains.cover(handle)) {
      throw new Refusal.Invalid("HandleNotFound", "Unable to resolve handle");
    }
    return resolver
        .resolve(handle)
        .map(Resolved::new)
        .orElseThrow(() -> Refusal.invalid("Unable to resolve handle"));
  }

  private static Handle parse(@Nullable String text) {
    if (text == null) {
      throw Refusal.invalid("handle is required");
    }
    try {
      return new Handle(text);
    } catch (SyntaxException malformed) {
      throw Refusal.invalid("handle must be a valid handle");
    }
  }
}
