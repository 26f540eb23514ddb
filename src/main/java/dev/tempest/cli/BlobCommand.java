package dev.tempest.cli;

import dev.tempest.account.AccountInfos;
import dev.tempest.blob.BlobMove;
import dev.tempest.blob.BlobSweep;
import dev.tempest.blob.BlobVerification;
import dev.tempest.progress.ByteCount;
import jakarta.enterprise.inject.Instance;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tempest blob}. */
@Command(
    name = "blob",
    description = "Look after blobs.",
    subcommands = {BlobCommand.Gc.class, BlobCommand.Verify.class, BlobCommand.Move.class})
final class BlobCommand {
  private BlobCommand() {}

  /** {@code tempest blob gc}. */
  @OnVolume
  @Command(
      name = "gc",
      description = {
        "Remove blobs that no record refers to and that were uploaded longer than",
        "TEMPEST_BLOB_TEMP_TTL ago. A server does so by itself, every hour."
      })
  static final class Gc extends OperatorCommand {
    private final Instance<BlobSweep> sweep;

    @Option(names = "--dry-run", description = "Only tell what would be removed.")
    boolean dryRun;

    Gc(Instance<BlobSweep> sweep) {
      this.sweep = sweep;
    }

    @Override
    protected int run() {
      var swept = sweep.get().sweepAll(dryRun, progress());
      show(
          swept,
          () ->
              out()
                  .printf(
                      "%s %d uploads and %d orphans, %s; %d others as old stay, %d failed%n",
                      dryRun ? "would remove" : "removed",
                      swept.uploadsRemoved(),
                      swept.orphansRemoved(),
                      ByteCount.shown(swept.bytes()),
                      swept.kept(),
                      swept.failed()));
      return swept.failed() == 0 ? ExitCode.DONE : ExitCode.FAILED;
    }
  }

  /** {@code tempest blob verify}. */
  @OnVolume
  @Command(
      name = "verify",
      description = {
        "Prove that every blob that records refer to is in the store with its size.",
        "Names what is there and nothing knows of, which is no failure."
      })
  static final class Verify extends OperatorCommand {
    private final NamedAccounts named;
    private final Instance<AccountInfos> accounts;
    private final Instance<BlobVerification> verification;

    @Option(names = "--account", paramLabel = "DID|HANDLE", description = "Only of this account.")
    @Nullable String account;

    @Option(names = "--hashes", description = "Read every blob, and compare it with its CID.")
    boolean hashes;

    Verify(
        NamedAccounts named,
        Instance<AccountInfos> accounts,
        Instance<BlobVerification> verification) {
      this.named = named;
      this.accounts = accounts;
      this.verification = verification;
    }

    @Override
    protected int run() {
      var report =
          account == null
              ? verification.get().verify(accounts.get().all(), hashes, progress())
              : verification.get().verifyOne(named.find(account).did(), hashes, progress());
      show(report, () -> print(report));
      return report.faults().isEmpty() ? ExitCode.DONE : ExitCode.NOT_VERIFIED;
    }

    private void print(BlobVerification.Report report) {
      for (var unknown : report.unknown()) {
        out()
            .printf(
                "unknown: %s %s/%s, %s%n",
                unknown.place(),
                unknown.account(),
                unknown.name(),
                ByteCount.shown(unknown.size()));
      }
      printFaults(this, report.faults());
      out()
          .printf(
              "%s: %d accounts, %d blobs referred to, %s there, %d hashed: %d faults, %d unknown%n",
              report.store(),
              report.accounts(),
              report.referenced(),
              ByteCount.shown(report.bytes()),
              report.hashed(),
              report.faults().size(),
              report.unknown().size());
    }
  }

  private static void printFaults(OperatorCommand command, List<BlobVerification.Fault> faults) {
    for (var fault : faults) {
      String blob = fault.cid() == null ? "account" : fault.cid().toString();
      command.out().printf("FAULT: %s %s %s%n", fault.did(), blob, fault.fault());
    }
  }

  /** {@code tempest blob move}. */
  @OnVolume(besideServer = false)
  @Command(
      name = "move",
      description = {
        "Copy all blobs to the other store; the old one keeps them. May be repeated: what is",
        "there is not copied again. Set TEMPEST_BLOB_STORE afterwards, then start the server."
      })
  static final class Move extends OperatorCommand {
    private final Instance<BlobMove> move;

    @Option(names = "--to", paramLabel = "s3|local", required = true, description = "The store.")
    String to;

    Move(Instance<BlobMove> move) {
      this.move = move;
    }

    @Override
    protected int run() {
      var destination =
          switch (to) {
            case "s3" -> BlobMove.Destination.S3;
            case "local" -> BlobMove.Destination.LOCAL;
            default -> throw CommandException.usage("--to must be s3 or local");
          };
      var moved = move.get().move(destination, progress());
      show(moved, () -> print(moved));
      return moved.faults().isEmpty() ? ExitCode.DONE : ExitCode.NOT_VERIFIED;
    }

    private void print(BlobMove.Moved moved) {
      printFaults(this, moved.faults());
      out()
          .printf(
              "%s to %s: %d blobs copied, %s; %d were there; %d faults%n",
              moved.from(),
              moved.to(),
              moved.copied(),
              ByteCount.shown(moved.bytes()),
              moved.already(),
              moved.faults().size());
      out().printf("now set TEMPEST_BLOB_STORE=%s and start the server%n", to);
    }
  }
}
