package dev.tempest.cli;

import dev.tempest.auth.SigningKeys;
import dev.tempest.record.RepoInspection;
import jakarta.enterprise.inject.Instance;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code tempest repo}. */
@Command(
    name = "repo",
    description = "Look after repositories.",
    subcommands = RepoCommand.Verify.class)
final class RepoCommand {
  private RepoCommand() {}

  /** {@code tempest repo verify}. */
  @OnVolume
  @Command(
      name = "verify",
      description = "Prove an account's repository: signature, every tree node, every record.")
  static final class Verify extends OperatorCommand {
    private final NamedAccounts accounts;
    private final Instance<SigningKeys> keys;
    private final Instance<RepoInspection> inspection;

    @Parameters(paramLabel = "DID|HANDLE", description = "Whose repository.")
    String account;

    Verify(
        NamedAccounts accounts, Instance<SigningKeys> keys, Instance<RepoInspection> inspection) {
      this.accounts = accounts;
      this.keys = keys;
      this.inspection = inspection;
    }

    @Override
    protected int run() {
      var did = accounts.find(account).did();
      var report = inspection.get().verify(did, keys.get().of(did).publicKey());
      show(
          report,
          () ->
              out()
                  .printf(
                      "%s ok: commit %s, rev %s, %d records, %d tree nodes%n",
                      did, report.head(), report.rev(), report.records(), report.nodes()));
      return ExitCode.DONE;
    }
  }
}
