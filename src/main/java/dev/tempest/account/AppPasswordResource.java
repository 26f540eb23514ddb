package dev.tempest.account;

import dev.tempest.auth.CallerContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Passwords for apps that shall not have the account's own. */
@Path("/xrpc")
public final class AppPasswordResource {
  private final AppPasswords passwords;
  private final CallerContext caller;

  AppPasswordResource(AppPasswords passwords, CallerContext caller) {
    this.passwords = passwords;
    this.caller = caller;
  }

  public record CreateAppPassword(String name, @Nullable Boolean privileged) {}

  public record AppPasswordCreated(
      String name, String password, Instant createdAt, boolean privileged) {
    @Override
    public String toString() {
      return "AppPasswordCreated[…]";
    }
  }

  public record ListedAppPassword(String name, Instant createdAt, boolean privileged) {}

  public record AppPasswordList(List<ListedAppPassword> passwords) {}

  public record RevokeAppPassword(String name) {}

  @POST
  @Path("com.atproto.server.createAppPassword")
  public AppPasswordCreated createAppPassword(CreateAppPassword in) {
    var made =
        passwords.create(
            caller.requireSession().did(), in.name(), Boolean.TRUE.equals(in.privileged()));
    return new AppPasswordCreated(
        made.row().name(), made.password(), made.row().createdAt(), made.row().privileged());
  }

  @GET
  @Path("com.atproto.server.listAppPasswords")
  public AppPasswordList listAppPasswords() {
    return new AppPasswordList(
        passwords.list(caller.requireSession().did()).stream()
            .map(row -> new ListedAppPassword(row.name(), row.createdAt(), row.privileged()))
            .toList());
  }

  @POST
  @Path("com.atproto.server.revokeAppPassword")
  public void revokeAppPassword(RevokeAppPassword in) {
    passwords.revoke(caller.requireSession().did(), in.name());
  }
}
