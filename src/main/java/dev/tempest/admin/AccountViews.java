package dev.tempest.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tempest.account.AccountInfo;
import dev.tempest.account.AccountInfos;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.invite.InviteCode;
import dev.tempest.invite.InviteOversight;
import dev.tempest.invite.InviteOversight.AccountInvites;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Accounts with their invites, as {@code com.atproto.admin.defs#accountView}. */
@Singleton
final class AccountViews {
  private final AccountInfos accounts;
  private final InviteOversight invites;

  AccountViews(AccountInfos accounts, InviteOversight invites) {
    this.accounts = accounts;
    this.invites = invites;
  }

  /** {@code com.atproto.admin.defs#accountView}. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record AccountView(
      Did did,
      Handle handle,
      @Nullable String email,
      String indexedAt,
      @Nullable InviteCode invitedBy,
      List<InviteCode> invites,
      boolean invitesDisabled,
      @Nullable String emailConfirmedAt,
      @Nullable String inviteNote,
      @Nullable String deactivatedAt) {
    @Override
    public String toString() {
      return "AccountView[" + did + "]";
    }
  }

  /** Those of {@code dids} that there are, in their order. */
  List<AccountView> of(Collection<Did> dids) {
    return views(accounts.find(dids));
  }

  List<AccountView> views(List<AccountInfo> infos) {
    var ofAccounts = invites.ofAccounts(infos.stream().map(AccountInfo::did).toList());
    return infos.stream().map(info -> view(info, ofAccounts.get(info.did()))).toList();
  }

  private static AccountView view(AccountInfo info, @Nullable AccountInvites invites) {
    return new AccountView(
        info.did(),
        info.handle(),
        info.email(),
        Times.show(info.createdAt()),
        invites == null ? null : invites.invitedBy(),
        invites == null ? List.of() : invites.invites(),
        info.invitesDisabled(),
        Times.showOrNull(info.emailConfirmedAt()),
        info.inviteNote(),
        Times.showOrNull(info.deactivatedAt()));
  }
}
