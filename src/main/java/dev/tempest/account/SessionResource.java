package dev.tempest.account;

import dev.tempest.account.SessionViews.SessionView;
import dev.tempest.auth.CallerContext;
import dev.tempest.limit.Identified;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Logging in, staying logged in, and logging out. */
@Path("/xrpc")
public final class SessionResource {
  /** Longer than a password check takes under load. */
  private static final Duration LOGIN_TIME = Duration.ofMillis(350);

  private final SessionService sessions;
  private final SessionViews views;
  private final CallerContext caller;
  private final LoginMetrics metrics;

  SessionResource(
      SessionService sessions, SessionViews views, CallerContext caller, LoginMetrics metrics) {
    this.sessions = sessions;
    this.views = views;
    this.caller = caller;
    this.metrics = metrics;
  }

  /** {@code identifier} is a handle, an e-mail address or a DID. */
  public record Credentials(String identifier, String password, @Nullable Boolean allowTakendown)
      implements Identified {
    @Override
    public String toString() {
      return "Credentials[…]";
    }
  }

  @POST
  @Path("com.atproto.server.createSession")
  @Blocking
  public CompletionStage<SessionView> createSession(Credentials in) {
    return Pace.atLeast(
        LOGIN_TIME,
        () ->
            views.of(
                metrics.measure(
                    () ->
                        sessions.logIn(
                            in.identifier(),
                            in.password(),
                            Boolean.TRUE.equals(in.allowTakendown())))));
  }

  @POST
  @Path("com.atproto.server.refreshSession")
  public SessionView refreshSession() {
    return views.of(sessions.refresh(caller.requireSession()));
  }

  @POST
  @Path("com.atproto.server.deleteSession")
  public void deleteSession() {
    sessions.revoke(caller.requireSession());
  }

  @GET
  @Path("com.atproto.server.getSession")
  public SessionView getSession() {
    return views.of(caller.requireSession().did());
  }
}
