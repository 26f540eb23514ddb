package dev.tempest.cli;

import dev.tempest.atproto.repo.VerifyException;
import dev.tempest.atproto.syntax.AtIdentifier;
import dev.tempest.auth.AccountDirectory;
import dev.tempest.auth.SigningKeys;
import dev.tempest.record.RepoInspection;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tempest repo}. */
@Command(
    name = "repo",
    description = "Look after repositories.",
    subcommands = RepoCommand.Verify.class)
final class RepoCommand {
  private RepoCommand() {}

  /** {@code tempest repo verify}. */
  @Command(
      name = "verify",
      description = "Prove an account's repository: signature, every tree node, every record.")
  static final class Verify implements Callable<Integer> {
    private final AccountDirectory accounts;
    private final SigningKeys keys;
    private final RepoInspection inspection;

    @Parameters(paramLabel = "DID|HANDLE", description = "whose repository")
    String account;

    @Spec CommandSpec spec;

    Verify(AccountDirectory accounts, SigningKeys keys, RepoInspection inspection) {
      this.accounts = accounts;
      this.keys = keys;
      this.inspection = inspection;
    }

    @Override
    public Integer call() {
      PrintWriter out = spec.commandLine().getOut();
      var found = accounts.find(AtIdentifier.of(account));
      if (found.isEmpty()) {
        out.println("no such account: " + account);
        return ExitCode.NOT_FOUND;
      }
      var did = found.get().did();
      try {
        var report = inspection.verify(did, keys.of(did).publicKey());
        out.printf(
            "%s ok: commit %s, rev %s, %d records, %d tree nodes%n",
            did, report.head(), report.rev(), report.records(), report.nodes());
        return ExitCode.DONE;
      } catch (VerifyException e) {
        out.printf("%s FAILED: %s%n", did, e.getMessage());
        return ExitCode.NOT_VERIFIED;
      }
    }
  }
}
