package dev.tempest.hosted;

import dev.tempest.atproto.data.DagJson;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.atproto.syntax.SyntaxException;
import dev.tempest.auth.AccountDirectory;
import dev.tempest.auth.HostedAccount;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestResponse;

/** The files in which other servers look for handles and for this server's DID document. */
@Path("/.well-known")
public final class WellKnownResource {
  private final AccountDirectory accounts;
  private final OwnDocuments documents;

  WellKnownResource(AccountDirectory accounts, OwnDocuments documents) {
    this.accounts = accounts;
    this.documents = documents;
  }

  /** The DID of the account whose handle is the host that was asked. */
  @GET
  @Path("atproto-did")
  @Produces(MediaType.TEXT_PLAIN)
  public RestResponse<String> atprotoDid(@Context HttpServerRequest request) {
    return Optional.ofNullable(request.authority())
        .flatMap(authority -> account(authority.host()))
        .map(account -> RestResponse.ok(account.did().value()))
        .orElseGet(() -> RestResponse.status(RestResponse.Status.NOT_FOUND, "handle not found"));
  }

  private Optional<HostedAccount> account(String host) {
    try {
      return accounts.find(new Handle(host)).filter(account -> account.status().isActive());
    } catch (SyntaxException noHandle) {
      return Optional.empty();
    }
  }

  @GET
  @Path("did.json")
  @Produces(MediaType.APPLICATION_JSON)
  public String didDocument() {
    return DagJson.format(documents.document().json());
  }
}
