package dev.tempest.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempest.cli.CommandRig;
import dev.tempest.sqlite.DataDir;
import dev.tempest.sqlite.VolumeSwap;
import dev.tempest.testing.TestAdmin;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code backup restore}, {@code backup verify} and {@code backup drill}, by their exit codes. */
@QuarkusTest
@TestProfile(SoundBackup.Profile.class)
class ProvenBackupCommandTest {
  @Inject CommandRig rig;
  @Inject BackupCreation creation;
  @Inject DataDir server;

  @TempDir Path dir;
  private SoundBackup backup;

  @BeforeEach
  void makeBackup() {
    backup = SoundBackup.of(creation);
  }

  @Test
  void aBackupThatHolds() {
    var verified = rig.run("backup", "verify", backup.folder.toString());
    assertThat(verified.exit()).as(verified.err()).isZero();
    assertThat(verified.out())
        .contains(backup.accounts.getFirst().did(), "6 records, 1 blobs: ok", "proven: ");
    String target = dir.resolve("target").toString();
    var restored =
        rig.run("backup", "restore", backup.folder.toString(), "--target", target, "--json");
    assertThat(restored.exit()).as(restored.err()).isZero();
    assertThat(restored.json().at("/proof/holds").asBoolean()).isTrue();
    assertThat(restored.json().path("announcements").asInt()).isPositive();
    var again = rig.run("backup", "restore", backup.folder.toString(), "--target", target);
    assertThat(again.exit()).isEqualTo(1);
    assertThat(again.err()).contains("--force");
  }

  @Test
  void oneThatIsMissing() {
    var missing =
        rig.run("backup", "restore", dir + "/nothing", "--target", dir + "/target", "--json");
    assertThat(missing.exit()).isEqualTo(3);
    assertThat(missing.json().path("error").asText()).isEqualTo("BackupNotFound");
    assertThat(dir.resolve("target")).doesNotExist();
  }

  @Test
  void oneThatIsDamaged() throws IOException {
    Path copy = backup.copy(dir);
    Files.delete(copy.resolve("sequencer.sqlite"));
    assertThat(rig.run("backup", "verify", copy.toString()).exit()).isEqualTo(4);
    var restored = rig.run("backup", "restore", copy.toString(), "--target", dir + "/target");
    assertThat(restored.exit()).isEqualTo(4);
    assertThat(restored.err()).contains("sequencer.sqlite is missing in the backup");
  }

  @Test
  void overTheServerThatRuns() {
    var live =
        rig.run(
            "backup",
            "restore",
            backup.folder.toString(),
            "--target",
            server.root().toString(),
            "--force");
    assertThat(live.exit()).isEqualTo(1);
    assertThat(live.err()).contains("in use by another Tempest");
  }

  @Test
  void aDrillOnADamagedBackupIsRemembered() throws IOException {
    var made = rig.run("backup", "create", "--json");
    Path folder = Path.of(made.json().path("folder").asText());
    try {
      Files.writeString(folder.resolve("sequencer.sqlite"), "damaged");
      assertThat(rig.run("backup", "drill").exit()).isEqualTo(4);
      var status = TestAdmin.asAdmin().get("/xrpc/_admin/status").jsonPath();
      assertThat(status.getString("backup.lastDrill.name"))
          .isEqualTo(made.json().path("name").asText());
      assertThat(status.getString("backup.lastDrill.outcome")).isEqualTo("failed");
      assertThat(status.getString("backup.lastDrill.detail.error")).contains("sequencer.sqlite");
    } finally {
      VolumeSwap.discard(folder);
    }
  }

  @Test
  void aDrillWithoutABackup() throws IOException {
    Path another = server.backups().resolve("tempest-backup-20260101T000000Z-0000");
    Files.createDirectories(another);
    Files.writeString(another.resolve(Manifest.FILE_NAME), "{\"version\": 1}");
    try {
      requireNone();
    } finally {
      VolumeSwap.discard(another);
    }
  }

  private void requireNone() {
    var drill = rig.run("backup", "drill");
    assertThat(drill.exit()).isEqualTo(3);
    assertThat(drill.err()).contains("there is no backup yet");
  }
}
