package dev.tempest.account;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tempest.atproto.syntax.Datetime;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.SyntaxException;
import dev.tempest.auth.CallerContext;
import dev.tempest.fault.Refusal;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How accounts move, rest and return: parts of {@code com.atproto.server.*}. */
@Path("/xrpc")
public final class LifecycleResource {
  private final AccountLifecycle lifecycle;
  private final MoveStatuses statuses;
  private final ReservedKeys reserved;
  private final CallerContext caller;

  LifecycleResource(
      AccountLifecycle lifecycle,
      MoveStatuses statuses,
      ReservedKeys reserved,
      CallerContext caller) {
    this.lifecycle = lifecycle;
    this.statuses = statuses;
    this.reserved = reserved;
    this.caller = caller;
  }

  public record Deactivation(@Nullable String deleteAfter) {}

  public record Reservation(@Nullable Did did) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Reserved(
      String signingKey, @Nullable Did did, @Nullable String verificationMethod) {}

  @POST
  @Path("com.atproto.server.activateAccount")
  public void activateAccount() {
    lifecycle.activate(caller.requireDid());
  }

  @POST
  @Path("com.atproto.server.deactivateAccount")
  public void deactivateAccount(Deactivation in) {
    lifecycle.deactivate(caller.requireDid(), time(in.deleteAfter()));
  }

  private static @Nullable Instant time(@Nullable String text) {
    try {
      return text == null ? null : new Datetime(text).toInstant();
    } catch (SyntaxException malformed) {
      throw Refusal.invalid("Input/deleteAfter must be a valid datetime");
    }
  }

  @GET
  @Path("com.atproto.server.checkAccountStatus")
  public MoveStatuses.MoveStatus checkAccountStatus() {
    return statuses.of(caller.requireAccount());
  }

  @POST
  @Path("com.atproto.server.reserveSigningKey")
  public Reserved reserveSigningKey(Reservation in) {
    String key = reserved.reserve(in.did());
    return new Reserved(key, in.did(), in.did() == null ? null : in.did() + "#atproto");
  }
}
