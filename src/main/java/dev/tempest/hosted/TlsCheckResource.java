package dev.tempest.hosted;

import dev.tempest.atproto.syntax.Handle;
import dev.tempest.atproto.syntax.SyntaxException;
import dev.tempest.auth.AccountDirectory;
import dev.tempest.config.ServerConfig;
import dev.tempest.fault.Refusal;
import dev.tempest.identity.HandleDomains;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells a proxy such as Caddy whether to get a certificate for a name. */
@Path("/tls-check")
@Produces(MediaType.APPLICATION_JSON)
public final class TlsCheckResource {
  private final AccountDirectory accounts;
  private final HandleDomains domains;
  private final String hostname;

  TlsCheckResource(AccountDirectory accounts, HandleDomains domains, ServerConfig server) {
    this.accounts = accounts;
    this.domains = domains;
    this.hostname = server.hostname();
  }

  public record Checked(boolean success) {}

  /** 200 for the server's own name and its accounts' handles, 404 for a handle that nobody has. */
  @GET
  public Checked check(@QueryParam("domain") @Nullable String domain) {
    if (domain == null || domain.isEmpty()) {
      throw Refusal.invalid("bad or missing domain query param");
    }
    if (domain.toLowerCase(Locale.ROOT).equals(hostname)) {
      return new Checked(true);
    }
    var handle =
        parse(domain)
            .filter(domains::cover)
            .orElseThrow(() -> Refusal.invalid("handles are not provided on this domain"));
    return accounts
        .find(handle)
        .filter(account -> account.status().isActive())
        .map(_ -> new Checked(true))
        .orElseThrow(() -> new Refusal.Unknown("NotFound", "handle not found for this domain"));
  }

  private static Optional<Handle> parse(String domain) {
    try {
      return Optional.of(new Handle(domain));
    } catch (SyntaxException noHandle) {
      return Optional.empty();
    }
  }
}
