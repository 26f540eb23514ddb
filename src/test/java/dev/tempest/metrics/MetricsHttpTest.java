package dev.tempest.metrics;

import static io.restassured.RestAssured.given;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tempest.fault.Refusal;
import dev.tempest.s3.S3Bucket;
import dev.tempest.s3.S3Settings;
import dev.tempest.testing.TestAccount;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Prometheus sees of a server that was used, beside what is said of it. */
@QuarkusTest
class MetricsHttpTest {
  private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (tempest_\\w+) (\\w+)$");
  private static final Pattern SAMPLE = Pattern.compile("(?m)^(tempest_\\w+)\\{([^}]*)}");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");
  private static final Pattern USED = Pattern.compile("\\b(?:tempest|process|system|jvm)_\\w+");
  private static final Pattern PART = Pattern.compile("_(bucket|count|sum|max)$");
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| (`tempest_[^|]*`) \\| (\\w+) \\|([^|]*)\\|");
  private static final Pattern QUOTED = Pattern.compile("`(\\w+)`");

  private static final String THING = "com.example.thing";

  private static final S3Settings NOWHERE =
      new S3Settings(
          S3Settings.Purpose.BLOBS,
          URI.create("http://127.0.0.1:1"),
          "bucket",
          "auto",
          new S3Settings.Access.Keys("id", "secret"),
          true,
          Duration.ofMillis(200));

  @TestHTTPResource(management = true)
  URI management;

  private TestAccount account;

  /** A little of everything that is not measured from the start. */
  @BeforeEach
  void use() {
    account = TestAccount.create();
    account
        .asCaller()
        .contentType("application/json")
        .body(Map.of("repo", account.did(), "collection", THING, "record", Map.of("$type", THING)))
        .post("/xrpc/com.atproto.repo.createRecord")
        .then()
        .statusCode(200);
    try (var bucket = S3Bucket.open(NOWHERE)) {
      assertThatThrownBy(() -> bucket.stat("key")).isInstanceOf(Refusal.class);
    }
  }

  private String scrape() {
    return given()
        .accept("text/plain")
        .get(management.resolve("/metrics"))
        .then()
        .statusCode(200)
        .extract()
        .asString();
  }

  @Test
  void theTableInTheDocumentationIsWhatThereIs() throws IOException {
    String scrape = scrape();
    var kinds =
        TYPE.matcher(scrape)
            .results()
            .filter(type -> !type.group(1).endsWith("_max"))
            .collect(toMap(type -> type.group(1), type -> type.group(2), (a, _) -> a));
    var labels = new TreeMap<String, Set<String>>();
    kinds.keySet().forEach(name -> labels.put(name, new TreeSet<>()));
    SAMPLE
        .matcher(scrape)
        .results()
        .filter(sample -> !sample.group(1).endsWith("_max"))
        .forEach(
            sample ->
                LABEL
                    .matcher(sample.group(2))
                    .results()
                    .map(label -> label.group(1))
                    .filter(label -> !label.equals("le"))
                    .forEach(labels.get(family(kinds, sample.group(1)))::add));

    var documented = new TreeMap<String, String>();
    ROW.matcher(Files.readString(Path.of("docs/operations.md")))
        .results()
        .forEach(
            row ->
                QUOTED
                    .matcher(row.group(1))
                    .results()
                    .forEach(
                        name -> documented.put(name.group(1), row(row.group(2), row.group(3)))));
    var exported = new TreeMap<String, String>();
    kinds.forEach(
        (name, kind) ->
            exported.put(name, kind + " " + labels.get(name).stream().collect(joining(" "))));
    assertThat(documented).isEqualTo(exported);
  }

  private static String row(String kind, String labels) {
    return kind
        + " "
        + QUOTED
            .matcher(labels)
            .results()
            .map(label -> label.group(1))
            .sorted()
            .collect(joining(" "));
  }

  private static String family(Map<String, String> kinds, String sample) {
    return kinds.containsKey(sample) ? sample : PART.matcher(sample).replaceFirst("");
  }

  @Test
  void dashboardAndAlertsAskForNothingElse() throws IOException {
    var exported =
        scrape()
            .lines()
            .filter(line -> !line.startsWith("#"))
            .map(line -> line.split("[{ ]", 2)[0])
            .collect(toSet());
    var used =
        Stream.of(
                Files.readString(Path.of("deploy/grafana/tempest.json")),
                Files.readString(Path.of("deploy/prometheus/alerts.yml")))
            .flatMap(text -> USED.matcher(text).results())
            .map(found -> found.group())
            .collect(toSet());
    assertThat(used).hasSizeGreaterThan(30).isSubsetOf(exported);
  }

  @Test
  void whatClientsChooseIsNoLabel() {
    given().get("/xrpc/com.example.never" + account.handle().replace(".", ""));
    given().header("atproto-proxy", "did:web:example.com#x").put("/xrpc/com.example.put");
    given().get("/.well-known/" + account.did());
    given().get("/_plc/" + account.did());
    given().queryParam("repo", account.did()).get("/xrpc/com.atproto.repo.describeRepo");
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(scrape()).contains("method=\"unknown\",status=\"4xx\""));
    String samples =
        SAMPLE.matcher(scrape()).results().map(MatchResult::group).collect(joining(" "));
    assertThat(samples)
        .contains("method=\"com.atproto.repo.createRecord\",status=\"2xx\"")
        .doesNotContain(account.did(), account.handle(), "never", "com.example", "/_plc", "did:");
  }
}
