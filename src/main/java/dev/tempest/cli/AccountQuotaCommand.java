package dev.tempest.cli;

import dev.tempest.account.OperatorAccounts;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.auth.HostedAccount;
import dev.tempest.blob.BlobStatistics;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.enterprise.inject.Instance;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tempest account quota}. */
@OnVolume
@Command(name = "quota", description = "Show or set how many bytes of blobs an account may have.")
final class AccountQuotaCommand extends OneAccountCommand {
  private final Instance<OperatorAccounts> accounts;
  private final Instance<BlobStatistics> blobs;

  @Option(
      names = "--set",
      paramLabel = "SIZE",
      description = "For example 500MB or 2GB; 'default' for what the server gives everybody.")
  @Nullable String size;

  AccountQuotaCommand(
      NamedAccounts named, Instance<OperatorAccounts> accounts, Instance<BlobStatistics> blobs) {
    super(named);
    this.accounts = accounts;
    this.blobs = blobs;
  }

  /** {@code quota}: absent for what everybody has. */
  @RegisterForReflection
  record Result(Did did, @Nullable Long quota, long used) {}

  @Override
  protected int run() {
    var found = find();
    if (size != null) {
      set(found, size);
    }
    Long quota = accounts.get().find(found.did()).orElseThrow().blobQuota();
    long used =
        blobs.get().byAccount().getOrDefault(found.did(), BlobStatistics.Usage.NONE).bytes();
    show(
        new Result(found.did(), quota, used),
        () ->
            out()
                .printf(
                    "%s uses %s, and may use %s%n",
                    found.handle(),
                    Size.of(used),
                    quota == null ? "what the server gives everybody" : Size.of(quota)));
    return ExitCode.DONE;
  }

  private void set(HostedAccount found, String size) {
    Long bytes = size.equals("default") ? null : Size.parse(size);
    accounts.get().setBlobQuota(found.did(), bytes, entry("account quota", found));
  }
}
