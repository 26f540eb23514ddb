package dev.tempest.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempest.config.BootCheck;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MailConfigTest {
  private static final Map<String, String> GOOD =
      Map.of(
          "tempest.smtp.enabled", "true",
          "tempest.smtp.host", "smtp.example.com",
          "tempest.smtp.from-address", "pds@example.com");

  private static SmallRyeConfig config(Map<String, String> values) {
    try {
      return new SmallRyeConfigBuilder()
          .addDefaultInterceptors()
          .withSources(
              new PropertiesConfigSource(
                  MailConfigTest.class.getResource("/application.properties"), 250))
          .withSources(new PropertiesConfigSource(values, "variables", 300))
          .withMapping(MailConfig.class)
          .build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> problems(Map<String, String> values) {
    return new MailConfigCheck(config(values).getConfigMapping(MailConfig.class))
        .problems().stream().map(BootCheck.Problem::variable).toList();
  }

  private static Map<String, String> with(String name, String value) {
    var values = new HashMap<>(GOOD);
    values.put("tempest.smtp." + name, value);
    return values;
  }

  @Test
  void isOffAndAsksForNothing() {
    assertThat(problems(Map.of())).isEmpty();
    assertThat(config(Map.of()).getConfigMapping(MailConfig.class).enabled()).isFalse();
  }

  @Test
  void needsAHostAndASender() {
    assertThat(problems(GOOD)).isEmpty();
    assertThat(problems(Map.of("tempest.smtp.enabled", "1")))
        .containsExactly("TEMPEST_SMTP_HOST", "TEMPEST_SMTP_FROM_ADDRESS");
  }

  @ParameterizedTest
  @CsvSource({
    "port, 0, TEMPEST_SMTP_PORT",
    "port, 65536, TEMPEST_SMTP_PORT",
    "tls, maybe, TEMPEST_SMTP_TLS",
    "auth, yes, TEMPEST_SMTP_AUTH",
    "auth, always, TEMPEST_SMTP_USERNAME",
    "username, pds, TEMPEST_SMTP_PASSWORD",
    "from-address, Pds <pds@example.com>, TEMPEST_SMTP_FROM_ADDRESS",
    "from-address, nobody, TEMPEST_SMTP_FROM_ADDRESS"
  })
  void namesTheVariableThatIsWrong(String name, String value, String variable) {
    assertThat(problems(with(name, value))).containsExactly(variable);
  }

  @Test
  void speaksToTheUsualPortByDefault() {
    var config = config(GOOD);
    assertThat(config.getValue("quarkus.mailer.host", String.class)).isEqualTo("smtp.example.com");
    assertThat(config.getValue("quarkus.mailer.port", int.class)).isEqualTo(587);
    assertThat(config.getValue("quarkus.mailer.tls", boolean.class)).isFalse();
    assertThat(config.getValue("quarkus.mailer.start-tls", String.class)).isEqualTo("OPTIONAL");
    assertThat(config.getValue("quarkus.mailer.login", String.class)).isEqualTo("NONE");
    assertThat(config.getOptionalValue("quarkus.mailer.username", String.class)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "port, 465, port, 465",
    "ssl, true, tls, true",
    "tls, always, start-tls, REQUIRED",
    "tls, never, start-tls, DISABLED",
    "tls, if_available, start-tls, OPTIONAL",
    "tls, rubbish, start-tls, OPTIONAL",
    "auth, always, login, REQUIRED",
    "auth, never, login, DISABLED",
    "auth, if_available, login, NONE",
    "username, me, username, me",
    "password, s$cret, password, s$cret"
  })
  void saysItToTheMailer(String name, String value, String theirs, String theirValue) {
    assertThat(config(with(name, value)).getValue("quarkus.mailer." + theirs, String.class))
        .isEqualTo(theirValue);
  }
}
