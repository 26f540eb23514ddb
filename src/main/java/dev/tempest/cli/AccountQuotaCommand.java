package dev.tempest.cli;

import dev.tempest.auth.HostedAccount;
import dev.tempest.blob.BlobQuota;
import dev.tempest.progress.ByteCount;
import jakarta.enterprise.inject.Instance;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tempest account quota}. */
@OnVolume
@Command(name = "quota", description = "Show or set how many bytes of blobs an account may have.")
final class AccountQuotaCommand extends OneAccountCommand {
  private final Instance<BlobQuota> quotas;

  @Option(
      names = "--set",
      paramLabel = "SIZE",
      description = "For example 500MB or 2GB; 'default' for what the server gives everybody.")
  @Nullable String size;

  AccountQuotaCommand(NamedAccounts named, Instance<BlobQuota> quotas) {
    super(named);
    this.quotas = quotas;
  }

  @Override
  protected int run() {
    var found = find();
    if (size != null) {
      set(found, size);
    }
    var usage = quotas.get().of(found.did());
    show(
        usage,
        () ->
            out()
                .printf(
                    "%s uses %s in %d blobs, and may use %s%n",
                    found.handle(),
                    ByteCount.shown(usage.bytes()),
                    usage.blobs(),
                    usage.quota().isPresent()
                        ? ByteCount.shown(usage.quota().getAsLong())
                        : "what fits"));
    return ExitCode.DONE;
  }

  private void set(HostedAccount found, String size) {
    var bytes = size.equals("default") ? OptionalLong.empty() : OptionalLong.of(Size.parse(size));
    quotas.get().set(found.did(), bytes, entry("account quota", found).with("bytes", size));
  }
}
