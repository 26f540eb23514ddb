package dev.tempest.account;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.auth.CallerContext;
import dev.tempest.fault.Refusal;
import dev.tempest.mail.Purpose;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import org.jspecify.annotations.Nullable;

/** The account's e-mail address, as its owner confirms and changes it. */
@Path("/xrpc")
public final class EmailResource {
  private final EmailChange emails;
  private final CodeLetters letters;
  private final CallerContext caller;

  EmailResource(EmailChange emails, CodeLetters letters, CallerContext caller) {
    this.emails = emails;
    this.letters = letters;
    this.caller = caller;
  }

  public record ConfirmEmail(String email, String token) {
    @Override
    public String toString() {
      return "ConfirmEmail[…]";
    }
  }

  public record UpdateEmail(
      String email, @Nullable Boolean emailAuthFactor, @Nullable String token) {
    @Override
    public String toString() {
      return "UpdateEmail[…]";
    }
  }

  public record EmailUpdateRequested(boolean tokenRequired) {}

  @POST
  @Path("com.atproto.server.requestEmailConfirmation")
  public void requestEmailConfirmation() {
    letters.send(caller.requireSession().did(), Purpose.CONFIRM_EMAIL);
  }

  @POST
  @Path("com.atproto.server.confirmEmail")
  public void confirmEmail(ConfirmEmail in) {
    emails.confirm(caller.requireSession().did(), in.email(), in.token());
  }

  @POST
  @Path("com.atproto.server.requestEmailUpdate")
  public EmailUpdateRequested requestEmailUpdate() {
    Did did = caller.requireSession().did();
    boolean confirmed = emails.isConfirmed(did);
    if (confirmed) {
      letters.send(did, Purpose.UPDATE_EMAIL);
    }
    return new EmailUpdateRequested(confirmed);
  }

  @POST
  @Path("com.atproto.server.updateEmail")
  public void updateEmail(UpdateEmail in) {
    if (Boolean.TRUE.equals(in.emailAuthFactor())) {
      throw Refusal.invalid("This server does not send codes at login (emailAuthFactor)");
    }
    emails.change(caller.requireSession().did(), in.email(), in.token());
  }
}
