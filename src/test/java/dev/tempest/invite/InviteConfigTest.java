package dev.tempest.invite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempest.config.BootCheck;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InviteConfigTest {
  private static InviteConfig config(Map<String, String> environment) {
    return new SmallRyeConfigBuilder()
        .addDefaultInterceptors()
        .addDiscoveredConverters()
        .withMapping(InviteConfig.class)
        .withSources(new EnvConfigSource(environment, 300))
        .build()
        .getConfigMapping(InviteConfig.class);
  }

  @Test
  void asksForNoCodesByDefault() {
    var config = config(Map.of());
    assertThat(config.required()).isFalse();
    assertThat(config.interval()).isEmpty();
    assertThat(config.epoch()).isEqualTo(Instant.EPOCH);
    assertThat(new InviteConfigCheck(config).problems()).isEmpty();
  }

  @Test
  void readsItsVariables() {
    var config =
        config(
            Map.of(
                "TEMPEST_INVITE_REQUIRED", "true",
                "TEMPEST_INVITE_INTERVAL", "P7D",
                "TEMPEST_INVITE_EPOCH", "2026-01-01T00:00:00Z"));
    assertThat(config.required()).isTrue();
    assertThat(config.interval()).contains(Duration.ofDays(7));
    assertThat(config.epoch()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
    assertThat(new InviteConfigCheck(config).problems()).isEmpty();
    assertThat(config(Map.of("TEMPEST_INVITE_EPOCH", "1767225600000")).epoch())
        .isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
  }

  @Test
  void refusesWhatMakesNoSense() {
    assertThatThrownBy(() -> config(Map.of("TEMPEST_INVITE_EPOCH", "yesterday")))
        .hasMessageContaining("TEMPEST_INVITE_EPOCH");
    assertThat(
            new InviteConfigCheck(
                    config(
                        Map.of(
                            "TEMPEST_INVITE_REQUIRED", "true", "TEMPEST_INVITE_INTERVAL", "PT0S")))
                .problems())
        .singleElement()
        .matches(BootCheck.Problem::fatal);
    assertThat(new InviteConfigCheck(config(Map.of("TEMPEST_INVITE_INTERVAL", "P7D"))).problems())
        .singleElement()
        .matches(problem -> !problem.fatal());
  }
}
