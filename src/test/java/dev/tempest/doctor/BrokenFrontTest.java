package dev.tempest.doctor;

import static dev.tempest.doctor.Expect.assertFails;
import static dev.tempest.doctor.Expect.assertWarns;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What can be wrong between this server and its visitors, and what is said of it. */
class BrokenFrontTest extends InstallationTest {
  @Test
  void namesThatLeadNowhere() {
    installation.dns = Map.of();
    var findings = installation.look("dns");
    assertFails(findings.getFirst(), "no address", "127.0.0.1 A ");
    assertWarns(findings.getLast(), "no address", "*.test CNAME 127.0.0.1");
    installation.dns = Map.of("127.0.0.1", "192.168.1.1", "doctor.test", "93.184.216.34");
    findings = installation.look("dns");
    assertWarns(findings.getFirst(), "only this network", "A <public address>");
    assertWarns(findings.getLast(), "not to where", "CNAME");
  }

  @Test
  void certificatesThatNobodyAccepts() {
    var unplugged = new TlsCheck("https://localhost:1", null, RecordingTrust::ofThisMachine);
    assertFails(look(unplugged), "no connection", "port 1 ");
    installation.tls = TlsEnd.expiring(folder);
    assertWarns(installation.only("tls"), "is good until", "Caddy");
    installation.tls.close();
    installation.tls = TlsEnd.expired(folder);
    assertFails(installation.only("tls"), "expired on", "Caddy");
    var stranger =
        new TlsCheck(
            installation.tls.url().toString(),
            InstantSource.system(),
            RecordingTrust::ofThisMachine);
    assertFails(look(stranger), "expired on", "renew");
    installation.tls.close();
    installation.tls = TlsEnd.good(folder);
    var another =
        new TlsCheck(
            installation.tls.url().toString(),
            InstantSource.system(),
            RecordingTrust::ofThisMachine);
    assertFails(look(another), "is not accepted", "public authority for localhost");
    var insecure = new TlsCheck("http://pds.example.com", null, null);
    assertFails(look(insecure), "is not https", "TEMPEST_PUBLIC_URL=https://pds.example.com");
  }

  private static Finding look(TlsCheck check) {
    try {
      return check.look(Examination.USUAL).getFirst();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void anotherServerOrNone() {
    installation.front.answer(Installation.HEALTH, "<html>welcome to nginx</html>");
    assertFails(installation.only("health"), "not as this server does", "reverse_proxy");
    installation.front.on(
        Installation.HEALTH, (request, _) -> request.response().setStatusCode(502).end());
    assertFails(installation.only("health"), "answers 502", "tempest start");
    installation.front.answer(Installation.HEALTH, "{\"version\":\"0.9\"}");
    assertWarns(installation.only("health"), "version 0.9 serves", "restart");
    installation.front.answer(Installation.DESCRIPTION, "{\"did\":\"did:web:other.example.com\"}");
    assertFails(installation.only("health"), "did:web:other.example.com", "TEMPEST_HOSTNAME");
    installation.unplug("tempest.public-url");
    assertFails(installation.only("health"), "does not answer", "tempest start");
    assertFails(installation.only("websocket"), "does not open", "tempest start");
    assertThat(installation.only("proxy").verdict()).isEqualTo(Verdict.SKIPPED);
  }

  @ParameterizedTest
  @CsvSource({
    "200, Upgrade",
    "400, Upgrade",
    "426, Upgrade",
    "301, redirect",
    "404, every path",
    "403, login",
    "503, MAX_SUBSCRIBERS",
    "502, tempest start"
  })
  void firehoseThatDoesNotOpen(int status, String remedy) {
    installation.front.on(
        Installation.FIREHOSE, (request, _) -> request.response().setStatusCode(status).end());
    assertFails(installation.only("websocket"), "answers " + status + " instead of 101", remedy);
  }

  @Test
  void clientsThatLookAllTheSame() {
    installation.sees("10.0.0.9", "", "10.0.0.9");
    assertFails(installation.only("proxy"), "no X-Forwarded-For", "proxy_add_x_forwarded_for");
    installation.sees("198.51.100.9", "203.0.113.7, 198.51.100.1", "198.51.100.9");
    assertFails(installation.only("proxy"), "is not trusted", "TEMPEST_TRUSTED_PROXIES=");
    installation.sees("10.0.0.9", "203.0.113.7", "203.0.113.7");
    assertFails(
        installation.only("proxy"), "anybody can be anybody", "TEMPEST_TRUSTED_PROXIES=none");
    installation.sees("10.0.0.9", "203.0.113.7, 10.0.0.1", "203.0.113.7");
    assertThat(installation.only("proxy").verdict()).isEqualTo(Verdict.OK);
    installation.front.answer(ForwardedCheck.PATH, "{\"error\":\"NotFound\"}");
    assertThat(installation.only("proxy").verdict()).isEqualTo(Verdict.SKIPPED);
  }
}
