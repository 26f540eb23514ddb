package dev.tempest.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempest.testing.FakeService;
import dev.tempest.testing.FaultyProxy;
import dev.tempest.testing.S3Server;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report on a server that lacks nearly everything. */
class BrokenInstallationTest {
  @TempDir Path folder;

  @Test
  void nearlyEverythingAtOnce() throws IOException {
    try (var installation = new Installation(folder)) {
      spoilAndLook(installation);
    }
  }

  private void spoilAndLook(Installation installation) throws IOException {
    installation.settings.put("tempest.secret-key-base", "another secret, that is long enough too");
    installation.environment.put("TEMPEST_BLOB_MAX_BYTE", "1");
    installation.unplug("tempest.plc-url");
    installation.relay.on(
        Installation.HOST_STATUS,
        (request, _) -> {
          request.response().setStatusCode(400);
          FakeService.json(request, "{\"error\":\"HostNotFound\",\"message\":\"who?\"}");
        });
    installation.settings.put("tempest.smtp.password", "wrong");
    installation.tls = TlsEnd.expired(folder);
    try (var storage = new FaultyProxy(S3Server.shared().endpoint())) {
      storage.beUnavailable();
      installation.blobs =
          Optional.of(
              S3Server.shared()
                  .newBucket()
                  .withEndpoint(storage.endpoint())
                  .withPatience(Duration.ofMillis(200)));
      var report = installation.examine(Examination.USUAL);
      assertThat(report.healthy()).isFalse();
      assertThat(report.findings())
          .filteredOn(finding -> finding.verdict() == Verdict.FAIL)
          .extracting(Finding::id)
          .contains("secret", "tls", "plc", "identity", "relay", "smtp", "blob-store");
      assertThat(report.findings())
          .filteredOn(finding -> finding.verdict() == Verdict.WARN)
          .extracting(Finding::subject)
          .contains("TEMPEST_BLOB_MAX_BYTE");
      assertThat(report.findings())
          .filteredOn(finding -> List.of(Verdict.WARN, Verdict.FAIL).contains(finding.verdict()))
          .allSatisfy(finding -> assertThat(finding.remedy()).isNotBlank());
      assertThat(report.toString()).doesNotContain("wrong", "another secret", "p4ss");
    }
  }
}
