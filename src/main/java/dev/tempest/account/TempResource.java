package dev.tempest.account;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tempest.account.HandleSuggestions.Suggestion;
import dev.tempest.atproto.syntax.AtIdentifier;
import dev.tempest.atproto.syntax.Datetime;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.atproto.syntax.SyntaxException;
import dev.tempest.audit.Audit;
import dev.tempest.audit.AuditEntry;
import dev.tempest.auth.AccountDirectory;
import dev.tempest.auth.AccountStatus;
import dev.tempest.fault.Refusal;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Those of {@code com.atproto.temp.*} that a server with its own accounts can answer. It has no
 * queue, sends no text messages, and its reserved handles are part of the program.
 */
@Path("/xrpc")
public final class TempResource {
  private static final String RESULT = "com.atproto.temp.checkHandleAvailability#result";

  private final HandleSuggestions handles;
  private final CredentialRevocation revocation;
  private final AccountDirectory directory;
  private final Audit audit;

  TempResource(
      HandleSuggestions handles,
      CredentialRevocation revocation,
      AccountDirectory directory,
      Audit audit) {
    this.handles = handles;
    this.revocation = revocation;
    this.directory = directory;
    this.audit = audit;
  }

  public record Availability(Handle handle, Result result) {}

  /** {@code #resultAvailable} without suggestions, else {@code #resultUnavailable}. */
  public record Result(
      @JsonProperty("$type") String type, @Nullable List<Suggestion> suggestions) {}

  public record SignupQueue(boolean activated) {}

  public record RevokeAccountCredentials(AtIdentifier account) {}

  @GET
  @Path("com.atproto.temp.checkHandleAvailability")
  public Availability checkHandleAvailability(
      @QueryParam("handle") @Nullable Handle handle,
      @QueryParam("email") @Nullable String email,
      @QueryParam("birthDate") @Nullable String birthDate) {
    Handle wanted = Refusal.required(handle, "handle");
    var address = Optional.ofNullable(email).map(TempResource::email);
    var date = Optional.ofNullable(birthDate).map(TempResource::datetime);
    Result result =
        handles.isAvailable(wanted.value())
            ? new Result(RESULT + "Available", null)
            : new Result(RESULT + "Unavailable", handles.like(wanted, address, date));
    return new Availability(wanted, result);
  }

  private static Email email(String text) {
    try {
      return new Email(text);
    } catch (Refusal malformed) {
      throw new Refusal.Invalid("InvalidEmail", "Not an email address");
    }
  }

  private static Datetime datetime(String text) {
    try {
      return new Datetime(text);
    } catch (SyntaxException malformed) {
      throw Refusal.invalid("birthDate must be a datetime");
    }
  }

  @GET
  @Path("com.atproto.temp.checkSignupQueue")
  public SignupQueue checkSignupQueue() {
    return new SignupQueue(true);
  }

  @POST
  @Path("com.atproto.temp.revokeAccountCredentials")
  public void revokeAccountCredentials(RevokeAccountCredentials in) {
    Did did =
        directory
            .find(in.account())
            .filter(account -> account.status() != AccountStatus.DELETED)
            .orElseThrow(() -> Refusal.invalid("Account not found"))
            .did();
    audit.around(
        AuditEntry.ofOperator("com.atproto.temp.revokeAccountCredentials", did.value()),
        () -> revocation.revokeAll(did));
  }
}
