package dev.tempest.doctor;

import static dev.tempest.doctor.Expect.assertFails;
import static dev.tempest.doctor.Expect.assertWarns;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tempest.atproto.event.Event;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.atproto.syntax.Tid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What can be wrong with the machine and the volume, and what is said of it. */
class BrokenMachineTest extends InstallationTest {
  private static Finding bad() {
    return installation.look("database").stream()
        .filter(finding -> finding.verdict() != Verdict.OK)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void secretOfAnotherVolume() {
    installation.settings.put("tempest.secret-key-base", "another secret, that is long enough too");
    assertFails(installation.only("secret"), "not the one", "original secret");
  }

  @Test
  void volumeThatIsNotThereOrTakesNothing() {
    var missing = new VolumeCheck(folder.resolve("nowhere"));
    assertFails(look(missing).getFirst(), "is no folder", "TEMPEST_DATA_DIR=");
    // not even root makes files there
    assertFails(look(new VolumeCheck(Path.of("/proc"))).getFirst(), "no file can be made", "chown");
  }

  private static List<Finding> look(VolumeCheck check) {
    try {
      return check.look(Examination.USUAL);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void volumeThatIsFullOrPasses() {
    var check = new VolumeCheck(folder);
    assertFails(check.space(50_000_000, 10_000_000_000L), "50.0 MB", "blob move");
    assertWarns(check.space(500_000_000, 10_000_000_000L), "500.0 MB of 10.0 GB", "volume");
    assertThat(check.space(900_000_000_000L, 10_000_000_000_000L).verdict()).isEqualTo(Verdict.OK);
    assertFails(check.inodes(new Inodes(1_000_000, 10)), "10 of", "inodes");
    assertWarns(check.inodes(new Inodes(1_000_000, 50_000)), "50,000", "inodes");
    assertThat(check.inodes(new Inodes(1_000_000, 500_000)).verdict()).isEqualTo(Verdict.OK);
    assertThat(check.inodes(Inodes.parse("0 0")).verdict()).isEqualTo(Verdict.SKIPPED);
    assertWarns(check.mount("overlay"), "goes with the container", "docker run -v");
    assertWarns(check.mount("tmpfs"), "memory", "mount a volume");
    assertThat(check.mount("ext4").verdict()).isEqualTo(Verdict.OK);
    assertThat(Inodes.parse("rubbish")).isEqualTo(new Inodes(0, 0));
  }

  @Test
  void machineThatIsTooSmall() throws IOException {
    Path root = folder.resolve("root");
    Files.createDirectories(root.resolve("proc/self"));
    Files.createDirectories(root.resolve("sys/fs/cgroup"));
    Files.writeString(root.resolve("proc/meminfo"), "MemTotal:       16384000 kB\nMemFree: 1 kB");
    Files.writeString(
        root.resolve("proc/self/limits"), "Max open files            1024       4096     files");
    Files.writeString(root.resolve("sys/fs/cgroup/memory.max"), "67108864\n");
    var findings = new MachineCheck(root).look(Examination.USUAL);
    assertFails(findings.getFirst(), "67.1 MB", "512");
    assertWarns(findings.getLast(), "1,024", "nofile");
    Files.writeString(root.resolve("sys/fs/cgroup/memory.max"), "200000000\n");
    assertWarns(new MachineCheck(root).look(Examination.USUAL).getFirst(), "200.0 MB", "--memory");
    Files.writeString(root.resolve("sys/fs/cgroup/memory.max"), "max\n");
    assertThat(new MachineCheck(root).look(Examination.USUAL).getFirst().seen())
        .contains("16.8 GB");
  }

  @Test
  void noServer() throws IOException {
    assertThat(installation.only("server").verdict()).isEqualTo(Verdict.SKIPPED);
    Files.writeString(installation.volume.dataDir.lockFile(), "pid 1 since yesterday");
    assertWarns(installation.only("server"), "nothing runs", "tempest start");
  }

  @Test
  void databasesThatAreDamagedMissingOrOfTheFuture() throws IOException {
    Path repo = installation.volume.dataDir.repoDb(installation.did);
    byte[] content = Files.readAllBytes(repo);
    byte[] damaged = content.clone();
    for (int i = 4096; i < damaged.length; i++) {
      damaged[i] = (byte) ~damaged[i];
    }
    Files.write(repo, damaged);
    assertFails(bad(), "", "tempest backup restore");
    Files.delete(repo);
    assertFails(bad(), "no repository file", "tempest backup restore");
    Files.write(repo, content);
    assertThat(installation.look("database")).extracting(Finding::verdict).containsOnly(Verdict.OK);
    installation.volume.log("PRAGMA user_version = 99");
    assertFails(bad(), "has schema 99, this Tempest knows", "newer");
    Files.delete(installation.volume.dataDir.sequencerDb());
    assertFails(bad(), "is missing", "tempest backup restore");
  }

  @Test
  void depthFindsWhatTheDatabaseItselfCannot() {
    var deep = new Examination(Set.of("database"), false, true, Optional.empty());
    assertThat(installation.examine(deep).healthy()).isTrue();
    installation.volume.repo(installation.did, "DELETE FROM node");
    assertThat(installation.look("database")).extracting(Finding::verdict).containsOnly(Verdict.OK);
    var findings = installation.examine(deep).findings();
    assertThat(findings).extracting(Finding::verdict).contains(Verdict.FAIL);
    assertThat(findings.getLast().subject()).isEqualTo(installation.did.value());
  }

  @Test
  void eventsThatWait() {
    String pending =
        """
        INSERT INTO outbox (rev, type, event) VALUES ('%s', '#identity', x'%s')
        """;
    var event = new Event.Identity(installation.did, new Handle("alice.test"));
    String rev = Tid.of(System.currentTimeMillis() * 1_000 + 1_000_000, 0).value();
    installation.volume.repo(
        installation.did,
        pending.formatted(rev, HexFormat.of().formatHex(event.toOutbox().toArray())));
    assertWarns(installation.only("sequencer"), "1 events wait", "tempest start");
    // an old one that the log has had and dropped
    installation.volume.repo(
        installation.did, "UPDATE outbox SET rev = '" + Tid.of(1_000_000, 0).value() + "'");
    assertThat(installation.only("sequencer").verdict()).isEqualTo(Verdict.OK);
  }

  /** Against a server whose clock stands still, for a true one may pass a second meanwhile. */
  @ParameterizedTest
  @CsvSource({
    "0, OK",
    "3, OK", // the header may be a second old
    "4, WARN",
    "31, WARN",
    "32, FAIL",
    "-2, OK",
    "-3, WARN",
    "-30, WARN",
    "-31, FAIL",
    "-3600, FAIL"
  })
  void clockThatIsWrong(long seconds, Verdict expected) {
    var theirs = Instant.parse("2026-01-01T00:00:00Z");
    installation.appView.answer("/", "{}", "Date", "Thu, 01 Jan 2026 00:00:00 GMT");
    installation.settings.put("tempest.plc-url", installation.appView.origin());
    installation.clock = InstantSource.fixed(theirs.plusSeconds(seconds));
    var finding = installation.only("clock");
    assertThat(finding.verdict()).isEqualTo(expected);
    if (expected != Verdict.OK) {
      assertThat(finding.seen()).contains(seconds < 0 ? "behind" : "ahead");
      assertThat(finding.remedy()).contains("ntp");
    }
  }

  private static Finding of(List<Finding> findings, String subject) {
    return findings.stream()
        .filter(finding -> finding.subject().equals(subject))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void backupsThatAreNotMade() {
    var findings = installation.look("backup");
    assertThat(findings).extracting(Finding::verdict).containsOnly(Verdict.OK).hasSize(2);
    installation.settings.put("tempest.backup.schedule", "0 * * * *");
    assertFails(of(installation.look("backup"), "age"), "several were due", "event=backup_");
    // the second more, for one that was begun on the hour: then the next hour counts
    installation.clock =
        InstantSource.fixed(installation.backup.plus(Duration.ofHours(3)).plusSeconds(1));
    assertWarns(of(installation.look("backup"), "age"), "one was due", "tempest backup create");
    installation.clock = InstantSource.offset(InstantSource.system(), Duration.ofDays(60));
    installation.settings.put("tempest.backup.schedule", "off");
    findings = installation.look("backup");
    assertWarns(of(findings, "age"), "none are scheduled", "TEMPEST_BACKUP_SCHEDULE=");
    assertWarns(of(findings, "drill"), "65 days ago", "tempest backup drill");
  }

  @Test
  void backupsThatFail() {
    installation.volume.run("backup", Duration.ofHours(1), false);
    installation.volume.run("drill", Duration.ofHours(1), false);
    var findings = installation.look("backup");
    assertFails(of(findings, "last"), "failed: no room", "tempest backup create");
    assertFails(of(findings, "drill"), "failed: no room", "tempest backup drill");
    installation.volume.accounts("DELETE FROM operation_run");
    assertWarns(installation.only("backup"), "no backup was ever made", "17 3 * * *");
  }
}
