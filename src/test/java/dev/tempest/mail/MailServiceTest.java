package dev.tempest.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempest.atproto.syntax.Handle;
import io.quarkus.mailer.Mail;
import io.quarkus.mailer.MockMailbox;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@QuarkusTest
class MailServiceTest {
  private static final Handle ALICE = new Handle("alice.test");

  @Inject MailService mail;
  @Inject Letters letters;
  @Inject MockMailbox mailbox;

  private List<Mail> sentTo(String address) {
    return mailbox.getMailsSentTo(address);
  }

  @ParameterizedTest
  @EnumSource(Purpose.class)
  void everyPurposeHasALetterInTextAndInHtml(Purpose purpose) {
    String to = purpose.wire() + "@example.com";
    var letter = letters.ofCode(to, ALICE, purpose, "ABCDE-23456");
    assertThat(mail.send(letter)).isTrue();
    var sent = sentTo(to).getFirst();
    assertThat(sent.getFrom()).isEqualTo("pds@example.com");
    assertThat(sent.getSubject()).isNotBlank();
    assertThat(sent.getHeaders())
        .containsEntry("Auto-Submitted", List.of("auto-generated"))
        .containsEntry("From", List.of("\"Tempest\" <pds@example.com>"));
    for (String part : List.of(sent.getText(), sent.getHtml())) {
      assertThat(part)
          .contains("alice.test", "ABCDE-23456", "localhost", "fifteen minutes")
          .doesNotContain("{");
    }
    assertThat(sent.getText()).startsWith("Hello alice.test,").doesNotContain("<");
    assertThat(sent.getHtml()).startsWith("<!DOCTYPE html>").contains("<p>Hello alice.test,</p>");
    assertThat(letter.toString()).doesNotContain("ABCDE", "@");
  }

  @Test
  void whatTheOperatorWritesIsEscapedAndOneLineOfSubject() {
    var letter =
        letters.ofOperator(
            "operated@example.com",
            "Hello\r\nBcc: all@example.com",
            "a <b>bold</b>\n{claim} & more");
    mail.sendLater(letter);
    var sent =
        Awaitility.await()
            .atMost(Duration.ofSeconds(10))
            .until(() -> sentTo("operated@example.com"), found -> !found.isEmpty())
            .getFirst();
    assertThat(sent.getSubject()).isEqualTo("Hello Bcc: all@example.com");
    assertThat(sent.getText()).startsWith("a <b>bold</b>\n{claim} & more");
    assertThat(sent.getHtml()).contains("a &lt;b&gt;bold&lt;/b&gt;\n{claim} &amp; more");
  }
}
