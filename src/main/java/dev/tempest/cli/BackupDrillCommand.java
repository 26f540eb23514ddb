package dev.tempest.cli;

import dev.tempest.archive.PassphraseConfig;
import dev.tempest.backup.Drill;
import dev.tempest.backup.DrillReport;
import jakarta.enterprise.inject.Instance;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tempest backup drill}. */
@OnVolume
@Command(
    name = "drill",
    description = {
      "Restore the newest backup for practice: prove it in a scratch folder, start a second server"
          + " on it, and compare every account.",
      "Nobody hears of that server. TEMPEST_BACKUP_DRILL_SCHEDULE does the same by itself."
    })
final class BackupDrillCommand extends OperatorCommand {
  private final Instance<Drill> drill;
  private final PassphraseConfig config;

  @Mixin ArchivePassphrase passphrase;

  BackupDrillCommand(Instance<Drill> drill, PassphraseConfig config) {
    this.drill = drill;
    this.config = config;
  }

  @Override
  protected int run() {
    var report =
        ProvenBackups.read(() -> drill.get().run(passphrase.get(config, this::path), progress()));
    show(report, () -> print(report));
    return report.passed() ? ExitCode.DONE : ExitCode.NOT_VERIFIED;
  }

  private void print(DrillReport report) {
    out().printf("backup %s of %s, %s%n", report.backup(), report.createdAt(), report.location());
    report.faults().forEach(fault -> out().println("FAILED: " + fault));
    var totals = report.totals();
    out()
        .printf(
            "proven: %d repositories with %d records, %d blobs%n",
            totals.repositories(), totals.records(), totals.blobs());
    out()
        .printf(
            "a server started on it in %.1f s and was asked for %d accounts%n",
            report.startSeconds(), report.compared());
    out()
        .printf(
            "the drill is %s, after %.1f s%n",
            report.passed() ? "passed" : "NOT PASSED", report.seconds());
  }
}
