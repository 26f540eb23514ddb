package dev.tempest.doctor;

import static dev.tempest.doctor.Expect.assertFails;
import static dev.tempest.doctor.Expect.assertWarns;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tempest.config.ServerConfig;
import dev.tempest.fault.Refusal;
import dev.tempest.mail.MailConfig;
import dev.tempest.testing.FakeService;
import dev.tempest.testing.FaultyProxy;
import dev.tempest.testing.S3Server;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Relays, services, mail servers and buckets that do not do their part. */
class BrokenServicesTest extends InstallationTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"status\":\"active\",\"seq\":5000}    | FAIL | went backwards",
        "{\"status\":\"banned\",\"seq\":1}       | FAIL | why",
        "{\"status\":\"offline\",\"seq\":1}      | FAIL | requestCrawl",
        "{\"status\":\"idle\",\"seq\":1}         | WARN | requestCrawl",
        "{\"status\":\"throttled\",\"seq\":1}    | WARN | limit"
      })
  void relaysThatDoNotFollow(String answer, Verdict verdict, String remedy) {
    installation.relay.answer(Installation.HOST_STATUS, answer);
    var finding = installation.only("relay");
    assertThat(finding.verdict()).isEqualTo(verdict);
    assertThat(finding.remedy()).contains(remedy);
  }

  @Test
  void relaysThatDoNotKnowOrAnswer() {
    installation.volume.log("UPDATE sqlite_sequence SET seq = 9000");
    assertWarns(installation.only("relay"), "has seen seq 1 of our 9000", "requestCrawl");
    installation.relay.on(
        Installation.HOST_STATUS,
        (request, _) -> {
          request.response().setStatusCode(400);
          FakeService.json(request, "{\"error\":\"HostNotFound\"}");
        });
    assertFails(
        installation.only("relay"), "does not know 127.0.0.1", "{\"hostname\":\"127.0.0.1\"}");
    installation.relay.on(
        Installation.HOST_STATUS, (request, _) -> request.response().setStatusCode(501).end());
    assertThat(installation.only("relay").verdict()).isEqualTo(Verdict.SKIPPED);
    installation.unplug("tempest.crawlers");
    assertFails(installation.only("relay"), "does not answer", "TEMPEST_CRAWLERS");
    installation.settings.put("tempest.crawlers", "");
    assertThat(installation.only("relay").verdict()).isEqualTo(Verdict.SKIPPED);
  }

  @Test
  void servicesThatAreDown() {
    installation.appView.on(
        Installation.HEALTH, (request, _) -> request.response().setStatusCode(500).end());
    assertFails(installation.only("service"), "answers 500", "api.bsky.app");
    installation.unplug("tempest.appview-url");
    assertFails(installation.only("service"), "does not answer", "api.bsky.app");
    installation.settings.remove("tempest.appview-url");
    assertThat(installation.only("service").verdict()).isEqualTo(Verdict.SKIPPED);
  }

  @ParameterizedTest
  @CsvSource({
    "password, wrong, 535, provider",
    "port, 1, does not answer, TEMPEST_SMTP_PORT",
    "tls, always, no STARTTLS, TEMPEST_SMTP_SSL=true",
    "ssl, true, no TLS, TEMPEST_SMTP_TLS=always"
  })
  void mailServersThatTakeNothing(String setting, String value, String seen, String remedy) {
    installation.settings.put("tempest.smtp." + setting, value);
    assertFails(installation.only("smtp"), seen, remedy);
  }

  @Test
  void lettersThatAreNotTaken() {
    var refusing =
        new SmtpCheck(
            installation.config(MailConfig.class),
            installation.config(ServerConfig.class),
            _ -> {
              throw new Refusal.UpstreamFailed("no");
            });
    var examination = new Examination(Set.of(), false, false, Optional.of("bob@example.com"));
    assertFails(refusing.look(examination).getLast(), "not taken", "event=mail_failed");
    installation.settings.put("tempest.smtp.enabled", "false");
    assertThat(installation.only("smtp").verdict()).isEqualTo(Verdict.SKIPPED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"refuse", "unavailable", "stall"})
  void bucketsThatFail(String how) throws IOException {
    assertThat(installation.only("blob-store").verdict()).isEqualTo(Verdict.SKIPPED);
    try (var storage = new FaultyProxy(S3Server.shared().endpoint())) {
      installation.blobs =
          Optional.of(
              S3Server.shared()
                  .newBucket()
                  .withEndpoint(storage.endpoint())
                  .withPatience(Duration.ofMillis(200)));
      switch (how) {
        case "refuse" -> storage.refuse();
        case "unavailable" -> storage.beUnavailable();
        default -> storage.stall();
      }
      assertFails(installation.only("blob-store"), "", "TEMPEST_BLOB_S3_ENDPOINT");
    }
  }
}
