package dev.tempest.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempest.sqlite.VolumeLock;
import dev.tempest.testing.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report on a server that has all it needs. */
class HealthyInstallationTest {
  @TempDir Path folder;

  @Test
  void everythingIsWell() throws IOException {
    try (var installation = new Installation(folder)) {
      installation.blobs = Optional.of(S3Server.shared().newBucket());
      installation.environment.put("TEMPEST_HOSTNAME", "pds.example.com");
      Path data = installation.volume.dataDir.root();
      var running = VolumeLock.acquire(installation.volume.dataDir);
      var before = files(data);
      var report =
          installation.examine(
              new Examination(Set.of(), false, true, Optional.of("alice@example.com")));
      running.close();
      assertThat(report.findings())
          .filteredOn(finding -> !finding.id().equals("volume") && !finding.id().equals("machine"))
          .allMatch(finding -> finding.verdict() == Verdict.OK)
          .allMatch(finding -> finding.remedy() == null)
          .extracting(Finding::id)
          .contains(
              "configuration",
              "server",
              "secret",
              "database",
              "sequencer",
              "clock",
              "dns",
              "backup")
          .contains("tls", "health", "websocket", "proxy", "plc", "identity", "relay", "service")
          .contains("smtp", "blob-store");
      assertThat(report.findings())
          .extracting(Finding::subject)
          .contains("writable", "owner", "memory", "letter", "repos");
      assertThat(files(data)).as("the doctor changes nothing").isEqualTo(before);
    }
  }

  private static List<String> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.map(Path::toString).sorted().toList();
    }
  }
}
