package dev.tempest.record;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.anEmptyMap;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import dev.tempest.atproto.data.Cid;
import dev.tempest.testing.TestAccount;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The methods of {@code com.atproto.repo.*} that read and write records. */
@QuarkusTest
class RecordHttpTest {
  private static final String XRPC = "/xrpc/com.atproto.repo.";
  private static final String THING = "com.example.thing";
  private static final String CREATED_AT = "2026-01-01T00:00:00Z";
  private static final String UNKNOWN = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa";
  private static final String OTHER_CID = Cid.of(Cid.Codec.DAG_CBOR, new byte[1]).toString();

  /** Bytes of DAG-CBOR around the text of a large {@link #thing}. */
  private static final int AROUND_TEXT = 35;

  private static Map<String, Object> thing(String text) {
    return Map.of("$type", THING, "text", text);
  }

  private static Map<String, Object> write(String action, String rkey, Object value) {
    var write = new LinkedHashMap<String, Object>();
    write.put("$type", "com.atproto.repo.applyWrites#" + action);
    write.put("collection", THING);
    write.put("rkey", rkey);
    if (!action.equals("delete")) {
      write.put("value", value);
    }
    return write;
  }

  private static Map<String, Object> writes(TestAccount account, List<?> writes) {
    var body = new LinkedHashMap<String, Object>();
    body.put("repo", account.did());
    body.put("writes", writes);
    return body;
  }

  /** The body of {@code method}, or of {@code applyWrites#action}, that writes one record. */
  private static Map<String, Object> body(
      TestAccount account, String method, String rkey, Object value) {
    if (method.startsWith("applyWrites")) {
      String action = method.substring(method.indexOf('#') + 1);
      return writes(account, List.of(write(action, rkey, value)));
    }
    var body = new LinkedHashMap<String, Object>();
    body.put("repo", account.did());
    body.put("collection", THING);
    body.put("rkey", rkey);
    if (!method.equals("deleteRecord")) {
      body.put("record", value);
    }
    return body;
  }

  private static Map<String, Object> body(TestAccount account, String method) {
    return body(account, method, "one", thing("new"));
  }

  private static Map<String, Object> with(Map<String, Object> body, String name, Object value) {
    var changed = new LinkedHashMap<>(body);
    changed.put(name, value);
    return changed;
  }

  private static ValidatableResponse post(
      TestAccount account, String method, Map<String, Object> body) {
    return account.asCaller().contentType("application/json").body(body).post(path(method)).then();
  }

  private static String path(String method) {
    return XRPC + method.replaceFirst("#.*", "");
  }

  private static JsonPath put(TestAccount account, String rkey, String text) {
    return post(account, "putRecord", body(account, "putRecord", rkey, thing(text)))
        .statusCode(200)
        .extract()
        .jsonPath();
  }

  private static ValidatableResponse get(String method, Map<String, ?> parameters) {
    return given().queryParams(parameters).get(path(method)).then();
  }

  private static ValidatableResponse getRecord(TestAccount account, String rkey) {
    return get("getRecord", Map.of("repo", account.did(), "collection", THING, "rkey", rkey));
  }

  private static ValidatableResponse list(TestAccount account, String collection) {
    return get("listRecords", Map.of("repo", account.did(), "collection", collection))
        .statusCode(200);
  }

  private static String head(TestAccount account) {
    return given()
        .queryParam("did", account.did())
        .get("/xrpc/com.atproto.sync.getLatestCommit")
        .then()
        .statusCode(200)
        .extract()
        .path("cid");
  }

  private static String uri(TestAccount account, String rkey) {
    return "at://" + account.did() + "/" + THING + "/" + rkey;
  }

  private static void refused(
      ValidatableResponse answer, int status, String error, String message) {
    answer
        .statusCode(status)
        .contentType("application/json")
        .body("$", aMapWithSize(2))
        .body("error", equalTo(error))
        .body("message", containsString(message));
  }

  private static void invalid(ValidatableResponse answer, String message) {
    refused(answer, 400, "InvalidRequest", message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"createRecord", "putRecord"})
  void writesARecord(String method) {
    var account = TestAccount.create();
    var answer =
        post(account, method, body(account, method))
            .statusCode(200)
            .contentType("application/json")
            .body("$", aMapWithSize(4))
            .body("uri", equalTo(uri(account, "one")))
            .body("validationStatus", equalTo("unknown"))
            .body("commit", aMapWithSize(2))
            .extract()
            .jsonPath();
    assertThat(answer.getString("commit.cid")).isEqualTo(head(account));
    assertThat(answer.getString("commit.rev")).hasSize(13);
    getRecord(account, "one")
        .statusCode(200)
        .body("$", aMapWithSize(3))
        .body("uri", equalTo(uri(account, "one")))
        .body("cid", equalTo(answer.getString("cid")))
        .body("value", equalTo(thing("new")));
  }

  @Test
  void givesAKeyToARecordWithoutOne() {
    var account = TestAccount.create();
    var body = body(account, "createRecord");
    body.remove("rkey");
    String first = post(account, "createRecord", body).statusCode(200).extract().path("uri");
    String second = post(account, "createRecord", body).statusCode(200).extract().path("uri");
    assertThat(first).startsWith(uri(account, "")).hasSize(uri(account, "").length() + 13);
    assertThat(second).isGreaterThan(first);
  }

  @Test
  void takesAHandleForARepository() {
    var account = TestAccount.create();
    var body = with(body(account, "createRecord"), "repo", account.handle());
    post(account, "createRecord", body).statusCode(200).body("uri", equalTo(uri(account, "one")));
  }

  @Test
  void fillsInAMissingType() {
    var account = TestAccount.create();
    var body = body(account, "createRecord", "one", Map.of("text", "untyped"));
    post(account, "createRecord", body).statusCode(200);
    getRecord(account, "one").body("value", equalTo(thing("untyped")));
  }

  @Test
  void replacesARecord() {
    var account = TestAccount.create();
    String old = put(account, "one", "old").getString("cid");
    post(account, "putRecord", body(account, "putRecord"))
        .statusCode(200)
        .body("$", aMapWithSize(4))
        .body("uri", equalTo(uri(account, "one")))
        .body("cid", not(equalTo(old)))
        .body("commit.cid", equalTo(head(account)));
    getRecord(account, "one").body("value.text", equalTo("new"));
  }

  @Test
  void deletesARecord() {
    var account = TestAccount.create();
    put(account, "one", "old");
    post(account, "deleteRecord", body(account, "deleteRecord"))
        .statusCode(200)
        .body("$", aMapWithSize(1))
        .body("commit", aMapWithSize(2))
        .body("commit.cid", equalTo(head(account)));
    refused(getRecord(account, "one"), 400, "RecordNotFound", uri(account, "one"));
  }

  @Test
  void appliesManyWritesAsOneCommit() {
    var account = TestAccount.create();
    put(account, "updated", "old");
    put(account, "deleted", "old");
    var keyless = write("create", "", thing("keyless"));
    keyless.remove("rkey");
    var body =
        writes(
            account,
            List.of(
                write("create", "created", thing("new")),
                write("update", "updated", thing("new")),
                write("delete", "deleted", null),
                keyless));
    post(account, "applyWrites", body)
        .statusCode(200)
        .body("$", aMapWithSize(2))
        .body("commit", aMapWithSize(2))
        .body("commit.cid", equalTo(head(account)))
        .body(
            "results.'$type'",
            contains(
                "com.atproto.repo.applyWrites#createResult",
                "com.atproto.repo.applyWrites#updateResult",
                "com.atproto.repo.applyWrites#deleteResult",
                "com.atproto.repo.applyWrites#createResult"))
        .body("results[0]", aMapWithSize(4))
        .body("results[0].uri", equalTo(uri(account, "created")))
        .body("results[0].validationStatus", equalTo("unknown"))
        .body("results[0].cid", equalTo(getRecord(account, "created").extract().path("cid")))
        .body("results[1]", aMapWithSize(4))
        .body("results[1].uri", equalTo(uri(account, "updated")))
        .body("results[1].validationStatus", equalTo("unknown"))
        .body("results[1].cid", equalTo(getRecord(account, "updated").extract().path("cid")))
        .body("results[2]", aMapWithSize(1))
        .body("results[3].uri", startsWith(uri(account, "")));
    getRecord(account, "updated").body("value.text", equalTo("new"));
    getRecord(account, "deleted").statusCode(400);
    list(account, THING).body("records", hasSize(3));
  }

  @ParameterizedTest
  @CsvSource({
    "createRecord, $",
    "putRecord, $",
    "applyWrites#create, results[0]",
    "applyWrites#update, results[0]"
  })
  void reportsNoValidationWhenNoneIsWanted(String method, String place) {
    var account = TestAccount.create();
    if (method.endsWith("#update")) {
      put(account, "one", "old");
    }
    post(account, method, with(body(account, method), "validate", false))
        .statusCode(200)
        .body(place, aMapWithSize(3))
        .body(place, not(hasKey("validationStatus")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"createRecord", "putRecord", "applyWrites#create", "applyWrites#update"})
  void refusesWhatIsNoRecord(String method) {
    var account = TestAccount.create();
    String before = head(account);
    var other = Map.of("$type", "com.example.other");
    invalid(post(account, method, body(account, method, "one", other)), "$type: expected " + THING);
    var number = Map.of("$type", 1);
    invalid(post(account, method, body(account, method, "one", number)), "$type");
    invalid(post(account, method, body(account, method, "one", "text")), "is not an object");
    var large = thing("x".repeat(1_000_001 - AROUND_TEXT));
    invalid(
        post(account, method, body(account, method, "one", large)),
        "Record is too large: 1000001 bytes of at most 1000000");
    invalid(
        post(account, method, with(body(account, method), "validate", true)),
        "Unknown lexicon type: " + THING);
    assertThat(head(account)).isEqualTo(before);
  }

  @Test
  void takesARecordOfTheMostBytes() {
    var account = TestAccount.create();
    var largest = thing("x".repeat(1_000_000 - AROUND_TEXT));
    post(account, "createRecord", body(account, "createRecord", "one", largest)).statusCode(200);
    getRecord(account, "one").statusCode(200).body("value", equalTo(largest));
  }

  @ParameterizedTest
  @ValueSource(strings = {"createRecord", "putRecord", "deleteRecord", "applyWrites#create"})
  void writesOnlyForTheOwner(String method) {
    var account = TestAccount.create();
    var other = TestAccount.create();
    String before = head(other);
    var foreign = body(other, method);
    refused(post(account, method, foreign), 401, "AuthenticationRequired", other.did());
    var byHandle = with(foreign, "repo", other.handle());
    refused(post(account, method, byHandle), 401, "AuthenticationRequired", other.handle());
    refused(
        given().contentType("application/json").body(foreign).post(path(method)).then(),
        401,
        "AuthenticationRequired",
        "");
    for (String nobody : List.of(UNKNOWN, "nobody.test")) {
      invalid(
          post(account, method, with(foreign, "repo", nobody)), "Could not find repo: " + nobody);
    }
    assertThat(head(other)).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({
    "createRecord, repo",
    "createRecord, collection",
    "createRecord, record",
    "putRecord, repo",
    "putRecord, collection",
    "putRecord, rkey",
    "putRecord, record",
    "deleteRecord, repo",
    "deleteRecord, collection",
    "deleteRecord, rkey",
    "applyWrites#create, repo",
    "applyWrites#create, writes"
  })
  void wantsWhatTheLexiconRequires(String method, String property) {
    var account = TestAccount.create();
    var body = body(account, method);
    body.remove(property);
    invalid(post(account, method, body), property);
  }

  @ParameterizedTest
  @CsvSource({"collection, nonsense", "rkey, a/b", "rkey, ..", "swapCommit, nonsense"})
  void refusesMalformedProperties(String property, String value) {
    var account = TestAccount.create();
    for (String method : List.of("createRecord", "putRecord", "deleteRecord")) {
      invalid(post(account, method, with(body(account, method), property, value)), property);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "createRecord",
        "putRecord",
        "deleteRecord",
        "applyWrites#create",
        "applyWrites#update",
        "applyWrites#delete"
      })
  void comparesTheCommit(String method) {
    var account = TestAccount.create();
    String stale = head(account);
    put(account, method.matches(".*(update|delete).*") ? "one" : "other", "old");
    String now = head(account);
    refused(
        post(account, method, with(body(account, method), "swapCommit", stale)),
        400,
        "InvalidSwap",
        "Commit was at " + now);
    assertThat(head(account)).isEqualTo(now);
    post(account, method, with(body(account, method), "swapCommit", now)).statusCode(200);
    assertThat(head(account)).isNotEqualTo(now);
  }

  @ParameterizedTest
  @CsvSource({
    "putRecord, true, absent, false",
    "putRecord, true, current, false",
    "putRecord, true, other, true",
    "putRecord, true, null, true",
    "putRecord, false, absent, false",
    "putRecord, false, null, false",
    "putRecord, false, other, true",
    "deleteRecord, true, absent, false",
    "deleteRecord, true, current, false",
    "deleteRecord, true, other, true",
    "deleteRecord, true, null, true",
    "deleteRecord, false, absent, false",
    "deleteRecord, false, null, false",
    "deleteRecord, false, other, true"
  })
  void comparesTheRecord(String method, boolean there, String swap, boolean refused) {
    var account = TestAccount.create();
    String current = there ? put(account, "one", "old").getString("cid") : null;
    String before = head(account);
    var body = body(account, method);
    switch (swap) {
      case "current" -> body.put("swapRecord", current);
      case "other" -> body.put("swapRecord", OTHER_CID);
      case "null" -> body.put("swapRecord", null);
      default -> assertThat(body).doesNotContainKey("swapRecord");
    }
    var answer = post(account, method, body);
    if (refused) {
      refused(answer, 400, "InvalidSwap", "Record was at " + current);
      assertThat(head(account)).isEqualTo(before);
    } else {
      answer.statusCode(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"putRecord", "deleteRecord"})
  void refusesAMalformedRecordToCompare(String method) {
    var account = TestAccount.create();
    for (Object malformed : List.of("nonsense", 1, true)) {
      invalid(
          post(account, method, with(body(account, method), "swapRecord", malformed)),
          "swapRecord");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"createRecord", "applyWrites#create"})
  void createsOnlyUnderAFreeKey(String method) {
    var account = TestAccount.create();
    put(account, "one", "old");
    String before = head(account);
    invalid(
        post(account, method, body(account, method)), "Record already exists: " + THING + "/one");
    assertThat(head(account)).isEqualTo(before);
  }

  @Test
  void updatesOnlyWhatIsThere() {
    var account = TestAccount.create();
    String before = head(account);
    var body =
        writes(
            account,
            List.of(write("create", "other", thing("new")), write("update", "one", thing("new"))));
    invalid(post(account, "applyWrites", body), "Could not find record: " + uri(account, "one"));
    assertThat(head(account)).isEqualTo(before);
    list(account, THING).body("records", empty());
  }

  @Test
  void makesNoCommitThatChangesNothing() {
    var account = TestAccount.create();
    String cid = put(account, "one", "same").getString("cid");
    String before = head(account);
    post(account, "putRecord", body(account, "putRecord", "one", thing("same")))
        .statusCode(200)
        .body("$", aMapWithSize(3))
        .body("uri", equalTo(uri(account, "one")))
        .body("cid", equalTo(cid))
        .body("validationStatus", equalTo("unknown"));
    post(account, "deleteRecord", body(account, "deleteRecord", "missing", null))
        .statusCode(200)
        .body("$", anEmptyMap());
    var nothing = List.of(write("update", "one", thing("same")), write("delete", "missing", null));
    post(account, "applyWrites", writes(account, nothing))
        .statusCode(200)
        .body("$", aMapWithSize(1))
        .body("results", hasSize(2));
    post(account, "applyWrites", writes(account, List.of()))
        .statusCode(200)
        .body("$", aMapWithSize(1))
        .body("results", empty());
    assertThat(head(account)).isEqualTo(before);
  }

  @Test
  void takesTwoHundredWritesAtMost() {
    var account = TestAccount.create();
    String before = head(account);
    var many = new ArrayList<Map<String, Object>>();
    for (int i = 0; i < 201; i++) {
      many.add(write("create", "key" + i, thing("new")));
    }
    invalid(post(account, "applyWrites", writes(account, many)), "Too many writes. Max: 200");
    assertThat(head(account)).isEqualTo(before);
    many.removeLast();
    post(account, "applyWrites", writes(account, many))
        .statusCode(200)
        .body("results", hasSize(200));
  }

  @Test
  void takesTwoMegabytesOfBlocksAtMost() {
    var account = TestAccount.create();
    String before = head(account);
    var large =
        new ArrayList<>(
            IntStream.range(0, 5)
                .mapToObj(i -> write("create", "key" + i, thing(i + "x".repeat(450_000))))
                .toList());
    invalid(post(account, "applyWrites", writes(account, large)), "Max event size: 2MB");
    assertThat(head(account)).isEqualTo(before);
    list(account, THING).body("records", empty());
    large.removeLast();
    post(account, "applyWrites", writes(account, large)).statusCode(200);
  }

  @ParameterizedTest
  @CsvSource({
    "new, create, create",
    "one, create, delete",
    "one, update, update",
    "one, update, delete",
    "one, delete, create",
    "one, delete, update",
    "one, delete, delete"
  })
  void writesARecordOnceInACommit(String rkey, String first, String second) {
    var account = TestAccount.create();
    put(account, "one", "old");
    String before = head(account);
    var body =
        writes(
            account,
            List.of(
                write("create", "bystander", thing("new")),
                write(first, rkey, thing("first")),
                write(second, rkey, thing("second"))));
    invalid(post(account, "applyWrites", body), THING + "/" + rkey);
    assertThat(head(account)).isEqualTo(before);
    list(account, THING)
        .body("records.uri", contains(uri(account, "one")))
        .body("records[0].value", equalTo(thing("old")));
  }

  private static String subjectUri(TestAccount account) {
    return "at://" + account.did() + "/app.bsky.feed.post/3jzfcijpj2z2a";
  }

  private static Map<String, Object> like(TestAccount account, String collection, String subject) {
    boolean ofAccount = collection.startsWith("app.bsky.graph");
    Object value = ofAccount ? subject : Map.of("uri", subject, "cid", OTHER_CID);
    var body = new LinkedHashMap<String, Object>();
    body.put("repo", account.did());
    body.put("collection", collection);
    body.put("record", Map.of("$type", collection, "subject", value, "createdAt", CREATED_AT));
    return body;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "app.bsky.feed.like",
        "app.bsky.feed.repost",
        "app.bsky.graph.follow",
        "app.bsky.graph.block"
      })
  void keepsTheNewestOfASubject(String collection) {
    var account = TestAccount.create();
    boolean ofAccounts = collection.startsWith("app.bsky.graph");
    String subject = ofAccounts ? UNKNOWN : subjectUri(account);
    String another = ofAccounts ? account.did() : subjectUri(account) + "a";
    var body = like(account, collection, subject);
    post(account, "createRecord", body).statusCode(200);
    String other =
        post(account, "createRecord", like(account, collection, another)).extract().path("uri");
    var second = post(account, "createRecord", body).statusCode(200).extract().jsonPath();
    assertThat(second.getString("commit.cid")).isEqualTo(head(account));
    list(account, collection).body("records.uri", contains(second.getString("uri"), other));
    String third =
        post(account, "createRecord", with(body, "validate", false))
            .statusCode(200)
            .extract()
            .path("uri");
    list(account, collection).body("records.uri", contains(third, second.getString("uri"), other));
  }

  @Test
  void findsARecord() {
    var account = TestAccount.create();
    String cid = put(account, "one", "found").getString("cid");
    for (String repo : List.of(account.did(), account.handle())) {
      get("getRecord", Map.of("repo", repo, "collection", THING, "rkey", "one", "cid", cid))
          .statusCode(200)
          .body("$", aMapWithSize(3))
          .body("uri", equalTo(uri(account, "one")))
          .body("cid", equalTo(cid))
          .body("value", equalTo(thing("found")));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "rkey, missing",
    "collection, com.example.other",
    "cid, bafyreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy",
    "repo, did:plc:aaaaaaaaaaaaaaaaaaaaaaaa",
    "repo, nobody.test"
  })
  void doesNotFindOtherRecords(String parameter, String value) {
    var account = TestAccount.create();
    put(account, "one", "found");
    var parameters = new LinkedHashMap<String, Object>();
    parameters.put("repo", account.did());
    parameters.put("collection", THING);
    parameters.put("rkey", "one");
    parameters.put(parameter, value);
    refused(get("getRecord", parameters), 400, "RecordNotFound", "Could not locate record: at://");
  }

  @ParameterizedTest
  @CsvSource({
    "getRecord, repo",
    "getRecord, collection",
    "getRecord, rkey",
    "listRecords, repo",
    "listRecords, collection",
    "describeRepo, repo"
  })
  void wantsItsParameters(String method, String parameter) {
    var account = TestAccount.create();
    var parameters = new LinkedHashMap<String, String>();
    parameters.put("repo", account.did());
    parameters.put("collection", THING);
    parameters.put("rkey", "one");
    parameters.remove(parameter);
    invalid(get(method, parameters), parameter);
    parameters.put(parameter, "/");
    invalid(get(method, parameters), parameter);
  }

  @ParameterizedTest
  @CsvSource({
    "listRecords, did:plc:aaaaaaaaaaaaaaaaaaaaaaaa",
    "listRecords, nobody.test",
    "describeRepo, did:plc:aaaaaaaaaaaaaaaaaaaaaaaa",
    "describeRepo, nobody.test"
  })
  void doesNotKnowOtherRepositories(String method, String repo) {
    refused(
        get(method, Map.of("repo", repo, "collection", THING)),
        400,
        "RepoNotFound",
        "Could not find repo: " + repo);
  }

  @ParameterizedTest
  @CsvSource({"false, edcba", "true, abcde"})
  void listsPageByPage(boolean reverse, String order) {
    var account = TestAccount.create();
    for (String rkey : List.of("c", "a", "e", "b", "d")) {
      put(account, rkey, rkey);
    }
    var found = new StringBuilder();
    var parameters = new LinkedHashMap<String, Object>();
    parameters.put("repo", account.did());
    parameters.put("collection", THING);
    parameters.put("limit", 2);
    parameters.put("reverse", reverse);
    String cursor;
    do {
      var page = get("listRecords", parameters).statusCode(200).extract().jsonPath();
      List<String> texts = page.getList("records.value.text", String.class);
      assertThat(texts).hasSizeLessThanOrEqualTo(2);
      texts.forEach(found::append);
      cursor = page.getString("cursor");
      parameters.put("cursor", cursor);
    } while (cursor != null);
    assertThat(found).hasToString(order);
  }

  @Test
  void listsRecordsWhole() {
    var account = TestAccount.create();
    list(account, THING).body("$", aMapWithSize(1)).body("records", empty());
    String cid = put(account, "one", "listed").getString("cid");
    list(account, THING)
        .body("$", aMapWithSize(2))
        .body("cursor", equalTo("one"))
        .body("records", hasSize(1))
        .body("records[0]", aMapWithSize(3))
        .body("records[0].uri", equalTo(uri(account, "one")))
        .body("records[0].cid", equalTo(cid))
        .body("records[0].value", equalTo(thing("listed")));
  }

  @Test
  void listsFiftyUnlessToldOtherwise() {
    var account = TestAccount.create();
    var many =
        IntStream.range(0, 101).mapToObj(i -> write("create", "key" + i, thing("listed"))).toList();
    post(account, "applyWrites", writes(account, many)).statusCode(200);
    list(account, THING).body("records", hasSize(50));
    for (int limit : new int[] {1, 100}) {
      get("listRecords", Map.of("repo", account.did(), "collection", THING, "limit", limit))
          .statusCode(200)
          .body("records", hasSize(limit));
    }
  }

  @ParameterizedTest
  @CsvSource({"limit, 0", "limit, 101", "limit, -1", "limit, x", "reverse, maybe"})
  void refusesParametersOutOfBounds(String parameter, String value) {
    var account = TestAccount.create();
    invalid(
        get("listRecords", Map.of("repo", account.did(), "collection", THING, parameter, value)),
        parameter);
  }

  @Test
  void describesARepository() {
    var account = TestAccount.create();
    for (String repo : List.of(account.did(), account.handle())) {
      get("describeRepo", Map.of("repo", repo))
          .statusCode(200)
          .body("$", aMapWithSize(5))
          .body("handle", equalTo(account.handle()))
          .body("did", equalTo(account.did()))
          .body("didDoc.id", equalTo(account.did()))
          .body("collections", empty())
          .body("handleIsCorrect", is(true));
    }
    put(account, "one", "described");
    get("describeRepo", Map.of("repo", account.did())).body("collections", contains(THING));
    post(account, "deleteRecord", body(account, "deleteRecord")).statusCode(200);
    get("describeRepo", Map.of("repo", account.did())).body("collections", empty());
  }

  @Test
  void anEditedLikeIsNoTwinOfALaterOne() {
    var account = TestAccount.create();
    String collection = "app.bsky.feed.like";
    var body = like(account, collection, subjectUri(account));
    String uri = post(account, "createRecord", body).statusCode(200).extract().path("uri");
    String rkey = uri.substring(uri.lastIndexOf('/') + 1);
    Map<String, Object> edited =
        Map.of(
            "repo",
            account.did(),
            "collection",
            collection,
            "rkey",
            rkey,
            "validate",
            false,
            "record",
            Map.of("createdAt", CREATED_AT));
    post(account, "putRecord", edited).statusCode(200);
    post(account, "createRecord", body).statusCode(200);
    list(account, collection).body("records.uri", hasSize(2));
    get("getRecord", Map.of("repo", account.did(), "collection", collection, "rkey", rkey))
        .statusCode(200);
  }

  @ParameterizedTest
  @CsvSource({"update, delete", "delete, update", "update, update", "delete, delete"})
  void refusesTwoWritesToOneRecordAlsoWhenTheFirstChangesNothing(String first, String second) {
    var account = TestAccount.create();
    put(account, "one", "same");
    String before = head(account);
    var both = List.of(write(first, "one", thing("same")), write(second, "one", thing("same")));
    invalid(post(account, "applyWrites", writes(account, both)), "Two writes to one record");
    assertThat(head(account)).isEqualTo(before);
    getRecord(account, "one").body("value.text", equalTo("same"));
  }
}
