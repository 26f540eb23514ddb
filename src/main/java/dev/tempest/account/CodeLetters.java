package dev.tempest.account;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.fault.Refusal;
import dev.tempest.mail.EmailCodes;
import dev.tempest.mail.Letter;
import dev.tempest.mail.Letters;
import dev.tempest.mail.MailService;
import dev.tempest.mail.Purpose;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.sqlite.Database;
import jakarta.inject.Singleton;
import java.util.Objects;

/** Makes codes and sends them to the addresses of accounts. */
@Singleton
public final class CodeLetters {
  private final Database accounts;
  private final EmailCodes codes;
  private final Letters letters;
  private final MailService mail;

  CodeLetters(AccountDatabase accounts, EmailCodes codes, Letters letters, MailService mail) {
    this.accounts = accounts.database();
    this.codes = codes;
    this.letters = letters;
    this.mail = mail;
  }

  /**
   * Sends the account's owner, who asks for it, a code. Without e-mail the operator has it. Refuses
   * with {@code UpstreamFailure} when the mail server does.
   */
  public void send(Did did, Purpose purpose) {
    AccountTable.Row account =
        accounts
            .read(connection -> AccountTable.findByDid(connection, did))
            .orElseThrow(() -> new Refusal.Invalid("AccountNotFound", "Account not found"));
    String email = account.email();
    if (email == null && mail.isEnabled()) {
      throw Refusal.invalid("The account has no email address");
    }
    String code = codes.issue(did, purpose);
    if (email != null) {
      mail.send(letter(account, email, purpose, code));
    }
  }

  /** For strangers, who do not learn whether there is such an account. */
  void sendPasswordReset(String address) {
    accounts
        .read(connection -> AccountTable.findByEmail(connection, address))
        .ifPresent(
            account -> {
              String code = codes.issue(account.did(), Purpose.RESET_PASSWORD);
              // as the owner spells it: some mail servers care
              String to = Objects.requireNonNullElse(account.email(), address);
              mail.sendLater(letter(account, to, Purpose.RESET_PASSWORD, code));
            });
  }

  private Letter letter(AccountTable.Row account, String to, Purpose purpose, String code) {
    Handle handle = account.handle();
    return letters.ofCode(to, handle == null ? Handle.INVALID : handle, purpose, code);
  }
}
