package dev.tempest.backup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A second process of this program, serving another volume on a loopback port. It knows no relay,
 * no directory, no mail server and no bucket: nobody hears of it, and it can harm nothing but its
 * volume.
 */
final class TwinServer implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(90);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(15);
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final String JAR = "quarkus-run.jar";
  private static final Set<String> INHERITED =
      Set.of("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "JAVA_HOME");

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PAUSE).build();
  private final ObjectMapper json;
  private final Process process;
  private final Path log;
  private final String origin;

  TwinServer(ObjectMapper json, Process process, Path log, int port) {
    this.json = json;
    this.process = process;
    this.log = log;
    this.origin = "http://localhost:" + port;
  }

  /** An answer of the server. */
  record Answer(int status, JsonNode body) {}

  /** Returns when the server is healthy. */
  static TwinServer start(Path dataDir, String secret, ObjectMapper json) throws IOException {
    int port = freePort();
    Path log = dataDir.resolve("log");
    var builder = new ProcessBuilder(command()).directory(dataDir.toFile());
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    isolate(builder.environment(), dataDir, secret, port);
    var twin = new TwinServer(json, builder.start(), log, port);
    try {
      twin.awaitHealthy();
      return twin;
    } catch (IOException | RuntimeException failure) {
      twin.close();
      throw failure;
    }
  }

  private static List<String> command() {
    String program = ProcessHandle.current().info().command().orElse("");
    if (System.getProperty("org.graalvm.nativeimage.imagecode") != null) {
      return List.of(program);
    }
    String jar = System.getProperty("java.class.path", "");
    if (!jar.endsWith(JAR)) {
      throw new IllegalStateException("a drill needs the packaged program, and not its classes");
    }
    var options = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx192m");
    var command = new ArrayList<>(List.of(program));
    command.addAll(options);
    command.addAll(List.of("-jar", Path.of(jar).toAbsolutePath().toString()));
    return command;
  }

  static void isolate(Map<String, String> environment, Path dataDir, String secret, int port) {
    environment.keySet().retainAll(INHERITED);
    environment.putAll(settings(dataDir, secret, port));
  }

  private static Map<String, String> settings(Path dataDir, String secret, int port) {
    return Map.ofEntries(
        Map.entry("PORT", Integer.toString(port)),
        Map.entry("QUARKUS_HTTP_HOST", "127.0.0.1"),
        Map.entry("TEMPEST_MANAGEMENT_HOST", "127.0.0.1"),
        Map.entry("TEMPEST_MANAGEMENT_PORT", "0"),
        Map.entry("QUARKUS_SCHEDULER_ENABLED", "false"),
        Map.entry("TEMPEST_DATA_DIR", dataDir.toAbsolutePath().toString()),
        Map.entry("SECRET_KEY_BASE", secret),
        Map.entry("TEMPEST_HOSTNAME", "localhost"),
        Map.entry("TEMPEST_PUBLIC_URL", "http://localhost:" + port),
        Map.entry("TEMPEST_PLC_URL", "embedded"),
        Map.entry("TEMPEST_CRAWLERS", ""),
        Map.entry("TEMPEST_RATE_LIMITS_ENABLED", "false"));
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  void awaitHealthy() throws IOException {
    long end = System.nanoTime() + START_LIMIT.toNanos();
    while (System.nanoTime() < end && process.isAlive()) {
      if (isHealthy()) {
        return;
      }
      pause();
    }
    throw new BackupException(
        "a server does not start on the backup; the last that it said: " + lastLine());
  }

  private boolean isHealthy() {
    try {
      return get("_health").status() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  private void pause() {
    try {
      if (process.waitFor(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
        return; // it ended: there is nothing to wait for
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private String lastLine() throws IOException {
    try (var lines = Files.lines(log)) {
      return lines.filter(line -> !line.isBlank()).reduce((_, last) -> last).orElse("nothing");
    }
  }

  /** {@code method} with its parameters in the query. */
  Answer get(String method) throws IOException {
    var request =
        HttpRequest.newBuilder(URI.create(origin + "/xrpc/" + method)).timeout(START_LIMIT).build();
    try {
      var response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      return new Answer(response.statusCode(), json.readTree(response.body()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void close() {
    http.close();
    process.destroy();
    try {
      if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
