package dev.tempest.sync;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.tempest.account.StatusOfAccount;
import dev.tempest.atproto.car.CarReader;
import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.data.Limits;
import dev.tempest.atproto.mst.Mst;
import dev.tempest.atproto.mst.MstWalk;
import dev.tempest.atproto.repo.Commit;
import dev.tempest.auth.AccountStatus;
import dev.tempest.auth.SigningKeys;
import dev.tempest.sqlite.RepoFiles;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The queries of {@code com.atproto.sync.*} that give out repositories. */
@QuarkusTest
class SyncHttpTest {
  private static final String UNKNOWN = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa";

  /** Together more than a connection's buffers take. */
  private static final int LOOSE_RECORDS = 80;

  private static final int LOOSE_BYTES = 200_000;

  private static final String LOOSE_RECORD =
      """
      INSERT INTO record (collection, rkey, cid, rev, content)
      VALUES (1, ?, (SELECT cid FROM record LIMIT 1), '3jzfcijpj2z2a', ?)
      """;
  private static final String BROKEN_RECORD =
      """
      INSERT INTO record (collection, rkey, cid, rev, content)
      VALUES (1, 'broken', x'00', '3jzfcijpj2z2a', x'00')
      """;

  @Inject SigningKeys keys;
  @Inject StatusOfAccount statuses;
  @Inject RepoFiles repos;

  @TestHTTPResource("/")
  URI origin;

  /** A CAR file as read back. */
  private record Car(List<Cid> roots, Map<Cid, Bytes> blocks) {
    static Car read(byte[] content) throws IOException {
      var reader = new CarReader(new ByteArrayInputStream(content), Limits.BLOCK);
      var blocks = new LinkedHashMap<Cid, Bytes>();
      for (var block = reader.next(); block != null; block = reader.next()) {
        blocks.put(block.cid(), block.content());
      }
      return new Car(reader.roots(), blocks);
    }

    Cid root() {
      assertThat(roots).hasSize(1);
      return roots.getFirst();
    }

    Commit commit() {
      return Commit.decode(blocks.get(roots.getFirst()).unwrap());
    }

    Mst tree() {
      return Mst.load(commit().data(), blocks::get);
    }

    Map<String, Cid> records() {
      var found = new LinkedHashMap<String, Cid>();
      MstWalk.all(tree(), node -> {}, found::put);
      return found;
    }
  }

  private static ValidatableResponse get(String method, Map<String, ?> parameters) {
    return given().queryParams(parameters).get("/xrpc/com.atproto.sync." + method).then();
  }

  private static ValidatableResponse get(String method, Author account) {
    return get(method, Map.of("did", account.did().value()));
  }

  private static Car car(ValidatableResponse response) throws IOException {
    return Car.read(
        response.statusCode(200).contentType("application/vnd.ipld.car").extract().asByteArray());
  }

  private static void refused(ValidatableResponse response, String error, String part) {
    response
        .statusCode(400)
        .contentType("application/json")
        .body("$", aMapWithSize(2))
        .body("error", equalTo(error))
        .body("message", containsString(part));
  }

  private static JsonPath latest(Author account) {
    return get("getLatestCommit", account).statusCode(200).extract().jsonPath();
  }

  private static String rkey(String uri) {
    return uri.substring(uri.lastIndexOf('/') + 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"getRepo", "getCheckout"})
  void exportsAWholeSignedRepository(String method) throws IOException {
    var account = Author.create();
    var uris = new ArrayList<String>();
    for (int i = 0; i < 30; i++) {
      uris.add(account.post("post " + i));
    }
    Car car = car(get(method, account));
    assertThat(car.blocks().keySet().iterator().next()).isEqualTo(car.roots().getFirst());
    assertThat(car.commit().verify(keys.of(account.did()).publicKey())).isTrue();
    assertThat(car.records().keySet())
        .containsExactlyElementsOf(
            uris.stream().map(uri -> "app.bsky.feed.post/" + rkey(uri)).sorted().toList());
    assertThat(car.blocks().keySet()).containsAll(car.records().values());
    assertThat(car.roots().getFirst().toString()).isEqualTo(latest(account).getString("cid"));
  }

  @Test
  void exportsOnlyWhatCameSince() throws IOException {
    var account = Author.create();
    for (int i = 0; i < 20; i++) {
      account.post("old " + i);
    }
    var before = new HashSet<>(car(get("getRepo", account)).blocks().keySet());
    String rev = latest(account).getString("rev");
    account.post("new");
    Car whole = car(get("getRepo", account));
    Car newer = car(get("getRepo", Map.of("did", account.did().value(), "since", rev)));
    var expected = new HashSet<>(whole.blocks().keySet());
    expected.removeAll(before);
    assertThat(newer.blocks().keySet()).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(newer.roots().getFirst()).isEqualTo(whole.roots().getFirst());
    String now = latest(account).getString("rev");
    assertThat(car(get("getRepo", Map.of("did", account.did().value(), "since", now))).blocks())
        .isEmpty();
  }

  @Test
  void exportsAnEmptyRepository() throws IOException {
    Car car = car(get("getRepo", Author.create()));
    assertThat(car.records()).isEmpty();
    assertThat(car.blocks()).hasSize(2);
  }

  @Test
  void provesARecord() throws IOException {
    var account = Author.create();
    String uri = account.post("proven");
    for (int i = 0; i < 20; i++) {
      account.post("other " + i);
    }
    Car car = car(get("getRecord", recordOf(account, rkey(uri))));
    Cid cid = car.tree().get("app.bsky.feed.post/" + rkey(uri));
    assertThat(cid).isNotNull();
    assertThat(car.blocks()).containsKey(cid);
    assertThat(car.commit().verify(keys.of(account.did()).publicKey())).isTrue();
  }

  @Test
  void provesThatThereIsNoRecord() throws IOException {
    var account = Author.create();
    account.post("another");
    Car car = car(get("getRecord", recordOf(account, "3jzfcijpj2z2a")));
    assertThat(car.tree().get("app.bsky.feed.post/3jzfcijpj2z2a")).isNull();
  }

  private static Map<String, String> recordOf(Author account, String rkey) {
    return Map.of("did", account.did().value(), "collection", "app.bsky.feed.post", "rkey", rkey);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cids", "cids[]"})
  void givesSingleBlocks(String parameter) throws IOException {
    var account = Author.create();
    account.post("block");
    Car whole = car(get("getRepo", account));
    var cids = whole.blocks().keySet().stream().map(Cid::toString).toList();
    Car car =
        car(
            given()
                .queryParam("did", account.did().value())
                .queryParam(parameter, cids)
                .get("/xrpc/com.atproto.sync.getBlocks")
                .then());
    assertThat(car.blocks()).isEqualTo(whole.blocks());
    assertThat(car.roots()).isEmpty();
  }

  @Test
  void namesTheBlocksThatAreMissing() {
    var account = Author.create();
    String old = latest(account).getString("cid");
    account.post("replaces the commit");
    String now = latest(account).getString("cid");
    var parameters = Map.of("did", account.did().value(), "cids", List.of(old, now));
    get("getBlocks", parameters)
        .statusCode(400)
        .body("error", equalTo("BlockNotFound"))
        .body("message", equalTo("Could not find cids: " + old));
  }

  @Test
  void wantsBlocksThatAreNamedAndNotTooMany() {
    var account = Author.create();
    refused(get("getBlocks", account), "InvalidRequest", "cids");
    var many = new ArrayList<String>();
    for (int i = 0; i < 201; i++) {
      many.add(Cid.of(Cid.Codec.DAG_CBOR, new byte[] {(byte) i}).toString());
    }
    refused(
        get("getBlocks", Map.of("did", account.did().value(), "cids", many)),
        "InvalidRequest",
        "cids");
    many.removeLast();
    refused(
        get("getBlocks", Map.of("did", account.did().value(), "cids", many)),
        "BlockNotFound",
        many.getLast());
    refused(
        get("getBlocks", Map.of("did", account.did().value(), "cids", "nonsense")),
        "InvalidRequest",
        "cids");
  }

  @Test
  void saysWhereARepositoryStands() {
    var account = Author.create();
    var latest = get("getLatestCommit", account).statusCode(200).body("$", aMapWithSize(2));
    String cid = latest.extract().jsonPath().getString("cid");
    String rev = latest.extract().jsonPath().getString("rev");
    get("getHead", account).statusCode(200).body("$", aMapWithSize(1)).body("root", equalTo(cid));
    get("getRepoStatus", account)
        .statusCode(200)
        .body("$", aMapWithSize(3))
        .body("did", equalTo(account.did().value()))
        .body("active", equalTo(true))
        .body("rev", equalTo(rev));
  }

  @ParameterizedTest
  @CsvSource({
    "getRepo",
    "getCheckout",
    "getRecord",
    "getBlocks",
    "getLatestCommit",
    "getHead",
    "getRepoStatus"
  })
  void doesNotKnowOtherRepositories(String method) {
    var parameters =
        Map.of(
            "did",
            UNKNOWN,
            "collection",
            "app.bsky.feed.post",
            "rkey",
            "self",
            "cids",
            Cid.of(Cid.Codec.RAW, new byte[1]).toString());
    refused(get(method, parameters), "RepoNotFound", UNKNOWN);
  }

  @ParameterizedTest
  @CsvSource({
    "getRepo",
    "getCheckout",
    "getRecord",
    "getBlocks",
    "getLatestCommit",
    "getHead",
    "getRepoStatus"
  })
  void wantsADid(String method) {
    var parameters =
        Map.of(
            "collection", "app.bsky.feed.post",
            "rkey", "self",
            "cids", Cid.of(Cid.Codec.RAW, new byte[1]).toString());
    refused(get(method, parameters), "InvalidRequest", "did");
    var malformed = new LinkedHashMap<String, String>(parameters);
    malformed.put("did", "nonsense");
    refused(get(method, malformed), "InvalidRequest", "did");
  }

  @Test
  void listsRepositoriesPageByPage() {
    var dids = new ArrayList<String>();
    for (int i = 0; i < 5; i++) {
      dids.add(Author.create().did().value());
    }
    var found = new ArrayList<String>();
    String cursor = "0::did:plc:a";
    while (cursor != null) {
      var page =
          get("listRepos", Map.of("limit", 2, "cursor", cursor))
              .statusCode(200)
              .extract()
              .jsonPath();
      found.addAll(page.getList("repos.did", String.class));
      cursor = page.getString("cursor");
    }
    assertThat(found).containsAll(dids).doesNotHaveDuplicates();
  }

  @Test
  void listsARepositoryWithItsHead() {
    var account = Author.create();
    account.post("listed");
    String path = "repos.find { it.did == '%s' }".formatted(account.did());
    get("listRepos", Map.of("limit", 1000))
        .statusCode(200)
        .body("cursor", nullValue())
        .body(path, aMapWithSize(4))
        .body(path + ".head", equalTo(latest(account).getString("cid")))
        .body(path + ".rev", equalTo(latest(account).getString("rev")))
        .body(path + ".active", equalTo(true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "12", "::did:plc:a", "x::did:plc:a", "12::nonsense", "12::"})
  void refusesAMalformedCursor(String cursor) {
    refused(get("listRepos", Map.of("cursor", cursor)), "InvalidRequest", "Malformed cursor");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1001", "x"})
  void refusesALimitOutOfBounds(String limit) {
    refused(get("listRepos", Map.of("limit", limit)), "InvalidRequest", "limit");
  }

  @ParameterizedTest
  @CsvSource({
    "DEACTIVATED, RepoDeactivated",
    "TAKENDOWN, RepoTakendown",
    "SUSPENDED, RepoSuspended"
  })
  void givesAnInactiveRepositoryToItsOwnerAlone(AccountStatus status, String error)
      throws IOException {
    var account = Author.create();
    String cid = latest(account).getString("cid");
    statuses.set(account.did(), status);
    var parameters =
        Map.of(
            "did",
            account.did().value(),
            "collection",
            "app.bsky.feed.post",
            "rkey",
            "self",
            "cids",
            cid);
    for (String method :
        List.of("getRepo", "getCheckout", "getRecord", "getBlocks", "getLatestCommit", "getHead")) {
      refused(get(method, parameters), error, account.did().value());
      given()
          .auth()
          .oauth2(account.token())
          .queryParams(parameters)
          .get("/xrpc/com.atproto.sync." + method)
          .then()
          .statusCode(200);
    }
    refusedToAnother(parameters, error);
    get("getRepoStatus", account)
        .statusCode(200)
        .body("$", aMapWithSize(3))
        .body("active", equalTo(false))
        .body("status", equalTo(status.wire()));
    String listed = "repos.find { it.did == '%s' }".formatted(account.did());
    get("listRepos", Map.of("limit", 1000))
        .statusCode(200)
        .body(listed + ".active", equalTo(false))
        .body(listed + ".status", equalTo(status.wire()));
  }

  private static void refusedToAnother(Map<String, String> parameters, String error) {
    refused(
        given()
            .auth()
            .oauth2(Author.create().token())
            .queryParams(parameters)
            .get("/xrpc/com.atproto.sync.getRepo")
            .then(),
        error,
        parameters.get("did"));
  }

  @Test
  void remembersADeletedAccount() {
    var account = Author.create();
    statuses.set(account.did(), AccountStatus.DELETED);
    refused(get("getRepo", account), "RepoNotFound", account.did().value());
    get("getRepoStatus", account)
        .statusCode(200)
        .body("$", aMapWithSize(3))
        .body("active", equalTo(false))
        .body("status", equalTo("deleted"));
    get("listRepos", Map.of("limit", 1000))
        .body("repos.find { it.did == '%s' }".formatted(account.did()), nullValue());
  }

  @Test
  void refusesMoreExportsThanItCanServe() throws IOException {
    var account = Author.create();
    fill(account);
    var stalled = new ArrayList<Socket>();
    try {
      for (int i = 0; i < CarStream.MOST_AT_ONCE; i++) {
        stalled.add(stalledExport(account));
      }
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () ->
                  get("getRepo", account)
                      .statusCode(503)
                      .body("error", equalTo("NotEnoughResources")));
    } finally {
      for (Socket socket : stalled) {
        socket.close();
      }
    }
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> get("getRepo", account).statusCode(200));
  }

  private Socket stalledExport(Author account) throws IOException {
    var socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.connect(new InetSocketAddress(origin.getHost(), origin.getPort()));
    String request =
        "GET /xrpc/com.atproto.sync.getRepo?did=%s HTTP/1.1\r\nHost: localhost\r\n\r\n";
    socket
        .getOutputStream()
        .write(request.formatted(account.did()).getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  @Test
  void keepsNoPlaceForWhoWantsOnlyTheHead() {
    var account = Author.create();
    for (int i = 0; i < 2 * CarStream.MOST_AT_ONCE; i++) {
      given()
          .queryParam("did", account.did().value())
          .head("/xrpc/com.atproto.sync.getRepo")
          .then()
          .statusCode(200);
    }
    get("getRepo", account).statusCode(200);
  }

  /** Puts blocks into the repository that are none of it. */
  private void fill(Author account) {
    account.post("the collection's first");
    repos.write(
        account.did(),
        transaction -> {
          try (var insert = transaction.connection().prepareStatement(LOOSE_RECORD)) {
            for (int i = 0; i < LOOSE_RECORDS; i++) {
              insert.setString(1, "loose" + i);
              insert.setBytes(2, new byte[LOOSE_BYTES]);
              insert.executeUpdate();
            }
            return true;
          }
        });
  }

  @Test
  void doesNotPassOffHalfARepositoryAsAWholeOne() {
    var account = Author.create();
    fill(account);
    damage(account);
    var request =
        HttpRequest.newBuilder(
                origin.resolve("/xrpc/com.atproto.sync.getRepo?did=" + account.did()))
            .build();
    try (var client = HttpClient.newHttpClient()) {
      assertThatThrownBy(() -> client.send(request, BodyHandlers.ofByteArray()))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void saysInJsonWhyAnExportDoesNotBegin() {
    var account = Author.create();
    account.post("the collection's first");
    damage(account);
    get("getRepo", account)
        .statusCode(500)
        .contentType("application/json")
        .body("error", equalTo("InternalServerError"));
  }

  /** Puts a record into the repository that has no block. */
  private void damage(Author account) {
    repos.write(
        account.did(),
        transaction -> {
          try (var statement = transaction.connection().createStatement()) {
            return statement.executeUpdate(BROKEN_RECORD);
          }
        });
  }
}
