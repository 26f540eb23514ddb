package dev.tempest.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.mailer.MockMailbox;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** What people find in their e-mail. */
@Singleton
final class Mailbox {
  private static final Pattern CODE = Pattern.compile("\\b[A-Z2-7]{5}-[A-Z2-7]{5}\\b");

  private final MockMailbox letters;

  Mailbox(MockMailbox letters) {
    this.letters = letters;
  }

  int count(String address) {
    return letters.getMailsSentTo(address).size();
  }

  /** The code in the newest letter, which is about {@code subject}. */
  String code(String address, String subject) {
    var newest =
        Awaitility.await()
            .atMost(Duration.ofSeconds(10))
            .until(() -> letters.getMailsSentTo(address), found -> !found.isEmpty())
            .getLast();
    assertThat(newest.getSubject()).contains(subject);
    var code = CODE.matcher(newest.getText());
    assertThat(code.find()).isTrue();
    assertThat(newest.getHtml()).contains(code.group());
    return code.group();
  }
}
