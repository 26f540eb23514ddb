package dev.tempest.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempest.config.BootCheck;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SyncConfigTest {
  private static SyncConfig config(Map<String, String> environment) {
    return new SmallRyeConfigBuilder()
        .addDefaultInterceptors()
        .addDiscoveredConverters()
        .withMapping(SyncConfig.class)
        .withSources(new EnvConfigSource(environment, 300))
        .build()
        .getConfigMapping(SyncConfig.class);
  }

  @Test
  void hasDefaults() {
    var config = config(Map.of());
    assertThat(config.maxSubscribers()).isEqualTo(2000);
    assertThat(config.maxLag()).isEqualTo(5000);
    assertThat(config.stallTimeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(new SyncConfigCheck(config).problems()).isEmpty();
  }

  @Test
  void readsItsVariables() {
    var config =
        config(
            Map.of(
                "TEMPEST_FIREHOSE_MAX_SUBSCRIBERS", "3",
                "TEMPEST_FIREHOSE_MAX_LAG", "4",
                "TEMPEST_FIREHOSE_STALL_TIMEOUT", "5s"));
    assertThat(config.maxSubscribers()).isEqualTo(3);
    assertThat(config.maxLag()).isEqualTo(4);
    assertThat(config.stallTimeout()).isEqualTo(Duration.ofSeconds(5));
  }

  @ParameterizedTest
  @CsvSource({
    "TEMPEST_FIREHOSE_MAX_SUBSCRIBERS, 0",
    "TEMPEST_FIREHOSE_MAX_LAG, -1",
    "TEMPEST_FIREHOSE_STALL_TIMEOUT, 10ms"
  })
  void refusesNonsenseByName(String variable, String value) {
    assertThat(new SyncConfigCheck(config(Map.of(variable, value))).problems())
        .extracting(BootCheck.Problem::variable)
        .containsExactly(variable);
  }
}
