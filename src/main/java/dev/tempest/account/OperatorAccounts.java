package dev.tempest.account;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.audit.Audit;
import dev.tempest.audit.AuditEntry;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.sqlite.Database;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Accounts as the operator lists and makes them. Blocks. */
@Singleton
public final class OperatorAccounts {
  private final Database accounts;
  private final AccountCreation creation;
  private final HandleRules handles;
  private final Audit audit;

  OperatorAccounts(
      AccountDatabase accounts, AccountCreation creation, HandleRules handles, Audit audit) {
    this.accounts = accounts.database();
    this.creation = creation;
    this.handles = handles;
    this.audit = audit;
  }

  /** Every account but deleted ones, in the order in which they came. */
  public List<OperatedAccount> list() {
    return accounts.read(connection -> OperatedAccountTable.list(connection, null));
  }

  /** Empty when there is no such account, or no longer. */
  public Optional<OperatedAccount> find(Did did) {
    return accounts.read(connection -> OperatedAccountTable.list(connection, did)).stream()
        .findFirst();
  }

  /** Who shall have an account. */
  public record Newcomer(String handle, String email, String password) {
    @Override
    public String toString() {
      return "Newcomer[" + handle + "]";
    }
  }

  /**
   * Makes an account for somebody: no invite is asked for, reserved handles are free, and nobody is
   * logged in.
   */
  public Did create(Newcomer newcomer, AuditEntry entry) {
    Handle handle = handles.requireFitByOperator(newcomer.handle());
    var email = new Email(newcomer.email());
    PasswordRules.requireFit(newcomer.password());
    var application =
        new AccountCreation.Application(
            handle,
            email,
            newcomer.password(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    Did did =
        audit.around(
            entry.with("handle", handle.value()), () -> creation.create(application).did());
    accounts.write(
        tx -> {
          CredentialTable.endSessions(tx, did);
          return null;
        });
    return did;
  }
}
