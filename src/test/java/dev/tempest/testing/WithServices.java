package dev.tempest.testing;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * A server that knows an AppView, a moderation service and a relay, at ports where a test may start
 * them: tests and this class are not loaded by the same loader, so they share configuration only.
 */
public final class WithServices implements QuarkusTestProfile {
  private static final String APPVIEW = "tempest.appview-url";
  private static final String MODERATION = "tempest.mod-service-url";
  private static final String RELAY = "tempest.crawlers";

  @Override
  public Map<String, String> getConfigOverrides() {
    String moderation = "http://localhost:" + FreePort.next();
    return Map.of(
        APPVIEW,
        "http://localhost:" + FreePort.next(),
        MODERATION,
        moderation,
        "tempest.mod-service-did",
        "did:web:mod.example.com",
        "tempest.report-service-url",
        moderation,
        "tempest.report-service-did",
        "did:plc:ar7c4by46qjdydhdevvrndac",
        RELAY,
        "http://localhost:" + FreePort.next());
  }

  public static int appViewPort() {
    return port(APPVIEW);
  }

  public static int moderationPort() {
    return port(MODERATION);
  }

  public static int relayPort() {
    return port(RELAY);
  }

  private static int port(String property) {
    String url = ConfigProvider.getConfig().getValue(property, String.class);
    return Integer.parseInt(url.substring(url.lastIndexOf(':') + 1));
  }
}
