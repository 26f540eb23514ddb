package dev.tempest.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tempest.cli.CommandRig;
import dev.tempest.testing.TestAdmin;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduler;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups as the operator makes and sees them. */
@QuarkusTest
class BackupCommandTest {
  /** A backup of all accounts that the tests before have made, on a slow machine. */
  private static final Duration SOON = Duration.ofMinutes(2);

  @Inject CommandRig rig;
  @Inject MeterRegistry metrics;
  @Inject BackupSchedule schedule;
  @Inject Scheduler scheduler;
  @Inject OperationRuns runs;
  @Inject BackupList list;
  @TempDir Path elsewhere;

  @Test
  void aBackupIsMadeShownAndMeasured() {
    var made = rig.run("backup", "create", "--output", elsewhere.toString(), "--json");
    assertThat(made.err()).contains("Copying databases");
    assertThat(made.exit()).isZero();
    String name = made.json().path("name").asText();
    var manifest = Manifest.read(elsewhere.resolve(name).resolve(Manifest.FILE_NAME));
    assertThat(manifest.totals().files()).isEqualTo(made.json().path("files").asLong());

    var status = TestAdmin.asAdmin().get("/xrpc/_admin/status").jsonPath();
    assertThat(status.getString("backup.schedule")).isEqualTo("off");
    assertThat(status.getString("backup.last.name")).isEqualTo(name);
    assertThat(status.getString("backup.last.outcome")).isEqualTo("succeeded");
    assertThat(status.getLong("backup.lastGoodAgeSeconds")).isNotNegative();
    assertThat(metrics.get("tempest.backup.bytes").gauge().value())
        .isEqualTo(made.json().path("bytes").asDouble());
    assertThat(metrics.get("tempest.backup.last.succeeded").gauge().value()).isEqualTo(1);

    var listed = rig.run("backup", "list", "--output", elsewhere.toString());
    assertThat(listed.out()).contains("folder " + elsewhere.resolve(name));
    var pruned = rig.run("backup", "prune", "--keep-last", "1", "--dry-run", "--json");
    assertThat(pruned.json().path("removed")).isEmpty();
  }

  @Test
  void theScheduleMakesThemByItself() {
    schedule.schedule("17 3 1 1 *");
    try {
      var job = scheduler.getScheduledJob(BackupSchedule.JOB);
      assertThat(job.getNextFireTime().toString()).endsWith("-01-01T03:17:00Z");
    } finally {
      scheduler.unscheduleJob(BackupSchedule.JOB);
    }
    String before = lastBackup();
    schedule.runUnlessRunning();
    schedule.runUnlessRunning(); // and this one is skipped
    await().atMost(SOON).until(() -> !lastBackup().equals(before));
    assertThat(list.all()).extracting(StoredBackup::name).contains(lastBackup());
  }

  private String lastBackup() {
    return runs.lastGood(OperationRuns.Operation.BACKUP).map(OperationRun::name).orElse("");
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    assertThat(rig.run("backup", "create", "--archive", "--upload").exit()).isEqualTo(2);
    assertThat(rig.run("backup", "create", "--passphrase-file", "x").exit()).isEqualTo(2);
    assertThat(rig.run("backup", "prune", "--keep-last", "-1").exit()).isEqualTo(2);
    var nowhere = rig.run("backup", "create", "--upload");
    assertThat(nowhere.exit()).isEqualTo(1);
    assertThat(nowhere.err()).contains("TEMPEST_BACKUP_STORE=s3");
  }
}
