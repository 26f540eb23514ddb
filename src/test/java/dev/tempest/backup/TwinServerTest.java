package dev.tempest.backup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TwinServerTest {
  @TempDir Path dir;

  @Test
  void asksAServerThatIsNotYetHealthyInPeace() throws IOException {
    List<Long> asked = new CopyOnWriteArrayList<>();
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/xrpc/_health",
        exchange -> {
          asked.add(System.nanoTime());
          byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(asked.size() < 4 ? 503 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    var process = new ProcessBuilder("sleep", "60").start();
    int port = server.getAddress().getPort();
    try (var twin = new TwinServer(new ObjectMapper(), process, dir.resolve("log"), port)) {
      twin.awaitHealthy();
    } finally {
      server.stop(0);
    }
    assertThat(asked).hasSize(4);
    assertThat(asked.getLast() - asked.getFirst()).isGreaterThan(Duration.ofMillis(100).toNanos());
  }

  @Test
  void inheritsNothingThatSteersIt() {
    var environment =
        new HashMap<>(
            Map.of(
                "PATH", "/bin",
                "JAVA_TOOL_OPTIONS", "-javaagent:other.jar",
                "TEMPEST_CRAWLERS", "https://relay.example",
                "TEMPEST_SMTP_URL", "smtp://mail.example"));
    TwinServer.isolate(environment, dir, "secret", 1);
    assertThat(environment)
        .containsEntry("PATH", "/bin")
        .containsEntry("TEMPEST_CRAWLERS", "")
        .doesNotContainKeys("JAVA_TOOL_OPTIONS", "TEMPEST_SMTP_URL");
  }
}
