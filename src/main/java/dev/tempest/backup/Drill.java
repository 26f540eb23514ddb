package dev.tempest.backup;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tempest.account.RestoredAccounts;
import dev.tempest.archive.Passphrase;
import dev.tempest.backup.OperationRuns.Operation;
import dev.tempest.config.ServerConfig;
import dev.tempest.progress.Progress;
import dev.tempest.sqlite.DataDir;
import dev.tempest.sqlite.Database;
import dev.tempest.sqlite.Schema;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Restores this server's newest backup for practice: into a scratch folder, where it is proven, and
 * where a second server starts on it and is asked for every account. One at a time; blocks.
 */
@Singleton
public final class Drill {
  private final BackupList list;
  private final BackupSources sources;
  private final FolderProof proof;
  private final OperationRuns runs;
  private final ServerConfig server;
  private final DataDir dataDir;
  private final ObjectMapper json;
  private final ReentrantLock alone = new ReentrantLock();

  Drill(
      BackupList list,
      BackupSources sources,
      FolderProof proof,
      OperationRuns runs,
      ServerConfig server,
      DataDir dataDir,
      ObjectMapper json) {
    this.list = list;
    this.sources = sources;
    this.proof = proof;
    this.runs = runs;
    this.server = server;
    this.dataDir = dataDir;
    this.json = json;
  }

  /** A drill that was not passed, so that it is remembered as one. */
  private static final class NotPassed extends RuntimeException {
    private final transient DrillReport report;

    NotPassed(DrillReport report) {
      super(report.faults().getFirst(), null, false, false);
      this.report = report;
    }
  }

  /**
   * Refuses with {@code BackupNotFound} when there is no backup. A drill that is not passed is
   * reported like one that is.
   */
  public DrillReport run(Optional<Passphrase> passphrase, Progress progress) {
    if (!alone.tryLock()) {
      throw new IllegalStateException("a drill is under way");
    }
    try {
      var newest =
          list.all().stream()
              .filter(backup -> backup.whole() && backup.isOf(server.hostname()))
              .findFirst()
              .orElseThrow(() -> BackupSources.notFound("there is no backup yet"));
      return runs.remember(
          Operation.DRILL,
          newest.name(),
          () -> {
            var report = run(newest, passphrase, progress);
            if (!report.passed()) {
              throw new NotPassed(report);
            }
            return report;
          });
    } catch (NotPassed notPassed) {
      return notPassed.report;
    } finally {
      alone.unlock();
    }
  }

  boolean isUnderWay() {
    return alone.isLocked();
  }

  private DrillReport run(StoredBackup backup, Optional<Passphrase> passphrase, Progress progress) {
    long began = System.nanoTime();
    try {
      Scratch.discardLeftovers(dataDir.tmp());
      try (var source = sources.open(backup, passphrase);
          var scratch = Scratch.in(dataDir.tmp())) {
        var folder = new DataDir(scratch.folder());
        var manifest = source.unpack(folder.root(), scratch::requireSpace, progress);
        var proven = proof.of(folder, manifest, Restore.blobs(folder, manifest), progress);
        var boot =
            proven.holds()
                ? boot(folder, manifest, progress)
                : new Boot(0, 0, UnprovenException.faults(proven).toList());
        return new DrillReport(
            backup.name(),
            manifest.about().createdAt(),
            backup.location(),
            boot.faults().isEmpty(),
            proven.totals(),
            boot.compared(),
            boot.startSeconds(),
            seconds(began),
            boot.faults());
      }
    } catch (IOException e) {
      throw new BackupException("the drill broke off: " + e.getMessage(), e);
    }
  }

  private record Boot(long compared, double startSeconds, List<String> faults) {}

  private Boot boot(DataDir folder, Manifest manifest, Progress progress) throws IOException {
    progress.begin("start a server on it", 0, Progress.Unit.ITEMS);
    silence(folder);
    long began = System.nanoTime();
    try (var twin = TwinServer.start(folder.root(), server.secretKeyBase().orElse(""), json)) {
      double startSeconds = seconds(began);
      progress.begin("compare accounts", manifest.totals().accounts(), Progress.Unit.ITEMS);
      var comparison = new TwinComparison(twin);
      comparison.compare(manifest, progress);
      return new Boot(comparison.compared(), startSeconds, comparison.faults());
    }
  }

  /** What an earlier restore has left to announce would change the heads. */
  private static void silence(DataDir folder) {
    try (var accounts =
        Database.open(folder.accountDb(), Schema.ACCOUNT, new Database.Size(1, 2048))) {
      accounts.write(
          tx -> {
            RestoredAccounts.unmark(tx);
            return true;
          });
    }
  }

  private static double seconds(long began) {
    return Duration.ofNanos(System.nanoTime() - began).toMillis() / 1000.0;
  }
}
