package dev.tempest.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempest.config.BootCheck.Problem;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxyConfigTest {
  private static ProxyConfig config(Map<String, String> values) {
    return new SmallRyeConfigBuilder()
        .withMapping(ProxyConfig.class)
        .withDefaultValues(values)
        .build()
        .getConfigMapping(ProxyConfig.class);
  }

  @Test
  void needsNothing() {
    assertThat(new ProxyConfigCheck(config(Map.of())).problems()).isEmpty();
    assertThat(new ProxyConfigCheck(config(Map.of("tempest.appview-url", ""))).problems())
        .isEmpty();
  }

  @Test
  void takesAnOriginAndWhatGoesWithIt() {
    var config =
        config(
            Map.of(
                "tempest.appview-url", "https://api.bsky.app/",
                "tempest.appview-did", "did:web:api.bsky.app",
                "tempest.appview-cdn-url-pattern", "https://cdn.bsky.app/img/%s/plain/%s/%s@jpeg"));
    assertThat(new ProxyConfigCheck(config).problems()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "tempest.appview-url, api.bsky.app, TEMPEST_APPVIEW_URL",
    "tempest.appview-url, https://api.bsky.app/xrpc, TEMPEST_APPVIEW_URL",
    "tempest.mod-service-url, ftp://a.b, TEMPEST_MOD_SERVICE_URL",
    "tempest.report-service-did, did:web:a.b, TEMPEST_REPORT_SERVICE_URL",
    "tempest.appview-cdn-url-pattern, https://cdn/%s/%s, TEMPEST_APPVIEW_CDN_URL_PATTERN",
    "tempest.appview-cdn-url-pattern, https://cdn/%s/%s/%s%d, TEMPEST_APPVIEW_CDN_URL_PATTERN"
  })
  void namesTheVariableThatIsWrong(String property, String value, String variable) {
    assertThat(new ProxyConfigCheck(config(Map.of(property, value))).problems())
        .extracting(Problem::variable)
        .containsExactly(variable);
  }
}
