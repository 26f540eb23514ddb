package dev.tempest.admin;

import dev.tempest.account.AccountDeletion;
import dev.tempest.account.EmailChange;
import dev.tempest.account.HandleChange;
import dev.tempest.account.PasswordChange;
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
  private final AccountDeletion deletion;
  private final EmailChange emails;
  private final HandleChange handles;
  private final PasswordChange passwords;
  private final SigningKeyChange keys;
  private final Audit audit;

  AccountAdminResource(
      AccountDirectory directory,
      AccountDeletion deletion,
      EmailChange emails,
      HandleChange handles,
      PasswordChange passwords,
      SigningKeyChange keys,
      Audit audit) {
    this.directory = directory;
    this.deletion = deletion;
    this.emails = emails;
    this.handles = handles;
    this.passwords = passwords;
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

  /** Deleting again what is deleted finishes it, should it be unfinished. */
  @POST
  @Path("com.atproto.admin.deleteAccount")
  public void deleteAccount(DeleteAccount in) {
    Did did = directory.find(in.did()).orElseThrow(AccountAdminResource::notFound).did();
    audit.around(entry("deleteAccount", did), () -> deletion.erase(did));
  }

  @POST
  @Path("com.atproto.admin.updateAccountEmail")
  public void updateAccountEmail(UpdateEmail in) {
    Did did = require(in.account());
    audit.around(entry("updateAccountEmail", did), () -> emails.change(did, in.email()));
  }

  @POST
  @Path("com.atproto.admin.updateAccountHandle")
  public void updateAccountHandle(UpdateHandle in) {
    Did did = require(in.did());
    audit.around(
        entry("updateAccountHandle", did).with("handle", in.handle()),
        () -> handles.changeByOperator(did, in.handle()));
  }

  @POST
  @Path("com.atproto.admin.updateAccountPassword")
  public void updateAccountPassword(UpdatePassword in) {
    Did did = require(in.did());
    audit.around(entry("updateAccountPassword", did), () -> passwords.change(did, in.password()));
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
