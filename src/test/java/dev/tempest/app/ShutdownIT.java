package dev.tempest.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tempest.atproto.event.Event;
import dev.tempest.atproto.repo.RepoOp;
import dev.tempest.testing.ChildServer;
import dev.tempest.testing.ChildServer.Account;
import dev.tempest.testing.SeenFrames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A server is told to stop while accounts write, a request is half sent and somebody listens. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShutdownIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String CREATE = "com.atproto.repo.createRecord";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ConcurrentLinkedQueue<String> answered = new ConcurrentLinkedQueue<>(); // CIDs
  private final ConcurrentLinkedQueue<String> refused = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<String> cutOff = new ConcurrentLinkedQueue<>();
  private final List<Account> accounts = new ArrayList<>();
  private List<String> seenCids = List.of();
  private int seenEvents;
  private String closed = "";
  private String halfSent = "";
  private HttpResponse<String> lateComer;
  private JsonNode health = JSON.nullNode();
  private String requestId = "";
  private int exitCode;

  @TempDir static Path dataDir;

  @BeforeAll
  void stopInTheMiddle() throws Exception {
    try (var server =
        new ChildServer(
            dataDir, Map.of("TEMPEST_SHUTDOWN_TIMEOUT", "60s", "TEMPEST_LOG_REQUESTS", "true"))) {
      server.start();
      stopInTheMiddle(server);
    }
  }

  private void stopInTheMiddle(ChildServer server) throws Exception {
    for (int i = 0; i < 3; i++) {
      accounts.add(server.createAccount("stop" + i));
    }
    requestId = session(server).headers().firstValue("x-request-id").orElseThrow();
    try (var seen = new SeenFrames(server, 0);
        var open = new Socket("localhost", URI.create(server.base()).getPort())) {
      var writers = startWriters(server);
      await().atMost(SOON).until(() -> answered.size() > 20);
      String request = record(accounts.getFirst(), "half");
      int half = request.length() - 10;
      send(open, request.substring(0, half));
      int before = answered.size();
      await().atMost(SOON).until(() -> answered.size() > before + 10);

      var stopped = CompletableFuture.supplyAsync(server::stop);
      await().atMost(SOON).until(() -> server.get("_health", Map.of(), null).status() == 503);
      health = server.get("_health", Map.of(), null).body();
      lateComer = post(server, "late");
      for (Thread writer : writers) {
        writer.join();
      }
      send(open, request.substring(half));
      halfSent = new String(open.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      exitCode = stopped.join();
      closed = seen.closed().orTimeout(60, java.util.concurrent.TimeUnit.SECONDS).join();
      seenEvents = seen.frames().size();
      seenCids = seen.frames().stream().flatMap(frame -> cids(frame.event()).stream()).toList();
    }
  }

  private static List<String> cids(Event event) {
    return event instanceof Event.Commit commit
        ? commit.ops().stream()
            .filter(RepoOp.Create.class::isInstance)
            .map(op -> ((RepoOp.Create) op).cid().toString())
            .toList()
        : List.of();
  }

  private List<Thread> startWriters(ChildServer server) {
    return accounts.stream()
        .flatMap(account -> java.util.stream.Stream.of(account, account))
        .map(account -> Thread.ofPlatform().start(() -> write(server, account)))
        .toList();
  }

  /** Until the server refuses. */
  private void write(ChildServer server, Account account) {
    for (int i = 0; i < 100_000; i++) {
      try {
        var answer = server.post(CREATE, body(account, "write " + i), account.token());
        if (answer.status() == 200) {
          answered.add(answer.text("cid"));
        } else {
          refused.add(answer.status() + " " + answer.text("error"));
          return;
        }
      } catch (UncheckedIOException e) {
        if (!(e.getCause() instanceof ConnectException)) {
          cutOff.add(e.getCause().toString());
        }
        return;
      }
    }
  }

  private static Map<String, Object> body(Account account, String text) {
    return Map.of(
        "repo", account.did(),
        "collection", "com.example.stop",
        "record", Map.of("text", text));
  }

  private static String record(Account account, String text) throws IOException {
    String json = JSON.writeValueAsString(body(account, text));
    return """
        POST /xrpc/%s HTTP/1.1\r
        Host: localhost\r
        Authorization: Bearer %s\r
        Content-Type: application/json\r
        Content-Length: %d\r
        \r
        %s"""
        .formatted(CREATE, account.token(), json.length(), json);
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    socket.getOutputStream().flush();
  }

  private HttpResponse<String> session(ChildServer server) throws Exception {
    return answer(request(server, "com.atproto.server.getSession").GET().build());
  }

  private HttpResponse<String> post(ChildServer server, String text) throws Exception {
    String json = JSON.writeValueAsString(body(accounts.getFirst(), text));
    return answer(
        request(server, CREATE)
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build());
  }

  private HttpRequest.Builder request(ChildServer server, String nsid) {
    return HttpRequest.newBuilder(URI.create(server.base() + "/xrpc/" + nsid + "?a=secret"))
        .version(HttpClient.Version.HTTP_1_1)
        .header("authorization", "Bearer " + accounts.getFirst().token());
  }

  private static HttpResponse<String> answer(HttpRequest request) throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
  }

  @Test
  void everyWriteIsAnsweredOrRefused() {
    assertThat(cutOff).isEmpty();
    assertThat(refused).isNotEmpty().containsOnly("503 ServiceUnavailable");
    assertThat(halfSent).startsWith("HTTP/1.1 200").containsIgnoringCase("connection: close");
    assertThat(halfSent).contains("\"validationStatus\"");
  }

  @Test
  void whoComesLateIsToldToComeAgain() throws IOException {
    assertThat(lateComer.statusCode()).isEqualTo(503);
    assertThat(lateComer.headers().firstValue("retry-after")).hasValue("5");
    assertThat(lateComer.headers().firstValue("connection")).hasValue("close");
    assertThat(JSON.readTree(lateComer.body()).path("message").asText()).isEqualTo("Shutting down");
    assertThat(health.path("status").asText()).isEqualTo("draining");
  }

  @Test
  void subscribersGetEveryEventAndAReason() {
    assertThat(closed).isEqualTo("1001 The server is shutting down");
    assertThat(seenCids).containsAll(answered).hasSize(answered.size() + 1);
  }

  @Test
  void nothingIsLeftToRecover() throws IOException {
    assertThat(exitCode).as("as a JVM ends that was told to").isEqualTo(143);
    var volume = new CrashedVolume(dataDir);
    volume.assertEventsEqualCommits(0);
    assertThat(seenEvents).isEqualTo(volume.events());
    try (var files = Files.walk(dataDir)) {
      assertThat(files.map(Path::toString)).noneMatch(file -> file.endsWith("-wal"));
    }
  }

  @Test
  void theLogIsJsonAndNamesRequestAndAccount() throws IOException {
    String log = Files.readString(dataDir.resolve("log"));
    var lines = new ArrayList<JsonNode>();
    for (String line : log.lines().toList()) {
      lines.add(JSON.readTree(line));
    }
    assertThat(lines)
        .allSatisfy(
            line ->
                assertThat(line.fieldNames())
                    .toIterable()
                    .contains("timestamp", "level", "loggerName", "message"));
    assertThat(lines)
        .filteredOn(line -> line.path("mdc").path("requestId").asText().equals(requestId))
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.path("message").asText())
                  .startsWith(
                      "event=request verb=GET path=/xrpc/com.atproto.server.getSession status=200");
              assertThat(line.path("mdc").path("did").asText())
                  .isEqualTo(accounts.getFirst().did());
            });
    assertThat(log).doesNotContain("secret", accounts.getFirst().token(), "correct horse");
  }
}
