package dev.tempest.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempest.atproto.syntax.Handle;
import dev.tempest.fault.Refusal;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Letters over a real connection, with the variables that an operator sets. */
@QuarkusTest
@TestProfile(SmtpExchangeTest.RealMailServer.class)
class SmtpExchangeTest {
  private static final SmtpSink SINK = SmtpSink.start();

  /** Logs in, and asks for no encryption: the sink has none. */
  public static final class RealMailServer implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "quarkus.mailer.mock", "false",
          "tempest.smtp.host", "127.0.0.1",
          "tempest.smtp.port", Integer.toString(SINK.port()),
          "tempest.smtp.username", "postmaster",
          "tempest.smtp.password", "p4ss word",
          "tempest.smtp.auth", "always",
          "tempest.smtp.from-name", "Büro, \"Post\"");
    }
  }

  @Inject MailService mail;
  @Inject Letters letters;

  private Letter letter(String to, String code) {
    return letters.ofCode(to, new Handle("alice.test"), Purpose.RESET_PASSWORD, code);
  }

  @Test
  void carriesBothPartsToTheServer() {
    assertThat(mail.send(letter("alice@example.com", "ABCDE-23456"))).isTrue();
    var received = SINK.to("alice@example.com");
    assertThat(received.sender()).isEqualTo("pds@example.com");
    assertThat(received.login()).isEqualTo("postmaster:p4ss word");
    String message = received.message();
    assertThat(message)
        .contains("\r\nTo: alice@example.com\r\n")
        .contains("\r\nSubject: Reset your password\r\n")
        .contains("\r\nAuto-Submitted: auto-generated\r\n")
        .contains("Content-Type: multipart/alternative")
        .contains("\r\nFrom: =?UTF-8?B?QsO8cm8sICJQb3N0?= =?UTF-8?B?Ig==?= <pds@example.com>\r\n")
        .containsPattern("\r\nMessage-ID: <[^>\r\n]+@localhost>\r\n")
        .contains("\r\nDate: ");
    int text = message.indexOf("Content-Type: text/plain");
    int html = message.indexOf("Content-Type: text/html");
    assertThat(text).isPositive().isLessThan(html);
    assertThat(message.substring(text, html)).contains("ABCDE-23456");
    assertThat(message.substring(html)).contains("ABCDE-23456");
  }

  @Test
  void aRefusalIsTheServersFaultAndNamesNobody() {
    assertThatThrownBy(() -> mail.send(letter("refused@example.com", "ABCDE-23456")))
        .isInstanceOf(Refusal.UpstreamFailed.class)
        .hasMessage("The e-mail could not be sent; try again later");
    mail.sendLater(letter("refused@example.com", "ABCDE-23456"));
    mail.sendLater(letter("bob@example.com", "ABCDE-23456"));
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(SINK.find("bob@example.com")).isPresent());
    assertThat(SINK.find("refused@example.com")).isEmpty();
  }
}
