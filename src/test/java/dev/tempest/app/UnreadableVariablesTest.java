package dev.tempest.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tempest.mail.MailConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An operator set variables, and reads of variables. */
class UnreadableVariablesTest {
  @Test
  void namesWhatTheOperatorSet() {
    var failure =
        catchThrowable(
            () ->
                new SmallRyeConfigBuilder()
                    .withMapping(MailConfig.class)
                    .withDefaultValues(
                        Map.of("tempest.smtp.port", "abc", "tempest.smtp.from-name", "x"))
                    .build());
    assertThat(UnreadableVariables.in(new IllegalStateException(failure)))
        .containsExactly(
            "TEMPEST_SMTP_PORT: cannot be read: Expected an integer value, got \"abc\"."
                + " docs/configuration.md has an example");
    assertThat(UnreadableVariables.in(new IllegalStateException("other"))).isEmpty();
    assertThat(UnreadableVariables.in(null)).isEmpty();
  }
}
