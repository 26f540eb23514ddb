package dev.tempest.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceConfigCheckTest {
  private static final String RECEIVER = "http://localhost:4318";

  private record Settings(boolean enabled, String endpoint, double sampleRatio, boolean linked)
      implements TraceConfig {}

  private static Iterable<String> variables(TraceConfig config) {
    return new TraceConfigCheck(config)
        .problems().stream().map(BootCheck.Problem::variable).toList();
  }

  @Test
  void aBuildWithoutTracesRefusesToPretend() {
    assertThat(variables(new Settings(true, RECEIVER, 1, false)))
        .containsExactly("TEMPEST_OTEL_ENABLED");
    assertThat(variables(new Settings(true, RECEIVER, 0.1, true))).isEmpty();
    assertThat(variables(new Settings(false, RECEIVER, 1, false))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost:4318",
        "grpc://localhost:4317",
        "http://",
        "a b",
        "",
        "http://a:b@host",
        "http://host/?c=d",
        "http://host/#e"
      })
  void anEndpointIsAnUrl(String endpoint) {
    assertThat(variables(new Settings(false, endpoint, 1, false)))
        .containsExactly("TEMPEST_OTEL_ENDPOINT");
  }

  @Test
  void aReceiverMayLieBelowAPath() {
    assertThat(variables(new Settings(false, "https://otlp.example.com/otlp", 1, false))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
  void aRatioIsFromNoneToAll(double ratio) {
    assertThat(variables(new Settings(false, RECEIVER, ratio, false)))
        .containsExactly("TEMPEST_OTEL_SAMPLE_RATIO");
  }
}
