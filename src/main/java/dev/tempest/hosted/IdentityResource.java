package dev.tempest.hosted;

import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.syntax.AtIdentifier;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.fault.Refusal;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import org.jspecify.annotations.Nullable;

/**
 * Resolves identities for those who cannot, as pages in a browser. On virtual threads: it waits for
 * the network.
 */
@Path("/xrpc")
public final class IdentityResource {
  private final Identities identities;

  IdentityResource(Identities identities) {
    this.identities = identities;
  }

  public record ResolvedDid(Node.Obj didDoc) {}

  public record Refresh(AtIdentifier identifier) {}

  /** {@code com.atproto.identity.defs#identityInfo}. */
  public record IdentityInfo(Did did, Handle handle, Node.Obj didDoc) {
    static IdentityInfo of(Identities.Identity identity) {
      return new IdentityInfo(identity.did(), identity.handle(), identity.document());
    }
  }

  @GET
  @Path("com.atproto.identity.resolveDid")
  @RunOnVirtualThread
  public ResolvedDid resolveDid(@QueryParam("did") @Nullable Did did) {
    return new ResolvedDid(identities.document(Refusal.required(did, "did")).json());
  }

  @GET
  @Path("com.atproto.identity.resolveIdentity")
  @RunOnVirtualThread
  public IdentityInfo resolveIdentity(@QueryParam("identifier") @Nullable AtIdentifier id) {
    return IdentityInfo.of(identities.resolve(Refusal.required(id, "identifier")));
  }

  @POST
  @Path("com.atproto.identity.refreshIdentity")
  @RunOnVirtualThread
  public IdentityInfo refreshIdentity(Refresh in) {
    return IdentityInfo.of(identities.refresh(in.identifier()));
  }
}
