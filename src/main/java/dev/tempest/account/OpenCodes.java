package dev.tempest.account;

import dev.tempest.atproto.syntax.AtIdentifier;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.audit.Audit;
import dev.tempest.audit.AuditEntry;
import dev.tempest.auth.AccountDirectory;
import dev.tempest.auth.AccountStatus;
import dev.tempest.auth.HostedAccount;
import dev.tempest.fault.Refusal;
import dev.tempest.mail.EmailCodes;
import dev.tempest.mail.EmailCodes.Issued;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Shows the operator the codes that went out by e-mail, or would have. Whoever knows one may do in
 * the account's name what it is for: so each look is in the audit.
 */
@Singleton
public final class OpenCodes {
  private final AccountDirectory directory;
  private final EmailCodes codes;
  private final Audit audit;

  OpenCodes(AccountDirectory directory, EmailCodes codes, Audit audit) {
    this.directory = directory;
    this.codes = codes;
    this.audit = audit;
  }

  /** The codes of {@code did} that are good now. */
  public record Found(Did did, List<Issued> codes) {
    public Found {
      codes = List.copyOf(codes);
    }
  }

  /**
   * Looks on behalf of {@code actor}; {@code NotFound} when there is no such account.
   *
   * @param action what the actor called
   */
  public Found show(AtIdentifier account, String actor, String action) {
    Did did =
        directory
            .find(account)
            .filter(found -> found.status() != AccountStatus.DELETED)
            .map(HostedAccount::did)
            .orElseThrow(() -> new Refusal.Invalid("NotFound", "Account not found"));
    var found = codes.list(did);
    var entry = new AuditEntry(actor, action, did.value(), java.util.Map.of());
    var purposes = found.stream().map(code -> code.purpose().wire()).sorted().toList();
    audit.record(entry.with("purposes", String.join(" ", purposes)));
    return new Found(did, found);
  }
}
