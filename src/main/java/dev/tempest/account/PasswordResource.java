package dev.tempest.account;

import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** A new password for who has lost theirs. */
@Path("/xrpc")
public final class PasswordResource {
  /** Longer than it takes to make a code: the time taken tells nothing. */
  private static final Duration REQUEST_TIME = Duration.ofMillis(350);

  private final CodeLetters letters;
  private final PasswordChange passwords;

  PasswordResource(CodeLetters letters, PasswordChange passwords) {
    this.letters = letters;
    this.passwords = passwords;
  }

  public record RequestPasswordReset(String email) {
    @Override
    public String toString() {
      return "RequestPasswordReset[…]";
    }
  }

  public record ResetPassword(String token, String password) {
    @Override
    public String toString() {
      return "ResetPassword[…]";
    }
  }

  /** The same answer, whether or not there is such an account. */
  @POST
  @Path("com.atproto.server.requestPasswordReset")
  @Blocking
  public CompletionStage<Response> requestPasswordReset(RequestPasswordReset in) {
    return Pace.atLeast(
        REQUEST_TIME,
        () -> {
          letters.sendPasswordReset(in.email());
          return Response.ok().build();
        });
  }

  @POST
  @Path("com.atproto.server.resetPassword")
  public void resetPassword(ResetPassword in) {
    passwords.reset(in.token(), in.password());
  }
}
