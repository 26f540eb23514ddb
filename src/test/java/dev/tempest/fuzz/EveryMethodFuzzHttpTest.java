package dev.tempest.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * Bad input gets a refusal: never a 500, never silence, and nothing secret in the log. {@code
 * -Dfuzz.inputs=N} sends more or fewer, {@code -Dfuzz.from=I} begins elsewhere; what each method
 * answered is in {@code target/fuzz.txt}.
 */
@QuarkusTest
@TestProfile(EveryMethodFuzzHttpTest.OwnServer.class)
class EveryMethodFuzzHttpTest {
  /** What is good by chance changes the server, and may take names that others count on. */
  public static final class OwnServer implements QuarkusTestProfile {}

  private static final long SEED = 20_261_124;
  private static final int INPUTS = Integer.getInteger("fuzz.inputs", 10_000);
  private static final int FROM = Integer.getInteger("fuzz.from", 0);
  private static final int CONNECTIONS = 16;

  /** Most take a few milliseconds; this is for slow machines, and still notices what hangs. */
  private static final int SLOWEST_MILLIS = 30_000;

  private static final int BETWEEN_HEALINGS = 400;
  private static final ObjectMapper JSON = new ObjectMapper();

  @TestHTTPResource("/")
  URI origin;

  private final Queue<String> faults = new ConcurrentLinkedQueue<>();
  private final ConcurrentMap<String, ConcurrentMap<String, Integer>> answers =
      new ConcurrentHashMap<>();
  private final AtomicInteger next = new AtomicInteger(FROM);
  private final AtomicLong slowest = new AtomicLong();

  @Test
  void refusesWhatIsBadAndKeepsSecrets_seed20261124() throws Exception {
    var cast = new Cast();
    try (var log = CapturedLog.open()) {
      sendAll(cast);
      report(log);
      assertThat(faults).isEmpty();
      assertNothingSecret(log.lines(), cast.secrets());
    }
    int successes =
        answers.values().stream().mapToInt(counts -> counts.getOrDefault("200", 0)).sum();
    assertThat(successes).as("inputs that were good enough").isGreaterThan(INPUTS / 10);
  }

  private void sendAll(Cast cast) throws Exception {
    var requests = new Requests(cast);
    try (var threads = Executors.newFixedThreadPool(CONNECTIONS)) {
      var running = new ArrayList<Future<?>>();
      for (int i = 0; i < CONNECTIONS; i++) {
        running.add(threads.submit(() -> sendSome(requests, cast)));
      }
      for (var one : running) {
        one.get();
      }
    }
  }

  private void sendSome(Requests requests, Cast cast) {
    var server = new InetSocketAddress(origin.getHost(), origin.getPort());
    try (var connection = new RawConnection(server, SLOWEST_MILLIS)) {
      for (int i = next.getAndIncrement(); i < FROM + INPUTS; i = next.getAndIncrement()) {
        if (i % BETWEEN_HEALINGS == BETWEEN_HEALINGS - 1) {
          cast.heal();
        }
        send(connection, requests.of(SEED + i), i);
      }
    }
  }

  private void send(RawConnection connection, RawRequest request, int number) {
    long start = System.nanoTime();
    try {
      var answer = connection.send(request);
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      count(request, answer);
      slowest.accumulateAndGet(millis, Math::max);
      fault(request, answer)
          .or(() -> millis < SLOWEST_MILLIS ? Optional.empty() : Optional.of("took " + millis))
          .ifPresent(
              fault ->
                  faults.add(
                      "input %d: %s: %s -> %d %s"
                          .formatted(
                              number, fault, request.head(), answer.status(), shortened(answer))));
    } catch (SocketTimeoutException hangs) {
      faults.add("input %d: no answer: %s".formatted(number, request.head()));
    } catch (IOException e) {
      faults.add("input %d: %s: %s".formatted(number, e, request.line()));
    }
  }

  private static String shortened(RawAnswer answer) {
    String text = answer.text();
    return text.length() > 300 ? text.substring(0, 300) + "…" : text;
  }

  private void count(RawRequest request, RawAnswer answer) {
    String error = answer.status() < 400 ? "" : " " + error(answer).path("error").asText("?");
    answers
        .computeIfAbsent(request.method(), _ -> new ConcurrentHashMap<>())
        .merge(answer.status() + error, 1, Integer::sum);
  }

  private static JsonNode error(RawAnswer answer) {
    try {
      return JSON.readTree(answer.body());
    } catch (IOException notJson) {
      return JSON.missingNode();
    }
  }

  private static Optional<String> fault(RawRequest request, RawAnswer answer) {
    int status = answer.status();
    if (status == 0) {
      // too long a body may be cut off, and half a request need not be answered
      return request.ends() || request.bytes().length > 1_000_000
          ? Optional.empty()
          : Optional.of("closed without an answer");
    }
    if (status == 500) {
      return Optional.of("500");
    }
    // the parser answers these itself, before anything of ours is asked
    boolean byParser = status == 414 || status == 431 || (status == 400 && request.malformed());
    boolean ours = request.line().contains("/xrpc") && !request.isHead() && !byParser;
    if (ours && status >= 400 && !isErrorBody(answer)) {
      return Optional.of("not an error body");
    }
    return Optional.empty();
  }

  private static boolean isErrorBody(RawAnswer answer) {
    JsonNode body = error(answer);
    return answer.header("content-type").startsWith("application/json")
        && body.path("error").isTextual()
        && body.path("message").isTextual();
  }

  private void report(CapturedLog log) throws IOException {
    var lines = new ArrayList<String>();
    lines.add("the slowest took " + slowest + " ms");
    new TreeMap<>(answers)
        .forEach((method, counts) -> lines.add(method + " " + new TreeMap<>(counts)));
    lines.addAll(faults);
    log.lines().stream().filter(line -> line.contains("request_failed")).forEach(lines::add);
    Files.write(Path.of("target/fuzz.txt"), lines);
  }

  private static void assertNothingSecret(List<String> log, List<String> secrets) {
    Map<String, String> found = new TreeMap<>();
    for (String line : log) {
      for (String secret : secrets) {
        if (line.contains(secret)) {
          found.putIfAbsent(secret, line);
        }
      }
    }
    assertThat(found).as("secrets in the log").isEmpty();
  }
}
