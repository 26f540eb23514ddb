package dev.tempest.blob;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.tempest.atproto.crypto.Curve;
import dev.tempest.atproto.crypto.PrivateKey;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.AtIdentifier;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.auth.AccountDirectory;
import dev.tempest.auth.AccountStatus;
import dev.tempest.auth.HostedAccount;
import dev.tempest.auth.Scope;
import dev.tempest.auth.SessionTokens;
import dev.tempest.auth.SigningKeys;
import dev.tempest.record.RecordService;
import dev.tempest.sqlite.DataDir;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Scanner;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(BlobHttpTest.OwnAccounts.class)
final class BlobHttpTest {
  private static final int LIMIT = 300_000;
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Path DATA = Path.of("target/blob-http-test-data").toAbsolutePath();
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 1, 2, 3};
  private static final String UPLOAD = "/xrpc/com.atproto.repo.uploadBlob";
  private static final String GET = "/xrpc/com.atproto.sync.getBlob";
  private static final String LIST = "/xrpc/com.atproto.sync.listBlobs";

  /** Accounts whose status a test sets, and a small limit. */
  public static final class OwnAccounts implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "tempest.data-dir", DATA.toString(), "tempest.blob.max-bytes", String.valueOf(LIMIT));
    }

    @Override
    public Set<Class<?>> getEnabledAlternatives() {
      return Set.of(FakeAccounts.class);
    }
  }

  @Alternative
  @Singleton
  public static final class FakeAccounts implements AccountDirectory, SigningKeys {
    private final Map<Did, HostedAccount> accounts = new ConcurrentHashMap<>();
    private final PrivateKey key = PrivateKey.generate(Curve.K256, new SecureRandom());

    void put(Did did, AccountStatus status) {
      accounts.put(did, new HostedAccount(did, new Handle("alice.test"), status));
    }

    @Override
    public Optional<HostedAccount> find(AtIdentifier id) {
      return accounts.values().stream().filter(account -> account.did().equals(id)).findFirst();
    }

    @Override
    public PrivateKey of(Did did) {
      return key;
    }
  }

  @Inject FakeAccounts accounts;
  @Inject RecordService records;
  @Inject SessionTokens tokens;
  @TestHTTPResource URI origin;

  private Did alice;

  @BeforeEach
  void createAccount() {
    alice = new Did("did:web:" + UUID.randomUUID() + ".example.com");
    accounts.put(alice, AccountStatus.ACTIVE);
    records.createRepo(alice, new Handle("alice.test"));
  }

  private RequestSpecification asAlice() {
    return given().header("Authorization", "Bearer " + token());
  }

  private String token() {
    return tokens.access(alice, Scope.ACCESS, "session", Instant.now());
  }

  private ValidatableResponse upload(String type, byte[] content) {
    return asAlice().contentType(type).body(content).post(UPLOAD).then();
  }

  private static String cid(byte[] content) {
    return Cid.of(Cid.Codec.RAW, content).toString();
  }

  /** A record that refers to {@code blob}. */
  private ValidatableResponse refer(String rkey, Object blob) {
    var record = Map.of("$type", "com.example.picture", "image", blob);
    return asAlice()
        .contentType("application/json")
        .body(
            Map.of(
                "repo",
                alice.value(),
                "collection",
                "com.example.picture",
                "rkey",
                rkey,
                "record",
                record))
        .post("/xrpc/com.atproto.repo.createRecord")
        .then();
  }

  private Object uploaded(String type, byte[] content) {
    return upload(type, content).statusCode(200).extract().path("blob");
  }

  private RequestSpecification theBlob(byte[] content) {
    return given().queryParam("did", alice.value()).queryParam("cid", cid(content));
  }

  private static void assertRefused(ValidatableResponse answer, int status, String error) {
    answer.statusCode(status).body("error", equalTo(error));
  }

  @Test
  void uploadsAnswerTheReferenceToPutIntoARecord() {
    upload("image/jpeg", PNG)
        .statusCode(200)
        .body("size()", equalTo(1))
        .body("blob.size()", equalTo(4))
        .body("blob.'$type'", equalTo("blob"))
        .body("blob.ref.'$link'", equalTo(cid(PNG)))
        .body("blob.mimeType", equalTo("image/png"))
        .body("blob.size", equalTo(11));
  }

  @Test
  void jsonIsABlobLikeAnyOther() {
    byte[] json = "{\"not\": \"a request\"".getBytes(StandardCharsets.UTF_8);
    upload("application/json", json)
        .statusCode(200)
        .body("blob.mimeType", equalTo("application/json"));
  }

  @Test
  void uploadingNeedsASession() {
    assertRefused(
        given().contentType("image/png").body(PNG).post(UPLOAD).then(),
        401,
        "AuthenticationRequired");
  }

  @Test
  void deactivatedAccountsMayUpload() {
    accounts.put(alice, AccountStatus.DEACTIVATED);
    upload("image/png", PNG).statusCode(200);
  }

  @Test
  void takesTheLimitAndRefusesMore() throws IOException {
    upload("text/plain", new byte[LIMIT]).statusCode(200).body("blob.size", equalTo(LIMIT));
    assertRefused(upload("text/plain", new byte[LIMIT + 1]), 413, "PayloadTooLarge");
    assertThat(unfinished()).isZero();
  }

  @Test
  void countsWhatComesInChunks() throws Exception {
    assertThat(uploadInChunks(LIMIT).statusCode()).isEqualTo(200);
    var refused = uploadInChunks(LIMIT + 1);
    assertThat(refused.statusCode()).isEqualTo(413);
    assertThat(refused.body()).contains("PayloadTooLarge");
    assertThat(unfinished()).isZero();
  }

  private HttpResponse<String> uploadInChunks(int size) throws Exception {
    var request =
        HttpRequest.newBuilder(origin.resolve(UPLOAD))
            .header("Authorization", "Bearer " + token())
            .header("Content-Type", "text/plain")
            .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[size])))
            .build();
    try (var client = HttpClient.newHttpClient()) {
      return client.send(request, BodyHandlers.ofString());
    }
  }

  /** What lies in the folder of uploads under way. */
  private static long unfinished() throws IOException {
    try (Stream<Path> files = Files.list(DATA.resolve("tmp/uploads"))) {
      return files.count();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {LIMIT + 1, 50_000_000, 900_000_000})
  void aDeclaredLengthBeyondTheLimitIsRefusedUnread(long length) throws IOException {
    try (var socket = new Socket(origin.getHost(), origin.getPort())) {
      socket.setSoTimeout((int) SOON.toMillis());
      String head =
          """
          POST %s HTTP/1.1
          Host: localhost
          Authorization: Bearer %s
          Content-Type: image/png
          Content-Length: %d

          """
              .formatted(UPLOAD, token(), length)
              .replace("\n", "\r\n");
      socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
      assertThat(firstLine(socket.getInputStream())).contains("413");
      var rest = new Scanner(socket.getInputStream(), StandardCharsets.UTF_8);
      assertThat(rest.findWithinHorizon("PayloadTooLarge", 2000)).isNotNull();
    }
  }

  private static String firstLine(InputStream answer) throws IOException {
    var line = new StringBuilder();
    for (int next = answer.read(); next >= 0 && next != '\n'; next = answer.read()) {
      line.append((char) next);
    }
    return line.toString();
  }

  @Test
  void aReferencedBlobIsServedAsAnAttachment() {
    refer("one", uploaded("image/png", PNG)).statusCode(200);
    byte[] body =
        theBlob(PNG)
            .get(GET)
            .then()
            .statusCode(200)
            .header("Content-Type", "image/png")
            .header("Content-Length", "11")
            .header("X-Content-Type-Options", "nosniff")
            .header("Content-Disposition", "attachment; filename=\"" + cid(PNG) + "\"")
            .header("Content-Security-Policy", "default-src 'none'; sandbox")
            .extract()
            .asByteArray();
    assertThat(body).isEqualTo(PNG);
  }

  private ValidatableResponse part(byte[] content, String range) {
    return theBlob(content).header("Range", range).get(GET).then();
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-3, 0, 3",
    "bytes=7-, 7, 10",
    "bytes=-4, 7, 10",
    "bytes=-400, 0, 10",
    "bytes=10-99, 10, 10",
  })
  void aPartIsServed(String range, int first, int last) {
    refer("one", uploaded("image/png", PNG)).statusCode(200);
    byte[] body =
        part(PNG, range)
            .statusCode(206)
            .header("Content-Range", "bytes %d-%d/11".formatted(first, last))
            .header("Content-Length", String.valueOf(last - first + 1))
            .header("Content-Type", "image/png")
            .header("Accept-Ranges", "bytes")
            .header("X-Content-Type-Options", "nosniff")
            .extract()
            .asByteArray();
    assertThat(body).isEqualTo(Arrays.copyOfRange(PNG, first, last + 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=11-", "bytes=11-20", "bytes=-0", "bytes=99999999999999999-"})
  void aPartBeyondTheEndIsNotSatisfiable(String range) {
    refer("one", uploaded("image/png", PNG)).statusCode(200);
    part(PNG, range).statusCode(416).header("Content-Range", "bytes */11");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytes=0-1,3-4",
        "bytes=3-2",
        "bytes=-",
        "bytes=a-b",
        "items=0-1",
        "bytes 0-1",
        "bytes=0-9999999999999999999999",
        "bytes=--1"
      })
  void whatIsNotOneRangeIsIgnored(String range) {
    refer("one", uploaded("image/png", PNG)).statusCode(200);
    part(PNG, range).statusCode(200).header("Content-Length", "11");
  }

  @Test
  void aPartFitsOnlyWhatTheReaderHas() {
    refer("one", uploaded("image/png", PNG)).statusCode(200);
    String tag = "\"" + cid(PNG) + "\"";
    var range = theBlob(PNG).header("Range", "bytes=0-1");
    range.header("If-Range", tag).get(GET).then().statusCode(206);
    theBlob(PNG)
        .header("Range", "bytes=0-1")
        .header("If-Range", "\"other\"")
        .get(GET)
        .then()
        .statusCode(200);
  }

  @Test
  void whoHasTheBlobIsNotSentItAgain() {
    refer("one", uploaded("image/png", PNG)).statusCode(200);
    String tag = "\"" + cid(PNG) + "\"";
    theBlob(PNG).get(GET).then().header("ETag", tag).header("Cache-Control", "max-age=3600");
    for (String known : new String[] {tag, "W/" + tag, "\"other\", " + tag, "*"}) {
      var answer = theBlob(PNG).header("If-None-Match", known).get(GET).then();
      answer.statusCode(304).header("ETag", tag);
      assertThat(answer.extract().asByteArray()).isEmpty();
      theBlob(PNG).header("If-None-Match", known).head(GET).then().statusCode(304);
    }
    theBlob(PNG).header("If-None-Match", "\"other\"").get(GET).then().statusCode(200);
    byte[] unknown = {1};
    uploaded("text/plain", unknown);
    assertRefused(
        theBlob(unknown).header("If-None-Match", "*").get(GET).then(), 400, "BlobNotFound");
  }

  @Test
  void headTellsOfTheWhole() {
    refer("one", uploaded("image/png", PNG)).statusCode(200);
    theBlob(PNG)
        .header("Range", "bytes=0-1")
        .head(GET)
        .then()
        .statusCode(200)
        .header("Content-Length", "11")
        .header("Accept-Ranges", "bytes")
        .header("ETag", "\"" + cid(PNG) + "\"");
    byte[] unknown = {1};
    theBlob(unknown).head(GET).then().statusCode(400);
    uploaded("text/plain", unknown);
    theBlob(unknown).head(GET).then().statusCode(400);
  }

  @Test
  void aDamagedBlobIsNeverSentWhole() throws Exception {
    byte[] content = new byte[LIMIT];
    new SplittableRandom(3).nextBytes(content);
    refer("large", uploaded("application/x-noise", content)).statusCode(200);
    Path file = DATA.resolve("blobs").resolve(DataDir.safeName(alice)).resolve(cid(content));
    byte[] damaged = content.clone();
    damaged[0] ^= 1;
    Files.write(file, damaged);
    var request =
        HttpRequest.newBuilder(origin.resolve(GET + "?did=" + alice + "&cid=" + cid(content)));
    try (var client = HttpClient.newHttpClient()) {
      assertThatThrownBy(() -> client.send(request.build(), BodyHandlers.ofByteArray()))
          .isInstanceOf(IOException.class);
    }
    Files.write(file, new byte[5]);
    assertRefused(theBlob(content).get(GET).then(), 503, "NotEnoughResources");
  }

  @Test
  void largeBlobsComeBackWhole() {
    byte[] content = new byte[LIMIT];
    new SplittableRandom(1).nextBytes(content);
    refer("large", uploaded("application/x-noise", content)).statusCode(200);
    assertThat(theBlob(content).get(GET).asByteArray()).isEqualTo(content);
  }

  @Test
  void askingForTheHeadersLeavesNoFileOpen() throws IOException {
    refer("one", uploaded("image/png", PNG)).statusCode(200);
    for (int i = 0; i < 20; i++) {
      theBlob(PNG).head(GET).then().statusCode(200).header("Content-Length", "11");
    }
    await().atMost(SOON).until(() -> openFiles(cid(PNG)) == 0); // the answers before end later
  }

  private static long openFiles(String name) throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.filter(file -> pointsTo(file, name)).count();
    }
  }

  private static boolean pointsTo(Path link, String name) {
    try {
      return Files.readSymbolicLink(link).endsWith(name);
    } catch (IOException closedMeanwhile) {
      return false;
    }
  }

  @Test
  void aReaderWhoLeavesClosesTheBlob() throws IOException {
    byte[] content = new byte[LIMIT];
    refer("large", uploaded("application/x-zeros", content)).statusCode(200);
    String path = GET + "?did=" + alice + "&cid=" + cid(content);
    for (int i = 0; i < 5; i++) {
      try (var socket = new Socket(origin.getHost(), origin.getPort())) {
        socket.setReceiveBufferSize(1024);
        String head = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
        assertThat(firstLine(socket.getInputStream())).contains("200");
      }
    }
    await().atMost(SOON).until(() -> openFiles(cid(content)) == 0);
  }

  @Test
  void temporaryAndUnknownBlobsAreNotFound() {
    assertRefused(theBlob(PNG).get(GET).then(), 400, "BlobNotFound");
    uploaded("image/png", PNG);
    assertRefused(theBlob(PNG).get(GET).then(), 400, "BlobNotFound");
  }

  @Test
  void aBlobGoesWithItsRecord() {
    refer("one", uploaded("image/png", PNG)).statusCode(200);
    asAlice()
        .contentType("application/json")
        .body(Map.of("repo", alice.value(), "collection", "com.example.picture", "rkey", "one"))
        .post("/xrpc/com.atproto.repo.deleteRecord")
        .then()
        .statusCode(200);
    assertRefused(theBlob(PNG).get(GET).then(), 400, "BlobNotFound");
  }

  @Test
  void recordsReferToWhatWasUploaded() {
    var ref = Map.of("$link", cid(PNG));
    var good = Map.of("$type", "blob", "ref", ref, "mimeType", "image/png", "size", 11);
    assertRefused(refer("early", good), 400, "BlobNotFound");
    uploaded("image/png", PNG);
    var wrongType = Map.of("$type", "blob", "ref", ref, "mimeType", "image/jpeg", "size", 11);
    assertRefused(refer("type", wrongType), 400, "InvalidMimeType");
    var wrongSize = Map.of("$type", "blob", "ref", ref, "mimeType", "image/png", "size", 12);
    assertRefused(refer("size", wrongSize), 400, "InvalidSize");
    refer("good", good).statusCode(200);
  }

  @ParameterizedTest
  @EnumSource(
      value = AccountStatus.class,
      names = {"DEACTIVATED", "TAKENDOWN", "SUSPENDED"})
  void onlyItsOwnerReadsAnInactiveAccount(AccountStatus status) {
    refer("one", uploaded("image/png", PNG)).statusCode(200);
    accounts.put(alice, status);
    String error =
        switch (status) {
          case DEACTIVATED -> "RepoDeactivated";
          case TAKENDOWN -> "RepoTakendown";
          default -> "RepoSuspended";
        };
    assertRefused(theBlob(PNG).get(GET).then(), 400, error);
    assertRefused(given().queryParam("did", alice.value()).get(LIST).then(), 400, error);
    theBlob(PNG).header("Authorization", "Bearer " + token()).get(GET).then().statusCode(200);
  }

  @Test
  void deletedAndUnknownAccountsAreNotFound() {
    accounts.put(alice, AccountStatus.DELETED);
    assertRefused(theBlob(PNG).get(GET).then(), 400, "RepoNotFound");
    var unknown = given().queryParam("did", "did:web:nobody.example.com");
    assertRefused(unknown.get(LIST).then(), 400, "RepoNotFound");
  }

  @Test
  void listsWhatRecordsReferToPageByPage() {
    var cids = new TreeSet<Cid>();
    for (int i = 0; i < 3; i++) {
      byte[] content = {(byte) i};
      cids.add(Cid.of(Cid.Codec.RAW, content));
      refer("number" + i, uploaded("text/plain", content)).statusCode(200);
    }
    uploaded("image/png", PNG);
    var sorted = cids.stream().map(Cid::toString).toList();
    var list = given().queryParam("did", alice.value());
    list.get(LIST).then().body("cids", equalTo(sorted)).body("cursor", nullValue());
    String cursor =
        list.queryParam("limit", 2)
            .get(LIST)
            .then()
            .body("cids", equalTo(sorted.subList(0, 2)))
            .extract()
            .path("cursor");
    list.queryParam("cursor", cursor)
        .get(LIST)
        .then()
        .body("cids", contains(sorted.getLast()))
        .body("cursor", nullValue());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "?did=nonsense", "?did=%s&limit=0", "?did=%s&limit=1001", "?did=%s&cursor=x"})
  void refusesBadParameters(String query) {
    assertRefused(
        given().get(LIST + query.replace("%s", alice.value())).then(), 400, "InvalidRequest");
  }
}
