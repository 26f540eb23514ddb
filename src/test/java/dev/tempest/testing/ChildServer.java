package dev.tempest.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The packaged program as a process of its own: {@code target/quarkus-app/quarkus-run.jar}, or the
 * jar or native binary that {@code -Dtempest.binary} names.
 */
public final class ChildServer implements AutoCloseable {
  /** For a start, and for an answer: far more than the slowest of machines needs. */
  private static final Duration START_LIMIT = Duration.ofMinutes(3);

  /** Whatever should end and does not within this is ended, and the test fails. */
  private static final Duration END_LIMIT = Duration.ofMinutes(5);

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PROGRAM =
      System.getProperty("tempest.binary", "target/quarkus-app/quarkus-run.jar");

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(30))
          .build();
  private final Path dataDir;
  private final int port = FreePort.next();
  private @Nullable Process process;

  private final Map<String, String> environment;

  public ChildServer(Path dataDir) {
    this(dataDir, Map.of());
  }

  /** With variables of its own, which beat the usual ones. */
  public ChildServer(Path dataDir, Map<String, String> environment) {
    this.dataDir = dataDir;
    this.environment = environment;
  }

  /** An answer of the server; {@code body} is an empty object when there was none. */
  public record Answer(int status, JsonNode body) {
    public String text(String field) {
      return body.path(field).asText();
    }
  }

  /** An account on this server, and a token of its owner. */
  public record Account(String did, String token) {}

  /** Makes the account {@code <name>.test}. */
  public Account createAccount(String name) {
    var answer =
        post(
            "com.atproto.server.createAccount",
            Map.of(
                "handle", name + ".test",
                "email", name + "@example.com",
                "password", "correct horse"),
            null);
    assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
    return new Account(answer.text("did"), answer.text("accessJwt"));
  }

  /** Starts the process and waits for its first healthy answer. */
  public void start() {
    var builder = program().redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(dataDir.resolve("log").toFile()));
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    awaitHealthy();
  }

  /** How a command ended. */
  public record Outcome(int exit, String out, String err) {}

  /** Runs one of the operator's commands in a process of its own. */
  public Outcome run(String... arguments) {
    try {
      var out = Files.createTempFile("command", ".out"); // reading a pipe has no time limit
      var err = Files.createTempFile("command", ".err");
      try {
        var command =
            program(arguments).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        command.getOutputStream().close();
        int exit = join(command);
        return new Outcome(exit, Files.readString(out), Files.readString(err));
      } finally {
        Files.delete(out);
        Files.delete(err);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ProcessBuilder program(String... arguments) {
    var command = new ArrayList<String>();
    if (PROGRAM.endsWith(".jar")) {
      command.add(ProcessHandle.current().info().command().orElse("java"));
      command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m"));
      command.addAll(List.of("-jar", PROGRAM));
    } else {
      command.add(Path.of(PROGRAM).toAbsolutePath().toString());
    }
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command);
    builder
        .environment()
        .putAll(
            Map.of(
                "PORT",
                Integer.toString(port),
                "TEMPEST_DATA_DIR",
                dataDir.toString(),
                "TEMPEST_RATE_LIMITS_ENABLED",
                "false",
                "TEMPEST_PLC_URL",
                "embedded",
                "TEMPEST_HOSTNAME",
                "localhost",
                "TEMPEST_PUBLIC_URL",
                base(),
                "SECRET_KEY_BASE",
                "a secret of the tests, long enough to be taken for one"));
    builder.environment().put("TEMPEST_MANAGEMENT_PORT", "0");
    builder.environment().putAll(environment);
    return builder;
  }

  private void awaitHealthy() {
    long end = System.nanoTime() + START_LIMIT.toNanos();
    while (System.nanoTime() < end) {
      Process running = process;
      if (running == null || !running.isAlive()) {
        throw new IllegalStateException("the server ended: see " + dataDir.resolve("log"));
      }
      try {
        if (get("_health", Map.of(), null).status() == 200) {
          return;
        }
      } catch (UncheckedIOException notYet) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      }
    }
    throw new IllegalStateException("the server is not healthy: see " + dataDir.resolve("log"));
  }

  /** Ends the process with SIGKILL. */
  public void kill() {
    Process running = process;
    if (running != null) {
      running.destroyForcibly();
      join(running);
    }
  }

  /** Ends the process with SIGTERM; returns its exit code. */
  public int stop() {
    Process running = process;
    if (running == null) {
      return 0;
    }
    running.destroy();
    return join(running);
  }

  /** Leaves no process behind, whatever a test found. */
  @Override
  public void close() {
    kill();
  }

  private static int join(Process running) {
    try {
      if (running.waitFor(END_LIMIT)) {
        return running.exitValue();
      }
      throw new AssertionError(running.info() + " did not end in " + END_LIMIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      running.destroyForcibly();
    }
  }

  public String base() {
    return "http://localhost:" + port;
  }

  public Answer post(String nsid, Object body, @Nullable String token) {
    try {
      var request =
          request(nsid, Map.of(), token)
              .header("content-type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
              .build();
      return send(request);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Answer get(String nsid, Map<String, String> query, @Nullable String token) {
    return send(request(nsid, query, token).GET().build());
  }

  /** Sends a body that is no JSON. */
  public Answer upload(String nsid, String type, byte[] body, String token) {
    return send(
        request(nsid, Map.of(), token)
            .header("content-type", type)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build());
  }

  /** The bytes of an answer that is no JSON; it must be a success. */
  public byte[] bytes(String nsid, Map<String, String> query, @Nullable String token) {
    try {
      var response =
          http.send(
              request(nsid, query, token).GET().build(), HttpResponse.BodyHandlers.ofByteArray());
      if (response.statusCode() != 200) {
        throw new IllegalStateException(nsid + " answered " + response.statusCode());
      }
      return response.body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private HttpRequest.Builder request(
      String nsid, Map<String, String> query, @Nullable String token) {
    var uri = new StringBuilder(base()).append("/xrpc/").append(nsid);
    char separator = '?';
    for (var parameter : query.entrySet()) {
      uri.append(separator).append(parameter.getKey()).append('=').append(parameter.getValue());
      separator = '&';
    }
    var builder = HttpRequest.newBuilder(URI.create(uri.toString())).timeout(START_LIMIT);
    return token == null ? builder : builder.header("authorization", "Bearer " + token);
  }

  private Answer send(HttpRequest request) {
    try {
      var response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      JsonNode body =
          response.body().length == 0
              ? JsonNodeFactory.instance.objectNode()
              : JSON.readTree(response.body());
      return new Answer(response.statusCode(), body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
