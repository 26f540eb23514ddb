package dev.tempest.account;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.auth.CallerContext;
import dev.tempest.mail.Purpose;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Leaving for good. */
@Path("/xrpc")
public final class DeletionResource {
  /** As a login: the password is checked. */
  private static final Duration CHECK_TIME = Duration.ofMillis(350);

  private final CodeLetters letters;
  private final AccountFarewell farewell;
  private final CallerContext caller;

  DeletionResource(CodeLetters letters, AccountFarewell farewell, CallerContext caller) {
    this.letters = letters;
    this.farewell = farewell;
    this.caller = caller;
  }

  public record DeleteAccount(Did did, String password, String token) {
    @Override
    public String toString() {
      return "DeleteAccount[" + did + ", …]";
    }
  }

  @POST
  @Path("com.atproto.server.requestAccountDelete")
  public void requestAccountDelete() {
    letters.send(caller.requireSession().did(), Purpose.DELETE_ACCOUNT);
  }

  /** Without a session: password and code say who it is. */
  @POST
  @Path("com.atproto.server.deleteAccount")
  @Blocking
  public CompletionStage<Response> deleteAccount(DeleteAccount in) {
    return Pace.atLeast(
        CHECK_TIME,
        () -> {
          farewell.delete(in.did(), in.password(), in.token());
          return Response.ok().build();
        });
  }
}
