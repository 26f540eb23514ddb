package dev.tempest.account;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.auth.CallerContext;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

/** {@code com.atproto.identity.updateHandle}. */
@Path("/xrpc/com.atproto.identity.updateHandle")
public final class UpdateHandleResource {
  private final CallerContext caller;
  private final HandleChange change;

  UpdateHandleResource(CallerContext caller, HandleChange change) {
    this.caller = caller;
    this.change = change;
  }

  public record UpdateHandle(Handle handle) {}

  /** More than the lexicon asks for: what the handle is now. */
  public record HandleUpdated(Did did, Handle handle) {}

  @POST
  public HandleUpdated updateHandle(UpdateHandle in) {
    Did did = caller.requireDid();
    return new HandleUpdated(did, change.change(did, in.handle().value()));
  }
}
