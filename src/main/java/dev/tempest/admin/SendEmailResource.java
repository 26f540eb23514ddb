package dev.tempest.admin;

import dev.tempest.account.AccountInfos;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.audit.Audit;
import dev.tempest.audit.AuditEntry;
import dev.tempest.fault.Refusal;
import dev.tempest.mail.Letters;
import dev.tempest.mail.MailService;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The operator's letters to accounts. Lexicon: {@code com.atproto.admin.sendEmail}. */
@Path("/xrpc/com.atproto.admin.sendEmail")
public final class SendEmailResource {
  private static final String SUBJECT = "Message from the operator of your server";

  private final AccountInfos accounts;
  private final Letters letters;
  private final MailService mail;
  private final Audit audit;

  SendEmailResource(AccountInfos accounts, Letters letters, MailService mail, Audit audit) {
    this.accounts = accounts;
    this.letters = letters;
    this.mail = mail;
    this.audit = audit;
  }

  /** {@code comment} is for the audit, and not sent. */
  public record SendEmail(
      Did recipientDid,
      String content,
      @Nullable String subject,
      Did senderDid,
      @Nullable String comment) {
    @Override
    public String toString() {
      return "SendEmail[" + recipientDid + "]";
    }
  }

  public record Sent(boolean sent) {}

  /** False where e-mail is switched off. */
  @POST
  public Sent sendEmail(SendEmail in) {
    var account =
        accounts.find(List.of(in.recipientDid())).stream()
            .findFirst()
            .orElseThrow(() -> Refusal.invalid("Recipient not found"));
    String address = account.email();
    if (address == null) {
      throw Refusal.invalid("Account does not have an email address");
    }
    String subject = in.subject() == null ? SUBJECT : in.subject();
    var letter = letters.ofOperator(address, subject, in.content());
    return audit.around(entry(in, subject), () -> new Sent(mail.send(letter)));
  }

  private static AuditEntry entry(SendEmail in, String subject) {
    var entry =
        AuditEntry.ofOperator("com.atproto.admin.sendEmail", in.recipientDid().value())
            .with("sender", in.senderDid().value())
            .with("subject", subject);
    String comment = in.comment();
    return comment == null ? entry : entry.with("comment", comment);
  }
}
