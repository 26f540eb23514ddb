package dev.tempest.admin;

import dev.tempest.account.HandleChange;
import dev.tempest.account.SigningKeyChange;
import dev.tempest.atproto.syntax.AtIdentifier;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.audit.Audit;
import dev.tempest.audit.AuditEntry;
import dev.tempest.auth.AccountDirectory;
import dev.tempest.auth.AccountStatus;
import dev.tempest.auth.HostedAccount;
import dev.tempest.fault.Refusal;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

/** What the operator changes of accounts. Lexicons: {@code com.atproto.admin.*}. */
@Path("/xrpc")
public final class AccountAdminResource {
  private static final String PREFIX = "com.atproto.admin.";

  private final AccountDirectory directory;
  private final HandleChange handles;
  private final SigningKeyChange keys;
  private final Audit audit;

  AccountAdminResource(
      AccountDirectory directory, HandleChange handles, SigningKeyChange keys, Audit audit) {
    this.directory = directory;
    this.handles = handles;
    this.keys = keys;
    this.audit = audit;
  }

  public record DeleteAccount(Did did) {}

  public record UpdateEmail(AtIdentifier account, String email) {
    @Override
    public String toString() {
      return "UpdateEmail[" + account + "]";
    }
  }

  public record UpdateHandle(Did did, String handle) {}

  public record UpdatePassword(Did did, String password) {
    @Override
    public String toString() {
      return "UpdatePassword[" + did + "]";
    }
  }

  /** {@code signingKey} is a {@code did:key}. */
  public record UpdateSigningKey(Did did, String signingKey) {}

  @POST
  @Path("com.atproto.admin.updateAccountHandle")
  public void updateAccountHandle(UpdateHandle in) {
    Did did = require(in.did());
    audit.around(
        entry("updateAccountHandle", did).with("handle", in.handle()),
        () -> handles.changeByOperator(did, in.handle()));
  }

  @POST
  @Path("com.atproto.admin.updateAccountSigningKey")
  public void updateAccountSigningKey(UpdateSigningKey in) {
    Did did = require(in.did());
    audit.around(
        entry("updateAccountSigningKey", did).with("signingKey", in.signingKey()),
        () -> keys.change(did, in.signingKey()));
  }

  private Did require(AtIdentifier account) {
    return directory
        .find(account)
        .filter(found -> found.status() != AccountStatus.DELETED)
        .map(HostedAccount::did)
        .orElseThrow(AccountAdminResource::notFound);
  }

  private static AuditEntry entry(String method, Did did) {
    return AuditEntry.ofOperator(PREFIX + method, did.value());
  }

  private static Refusal notFound() {
    return new Refusal.Invalid("NotFound", "Account not found");
  }
}
