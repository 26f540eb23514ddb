package dev.tempest.stats;

import static dev.tempest.testing.TestAdmin.asAdmin;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.testing.TestAccount;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code _stats}. */
@QuarkusTest
class StatsHttpTest {
  private static final String PATH = "/xrpc/_stats";
  private static final String PROFILE = "app.bsky.actor.profile";

  /** The first count is of all that other tests have made. */
  private static final Duration SOON = Duration.ofMinutes(2);

  private static final Pattern PRIVATE =
      Pattern.compile("(?i)e-?mail|token|session|oauth|backup|admin|record_?json");

  private static final String OTHERS =
      """
      WITH other AS
        (SELECT * FROM account WHERE incomplete = 0 AND status <> 'deleted' AND did <> ?),
      active AS (SELECT did FROM other WHERE status = 'active')
      SELECT (SELECT count(*) FROM active),
        (SELECT count(*) FROM other),
        (SELECT coalesce(sum(records), 0) FROM repo_count JOIN active USING (did)),
        (SELECT count(DISTINCT collection) FROM collection_count JOIN active USING (did))
      """;

  @Inject Statistics statistics;
  @Inject AccountDatabase accounts;

  /** Figures of a drawing that began after now, and came to its end. */
  private JsonPath fresh() {
    try {
      statistics.begin().thread().join(); // it may have begun before now
      statistics.begin().thread().join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return given().get(PATH).then().statusCode(200).extract().jsonPath();
  }

  private static void call(TestAccount account, String nsid, Map<String, Object> body) {
    account
        .asCaller()
        .contentType("application/json")
        .body(body)
        .post("/xrpc/" + nsid)
        .then()
        .statusCode(200);
  }

  private static void write(
      TestAccount account, String collection, String rkey, Map<String, Object> fields) {
    var record = new HashMap<>(fields);
    record.put("$type", collection);
    call(
        account,
        "com.atproto.repo.putRecord",
        Map.of("repo", account.did(), "collection", collection, "rkey", rkey, "record", record));
  }

  private static TestAccount firstByHandle(String name) {
    var account = TestAccount.create();
    call(account, "com.atproto.identity.updateHandle", Map.of("handle", name + ".test"));
    return new TestAccount(
        account.did(),
        name + ".test",
        account.email(),
        account.password(),
        account.accessJwt(),
        account.refreshJwt());
  }

  /** What is shown of an account, once that is {@code records} records. */
  private Map<String, Object> userWith(TestAccount account, int records) {
    String path = "users.find { it.did == '" + account.did() + "' }";
    return await()
        .atMost(SOON)
        .until(
            () -> fresh().getMap(path),
            user -> user != null && user.get("recordCount").equals(records));
  }

  @Test
  void hasTheShapeThatPagesRead() {
    var account = firstByHandle("000shape");
    write(account, "com.example.thing", "one", Map.of("number", 1));
    userWith(account, 1);
    var answer = fresh();
    assertThat(answer.getMap("$"))
        .containsOnlyKeys(
            "status",
            "version",
            "generatedAt",
            "uptimeSeconds",
            "metrics",
            "users",
            "latestRecord",
            "commitWeeks",
            "collections",
            "health");
    assertThat(answer.getString("status")).isEqualTo("ok");
    assertThat(Instant.parse(answer.getString("generatedAt"))).isBeforeOrEqualTo(Instant.now());
    assertThat(answer.getLong("uptimeSeconds")).isNotNegative();
    assertThat(answer.getMap("metrics"))
        .containsOnlyKeys(
            "hostedAccountCount",
            "totalAccountCount",
            "commitCount",
            "collectionCount",
            "recordCount",
            "lastIndexedAt");
    assertThat(answer.getLong("metrics.totalAccountCount"))
        .isGreaterThanOrEqualTo(answer.getLong("metrics.hostedAccountCount"));
    assertThat(answer.getLong("metrics.commitCount")).isGreaterThanOrEqualTo(2);
    assertThat(answer.getMap("latestRecord"))
        .containsOnlyKeys("did", "handle", "collection", "rkey", "cid", "indexedAt")
        .containsEntry("did", account.did())
        .containsEntry("collection", "com.example.thing")
        .containsEntry("rkey", "one");
    assertThat(answer.<String>getList("users.handle")).isSorted().hasSizeLessThanOrEqualTo(12);
    assertThat(answer.<Integer>getList("collections.recordCount"))
        .isSortedAccordingTo((one, other) -> other - one)
        .hasSizeLessThanOrEqualTo(10);
    assertThat(answer.getMap("health.checks"))
        .containsOnly(
            Map.entry("storageWritable", true),
            Map.entry("accountDatabase", "ok"),
            Map.entry("sequencerDatabase", "ok"),
            Map.entry("repoDirectory", "ok"),
            Map.entry("blobDirectory", "ok"),
            Map.entry("sequencerReadable", true),
            Map.entry("tornWriteCount", 0),
            Map.entry("statsScanErrorCount", 0));
  }

  @Test
  void showsFourWeeksThatEndWithTheLatestCommits() {
    var account = firstByHandle("000weeks");
    write(account, "com.example.thing", "one", Map.of("number", 1));
    userWith(account, 1);
    var answer = fresh();
    List<LocalDate> starts =
        answer.<String>getList("commitWeeks.weekStart").stream().map(LocalDate::parse).toList();
    assertThat(starts).hasSize(4).allMatch(day -> day.getDayOfWeek() == DayOfWeek.MONDAY);
    for (int i = 1; i < 4; i++) {
      assertThat(starts.get(i)).isEqualTo(starts.get(i - 1).plusWeeks(1));
    }
    assertThat(answer.getString("commitWeeks[3].weekEnd"))
        .isEqualTo(starts.get(3).plusDays(6).toString());
    assertThat(starts.get(3))
        .isEqualTo(monday(answer.getString("latestRecord.indexedAt")))
        .isEqualTo(monday(answer.getString("metrics.lastIndexedAt")));
    // of two weeks when the tests run at midnight
    List<Integer> counts = answer.getList("commitWeeks.commitCount");
    assertThat(counts.getLast()).isPositive();
    assertThat(counts.stream().mapToInt(count -> count).sum())
        .isEqualTo(answer.getInt("metrics.commitCount"));
  }

  private static LocalDate monday(String time) {
    return LocalDate.ofInstant(Instant.parse(time), ZoneOffset.UTC)
        .with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
  }

  @Test
  void showsTheImagesOfAProfileAsPathsThatLeadToThem() {
    var account = firstByHandle("000avatar");
    Map<String, Object> blob =
        account
            .asCaller()
            .contentType("image/png")
            .body("no picture, but it says so".getBytes(StandardCharsets.UTF_8))
            .post("/xrpc/com.atproto.repo.uploadBlob")
            .then()
            .statusCode(200)
            .extract()
            .path("blob");
    write(account, PROFILE, "self", Map.of("avatar", blob));
    var user = userWith(account, 1);
    assertThat(user)
        .containsOnlyKeys(
            "did", "handle", "status", "recordCount", "lastIndexedAt", "avatarUrl", "bannerUrl")
        .containsEntry("handle", "000avatar.test")
        .containsEntry("status", "active")
        .containsEntry("bannerUrl", null);
    given().get((String) user.get("avatarUrl")).then().statusCode(200);
  }

  @Test
  void anAccountThatLeavesIsGoneAtOnceAndCountedNoMore() {
    var account = firstByHandle("000leaves");
    // nobody else has such records: their collection comes and goes with the account
    write(account, "com.example.countedOnce", "one", Map.of("number", 1));
    userWith(account, 1);
    awaitMetrics(account, new Sums(1, 1, 1, 1));
    call(account, "com.atproto.server.deactivateAccount", Map.of());
    var cached = given().get(PATH).then().statusCode(200).extract();
    assertThat(cached.asString()).doesNotContain(account.did()).doesNotContain("000leaves");
    awaitMetrics(account, new Sums(0, 1, 0, 0));
    asAdmin()
        .contentType("application/json")
        .body(Map.of("did", account.did()))
        .post("/xrpc/com.atproto.admin.deleteAccount")
        .then()
        .statusCode(200);
    awaitMetrics(account, new Sums(0, 0, 0, 0));
  }

  private record Sums(long hosted, long all, long records, long collections) {
    Sums plus(Sums more) {
      return new Sums(
          hosted + more.hosted,
          all + more.all,
          records + more.records,
          collections + more.collections);
    }
  }

  /** Once the figures are those of all others and {@code own}; others may come and go meanwhile. */
  private void awaitMetrics(TestAccount account, Sums own) {
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              var expected = ofOthers(account).plus(own);
              var metrics = fresh();
              assertThat(
                      new Sums(
                          metrics.getLong("metrics.hostedAccountCount"),
                          metrics.getLong("metrics.totalAccountCount"),
                          metrics.getLong("metrics.recordCount"),
                          metrics.getLong("metrics.collectionCount")))
                  .isEqualTo(expected);
            });
  }

  private Sums ofOthers(TestAccount account) {
    return accounts
        .database()
        .read(
            connection -> {
              try (var select = connection.prepareStatement(OTHERS)) {
                select.setString(1, account.did());
                try (var row = select.executeQuery()) {
                  return new Sums(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4));
                }
              }
            });
  }

  @Test
  void aRecordThatIsTakenDownIsNotTheLatest() {
    var account = firstByHandle("000hidden");
    write(account, "com.example.thing", "seen", Map.of("number", 1));
    write(account, "com.example.thing", "hidden", Map.of("number", 2));
    userWith(account, 2);
    String cid = fresh().getString("latestRecord.cid");
    String uri = "at://" + account.did() + "/com.example.thing/hidden";
    asAdmin()
        .contentType("application/json")
        .body(
            Map.of(
                "subject",
                Map.of("$type", "com.atproto.repo.strongRef", "uri", uri, "cid", cid),
                "takedown",
                Map.of("applied", true)))
        .post("/xrpc/com.atproto.admin.updateSubjectStatus")
        .then()
        .statusCode(200);
    var cached = given().get(PATH).then().statusCode(200).extract().jsonPath();
    assertThat(cached.getMap("latestRecord")).isNull();
    assertThat(fresh().getString("latestRecord.rkey")).isEqualTo("seen");
  }

  @Test
  void holdsNothingThatIsNobodysBusiness() {
    var account = firstByHandle("000private");
    assertThat(userWith(account, 0)).containsEntry("lastIndexedAt", null);
    var answer = given().get(PATH).then().statusCode(200).extract();
    assertThat(keys(answer.jsonPath().getMap("$")))
        .noneMatch(PRIVATE.asPredicate())
        .contains("users.handle", "health.checks.tornWriteCount");
    assertThat(answer.asString()).doesNotContainIgnoringCase(account.email());
  }

  private static List<String> keys(Object json) {
    return switch (json) {
      case Map<?, ?> object ->
          object.entrySet().stream()
              .flatMap(
                  field ->
                      Stream.concat(
                          Stream.of(field.getKey().toString()),
                          keys(field.getValue()).stream().map(key -> field.getKey() + "." + key)))
              .toList();
      case List<?> items -> items.stream().flatMap(item -> keys(item).stream()).toList();
      case null, default -> List.of();
    };
  }
}
