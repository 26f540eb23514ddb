package dev.tempest.hosted;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.atproto.syntax.SyntaxException;
import dev.tempest.fault.Refusal;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import org.jspecify.annotations.Nullable;

/** {@code com.atproto.identity.resolveHandle}. On a virtual thread: it waits for the network. */
@Path("/xrpc")
public final class HandleResource {
  record Resolved(Did did) {}

  private final HandleLookup handles;

  HandleResource(HandleLookup handles) {
    this.handles = handles;
  }

  @GET
  @Path("com.atproto.identity.resolveHandle")
  @RunOnVirtualThread
  public Resolved resolveHandle(@QueryParam("handle") @Nullable String text) {
    Handle handle = parse(text);
    return handles
        .find(handle)
        .map(Resolved::new)
        .orElseThrow(
            () ->
                new Refusal.Invalid(
                    handles.isOurs(handle) ? "HandleNotFound" : "InvalidRequest",
                    "Unable to resolve handle"));
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
