package dev.tempest.cli;

import dev.tempest.audit.Audit;
import dev.tempest.audit.AuditEntry;
import dev.tempest.invite.InviteCode;
import dev.tempest.invite.Invites;
import jakarta.enterprise.inject.Instance;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tempest account invite}. */
@OnVolume
@Command(
    name = "invite",
    description = "Make invite codes. They are needed where TEMPEST_INVITE_REQUIRED is true.")
final class AccountInviteCommand extends OperatorCommand {
  private static final int MOST = 1_000;
  private static final int MOST_USES = 1_000_000;

  private final NamedAccounts accounts;
  private final Instance<Invites> invites;
  private final Instance<Audit> audit;

  @Option(
      names = "--uses",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many accounts one code is good for (default: ${DEFAULT-VALUE}).")
  int uses;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many codes (default: ${DEFAULT-VALUE}).")
  int count;

  @Option(
      names = "--for",
      paramLabel = "DID|HANDLE",
      description = "The account that gives them away; the operator unless given.")
  @Nullable String account;

  AccountInviteCommand(NamedAccounts accounts, Instance<Invites> invites, Instance<Audit> audit) {
    this.accounts = accounts;
    this.invites = invites;
    this.audit = audit;
  }

  @Override
  protected int run() {
    requireBetween("--uses", uses, MOST_USES);
    requireBetween("--count", count, MOST);
    String owner = account == null ? InviteCode.ADMIN : accounts.find(account).did().value();
    var entry =
        AuditEntry.ofCommand("account invite", null)
            .with("accounts", owner)
            .with("codeCount", Integer.toString(count))
            .with("useCount", Integer.toString(uses));
    var made = audit.get().around(entry, () -> invites.get().mint(List.of(owner), count, uses));
    var codes = made.values().stream().flatMap(List::stream).toList();
    show(
        Map.of("account", owner, "uses", uses, "codes", codes),
        () -> codes.forEach(out()::println));
    return ExitCode.DONE;
  }

  private static void requireBetween(String option, int value, int most) {
    if (value < 1 || value > most) {
      throw CommandException.usage("%s must be between 1 and %d".formatted(option, most));
    }
  }
}
