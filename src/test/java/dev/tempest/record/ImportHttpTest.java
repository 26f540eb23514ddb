package dev.tempest.record;

import static dev.tempest.testing.TestAccount.with;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.tempest.atproto.car.CarWriter;
import dev.tempest.atproto.crypto.Curve;
import dev.tempest.atproto.crypto.PrivateKey;
import dev.tempest.atproto.data.BlobRef;
import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.event.Frames;
import dev.tempest.atproto.repo.Head;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.RecordPath;
import dev.tempest.atproto.syntax.Tid;
import dev.tempest.auth.SigningKeys;
import dev.tempest.identity.PlcDirectory;
import dev.tempest.sequencer.Sequencer;
import dev.tempest.sqlite.RepoFiles;
import dev.tempest.testing.ForeignAccount;
import dev.tempest.testing.Mutation;
import dev.tempest.testing.Settled;
import dev.tempest.testing.TestAccount;
import dev.tempest.testing.TestRepo;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ImportHttpTest {
  private static final String IMPORT = "/xrpc/com.atproto.repo.importRepo";
  private static final String MISSING = "/xrpc/com.atproto.repo.listMissingBlobs";
  private static final String CAR = "application/vnd.ipld.car";

  @Inject PlcDirectory plc;
  @Inject Sequencer sequencer;
  @Inject RepoExport export;
  @Inject RepoInspection inspection;
  @Inject SigningKeys keys;
  @Inject RepoFiles files;
  @TestHTTPResource URI server;

  private ForeignAccount mover;
  private TestAccount account;
  private TestRepo repo;

  @BeforeEach
  void move() {
    mover = new ForeignAccount(plc);
    account = mover.arrive();
    repo = new TestRepo(mover.did(), mover.signingKey());
  }

  private ValidatableResponse send(byte[] car) {
    return account.asCaller().contentType(CAR).body(car).post(IMPORT).then();
  }

  private void refuse(byte[] car, String reason) {
    Head before = export.head(mover.did()).orElseThrow();
    send(car)
        .statusCode(400)
        .body("error", equalTo("InvalidRequest"))
        .body("message", containsString(reason));
    assertThat(export.head(mover.did())).contains(before);
    verify();
  }

  private RepoInspection.Report verify() {
    return inspection.verify(mover.did(), keys.of(mover.did()).publicKey());
  }

  private static BlobRef blob(String content) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    return new BlobRef(Cid.of(Cid.Codec.RAW, bytes), "text/plain", bytes.length);
  }

  private void upload(String content) {
    account
        .asCaller()
        .contentType("text/plain")
        .body(content.getBytes(StandardCharsets.UTF_8))
        .post("/xrpc/com.atproto.repo.uploadBlob")
        .then()
        .statusCode(200);
  }

  private int statusOfBlob(BlobRef blob) {
    return account
        .asCaller()
        .get("/xrpc/com.atproto.sync.getBlob?did=%s&cid=%s".formatted(mover.did(), blob.cid()))
        .statusCode();
  }

  private boolean has(String path) {
    return files.read(mover.did(), tx -> RecordTable.find(tx, RecordPath.parse(path))) != null;
  }

  private static Tid minutesAhead(int minutes) {
    var time = Instant.now().plus(Duration.ofMinutes(minutes));
    return Tid.of(ChronoUnit.MICROS.between(Instant.EPOCH, time), 7);
  }

  @Test
  void takesARepositoryOver() throws InterruptedException {
    repo.posts(300).put("app.bsky.feed.like/1", TestRepo.like("at://did:plc:other/a.b.c/1"));
    Tid rev = minutesAhead(2);
    long seq = Settled.seq(sequencer);
    send(repo.car(rev))
        .statusCode(200)
        .body("$", aMapWithSize(3))
        .body("cid", notNullValue())
        .body("recordCount", equalTo(301));
    Head head = export.head(mover.did()).orElseThrow();
    assertThat(head.rev()).isGreaterThan(rev);
    assertThat(head.data()).isEqualTo(repo.data());
    assertThat(verify().records()).isEqualTo(301);
    assertThat(files.read(mover.did(), ImportHttpTest::likes)).hasSize(1);
    assertThat(sequencer.awaitBeyond(seq, Duration.ofMillis(200)))
        .as("an event about an account that nobody knows")
        .isFalse();
  }

  private static List<RecordPath> likes(java.sql.Connection tx) throws java.sql.SQLException {
    return BacklinkTable.find(
        tx,
        new dev.tempest.atproto.syntax.Nsid("app.bsky.feed.like"),
        "at://did:plc:other/a.b.c/1");
  }

  @Test
  void changesOnlyWhatDiffers() {
    var dropped = blob("dropped with its record");
    var kept = blob("kept");
    repo.posts(50).put("com.example.image/a", TestRepo.image(dropped));
    repo.put("com.example.image/b", TestRepo.image(kept));
    upload("dropped with its record");
    upload("kept");
    assertThat(statusOfBlob(kept)).as("a blob that nothing refers to").isEqualTo(400);
    send(repo.car()).statusCode(200);
    assertThat(statusOfBlob(kept)).isEqualTo(200);
    assertThat(statusOfBlob(dropped)).isEqualTo(200);
    Tid first = export.head(mover.did()).orElseThrow().rev();

    repo.delete("com.example.image/a").delete("app.bsky.feed.post/7");
    repo.put("app.bsky.feed.post/8", TestRepo.post("another")).put("a.b.c/new", TestRepo.post("x"));
    send(repo.car()).statusCode(200).body("recordCount", equalTo(51));
    assertThat(verify().records()).isEqualTo(51);
    assertThat(export.head(mover.did()).orElseThrow().rev()).isGreaterThan(first);
    assertThat(has("app.bsky.feed.post/7")).isFalse();
    assertThat(has("a.b.c/new")).isTrue();
    assertThat(statusOfBlob(dropped)).isEqualTo(400);
    assertThat(statusOfBlob(kept)).isEqualTo(200);
    long changed = files.read(mover.did(), tx -> changedSince(tx, first));
    assertThat(changed).isEqualTo(2);
  }

  private static long changedSince(java.sql.Connection tx, Tid rev) throws java.sql.SQLException {
    try (var select = tx.prepareStatement("SELECT count(*) FROM record WHERE rev > ?")) {
      select.setString(1, rev.value());
      try (var row = select.executeQuery()) {
        return row.getLong(1);
      }
    }
  }

  @Test
  void takesItsOwnExportBack() {
    send(repo.posts(20).car()).statusCode(200);
    byte[] own =
        account
            .asCaller()
            .get("/xrpc/com.atproto.sync.getRepo?did=" + mover.did())
            .then()
            .statusCode(200)
            .extract()
            .asByteArray();
    send(own).statusCode(200).body("recordCount", equalTo(20));
    assertThat(verify().records()).isEqualTo(20);
  }

  @Test
  void takesAnEmptyRepository() {
    send(repo.posts(3).car()).statusCode(200);
    repo.delete("app.bsky.feed.post/0").delete("app.bsky.feed.post/1");
    repo.delete("app.bsky.feed.post/2");
    send(repo.car()).statusCode(200).body("recordCount", equalTo(0));
    assertThat(verify().records()).isZero();
  }

  @Test
  void tellsOfAnImportIntoAnActiveAccount() throws InterruptedException {
    var active = TestAccount.create();
    var did = new Did(active.did());
    byte[] car = new TestRepo(did, keys.of(did)).posts(5).car();
    long seq = Settled.seq(sequencer);
    active.asCaller().contentType(CAR).body(car).post(IMPORT).then().statusCode(200);
    assertThat(sequencer.awaitBeyond(seq, Duration.ofSeconds(10))).isTrue();
    assertThat(sequencer.after(seq, 10))
        .extracting(frame -> Frames.decode(frame.frame()).event().type())
        .containsExactly("#sync");
  }

  @Test
  void refusesWhatIsNoRepositoryOfTheCaller() {
    refuse(new byte[0], "empty");
    refuse("rubbish".getBytes(StandardCharsets.UTF_8), "CAR");
    repo.posts(10);
    var blocks = repo.blocks(minutesAhead(0));
    var roots = List.copyOf(blocks.keySet());
    refuse(CarWriter.of(List.of(), blocks), "one root, not 0");
    refuse(CarWriter.of(roots.subList(0, 2), blocks), "one root, not 2");
    refuse(CarWriter.of(roots.get(1), blocks), "commit");
    refuse(CarWriter.of(roots.getFirst(), Map.of()), "lacks its root");
    refuse(
        new TestRepo(new Did("did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"), mover.signingKey())
            .posts(1)
            .car(),
        "is of did:plc:aaaaaaaaaaaaaaaaaaaaaaaa");
    var otherKey = PrivateKey.generate(Curve.K256, new SecureRandom());
    refuse(new TestRepo(mover.did(), otherKey).posts(1).car(), "not signed");
    refuse(repo.car(minutesAhead(60)), "lies in the future");
    refuse(repo.car(new Tid("jzzzzzzzzzzzz")), "lies in the future");
  }

  @Test
  void refusesBrokenTreesAndRecords() {
    repo.posts(30);
    var blocks = repo.blocks(minutesAhead(0));
    for (Cid missing : List.copyOf(blocks.keySet()).subList(1, blocks.size())) {
      var rest = new LinkedHashMap<>(blocks);
      rest.remove(missing);
      if (missing.hashCode() % 4 == 0) {
        refuse(TestRepo.car(rest), "");
      }
    }
    byte[] text = {0x63, 'a', 'b', 'c'};
    byte[] longZero = {(byte) 0xa1, 0x61, 'a', 0x18, 0x00};
    byte[] twice = {(byte) 0xa2, 0x61, 'a', 0x01, 0x61, 'a', 0x01};
    for (byte[] content : List.of(text, longZero, twice, new byte[0])) {
      var broken = new TestRepo(mover.did(), mover.signingKey()).posts(3);
      refuse(broken.putBytes("com.example.c/1", Bytes.wrap(content)).car(), "com.example.c/1");
    }
    for (String path : List.of("nodots/1", "com.example.c/..", "com.1/1")) {
      var broken = new TestRepo(mover.did(), mover.signingKey());
      refuse(broken.put(path, TestRepo.post("x")).car(), "not a record path");
    }
    byte[] large = new byte[(1 << 20) + 1];
    var broken = new TestRepo(mover.did(), mover.signingKey());
    refuse(broken.putBytes("com.example.c/1", Bytes.wrap(large)).car(), "more than");
  }

  @Test
  void refusesMutationsAndChangesNothing() {
    byte[] valid = repo.posts(40).car();
    Head before = export.head(mover.did()).orElseThrow();
    for (int seed = 0; seed < 200; seed++) {
      byte[] mutated = Mutation.of(valid, new SplittableRandom(seed));
      if (!Arrays.equals(mutated, valid)) {
        int status = send(mutated).extract().statusCode();
        assertThat(status).as("seed %d", seed).isEqualTo(400);
        assertThat(export.head(mover.did())).as("seed %d", seed).contains(before);
      }
    }
    verify();
    send(valid).statusCode(200);
  }

  @Test
  void takesRecordsOfOldTimes() {
    String cid = blob("of 2022").cid().toString();
    var legacy = Map.<String, Node>of("cid", new Node.Text(cid), "mimeType", new Node.Text("x/y"));
    var odd = Map.<String, Node>of("$type", new Node.Text("blob"), "ref", new Node.Int(1));
    repo.put("com.example.old/1", new Node.Obj(Map.of("image", new Node.Obj(legacy))));
    repo.put("com.example.old/2", new Node.Obj(Map.of("image", new Node.Obj(odd))));
    send(repo.car()).statusCode(200);
    account.asCaller().get(MISSING).then().statusCode(200).body("blobs.cid", equalTo(List.of(cid)));
  }

  @Test
  void listsMissingBlobsUntilTheyAreUploaded() {
    for (int i = 0; i < 5; i++) {
      repo.put("com.example.image/" + i, TestRepo.image(blob("image " + i)));
    }
    repo.put("com.example.image/again", TestRepo.image(blob("image 0")));
    upload("image 4");
    send(repo.car()).statusCode(200);
    var page =
        account
            .asCaller()
            .get(MISSING + "?limit=3")
            .then()
            .statusCode(200)
            .body("$", aMapWithSize(2))
            .body("blobs", hasSize(3))
            .body("blobs[0]", aMapWithSize(2))
            .extract()
            .jsonPath();
    account
        .asCaller()
        .get(MISSING + "?limit=3&cursor=" + page.getString("cursor"))
        .then()
        .statusCode(200)
        .body("cursor", nullValue())
        .body("blobs", hasSize(1));
    assertThat(statusOfBlob(blob("image 1"))).isEqualTo(400);
    for (int i = 0; i < 4; i++) {
      upload("image " + i);
      assertThat(statusOfBlob(blob("image " + i))).as("at once").isEqualTo(200);
    }
    account.asCaller().get(MISSING).then().statusCode(200).body("blobs", hasSize(0));
  }

  @Test
  void namesARecordForEachMissingBlob() {
    repo.put("com.example.image/a", TestRepo.image(blob("alone")));
    send(repo.car()).statusCode(200);
    account
        .asCaller()
        .get(MISSING)
        .then()
        .body("blobs[0].cid", equalTo(blob("alone").cid().toString()))
        .body("blobs[0].recordUri", equalTo("at://" + mover.did() + "/com.example.image/a"));
  }

  @Test
  void requiresASession() {
    byte[] car = repo.posts(1).car();
    given().contentType(CAR).body(car).post(IMPORT).then().statusCode(401);
    given().get(MISSING).then().statusCode(401);
    with("rubbish").contentType(CAR).body(car).post(IMPORT).then().statusCode(400);
  }

  @Test
  void requiresTheTypeOfCarFiles() {
    account
        .asCaller()
        .contentType("application/octet-stream")
        .body(repo.posts(1).car())
        .post(IMPORT)
        .then()
        .statusCode(400)
        .body("error", equalTo("InvalidRequest"));
    account.asCaller().get(MISSING + "?limit=0").then().statusCode(400);
    account.asCaller().get(MISSING + "?limit=1001").then().statusCode(400);
    account.asCaller().get(MISSING + "?cursor=rubbish").then().statusCode(400);
  }

  @Test
  void refusesALengthBeyondTheLimitBeforeTheBody() throws IOException {
    try (var socket = new Socket(server.getHost(), server.getPort())) {
      socket.setSoTimeout(10_000);
      String head =
          "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: %s\r\nContent-Length: 300000000\r\n"
              + "Authorization: Bearer %s\r\n\r\n";
      socket
          .getOutputStream()
          .write(head.formatted(IMPORT, CAR, account.accessJwt()).getBytes(StandardCharsets.UTF_8));
      byte[] answer = socket.getInputStream().readNBytes(12);
      assertThat(new String(answer, StandardCharsets.UTF_8)).isEqualTo("HTTP/1.1 413");
    }
  }
}
