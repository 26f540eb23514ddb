package dev.tempest.account;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.tempest.atproto.crypto.Curve;
import dev.tempest.atproto.crypto.PrivateKey;
import dev.tempest.atproto.crypto.PublicKey;
import dev.tempest.atproto.data.BlobRef;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.event.Event;
import dev.tempest.atproto.event.Frames;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.auth.AccountStatus;
import dev.tempest.auth.SigningKeys;
import dev.tempest.config.ServerConfig;
import dev.tempest.fault.Refusal;
import dev.tempest.identity.PlcData;
import dev.tempest.identity.PlcDirectory;
import dev.tempest.record.RepoExport;
import dev.tempest.sequencer.Sequencer;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.sqlite.DataDir;
import dev.tempest.sqlite.RepoFiles;
import dev.tempest.testing.ForeignAccount;
import dev.tempest.testing.Settled;
import dev.tempest.testing.TestAccount;
import dev.tempest.testing.TestRepo;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Accounts that come from other servers, rest and return. */
@QuarkusTest
class AccountMoveHttpTest {
  private static final String CREATE = "/xrpc/com.atproto.server.createAccount";
  private static final String ACTIVATE = "/xrpc/com.atproto.server.activateAccount";
  private static final String DEACTIVATE = "/xrpc/com.atproto.server.deactivateAccount";
  private static final String CHECK = "/xrpc/com.atproto.server.checkAccountStatus";
  private static final String RESERVE = "/xrpc/com.atproto.server.reserveSigningKey";

  @Inject PlcDirectory plc;
  @Inject Sequencer sequencer;
  @Inject SigningKeys keys;
  @Inject RepoFiles repos;
  @Inject RepoExport export;
  @Inject DataDir dataDir;
  @Inject AccountDatabase accounts;
  @Inject HostedAccounts directory;
  @Inject IncompleteAccounts incomplete;
  @Inject StatusOfAccount statusOf;
  @Inject AccountLifecycle lifecycle;
  @Inject ReservedKeys reserved;
  @Inject ServerConfig server;
  @Inject DueDeletions deletions;
  @Inject AccountDeletion deletion;
  @Inject AccountCreation creation;

  private ForeignAccount mover;

  @BeforeEach
  void makeMover() {
    mover = new ForeignAccount(plc);
  }

  private void publishHere(ForeignAccount account) {
    account.publish(server.publicUrl(), keys.of(account.did()).publicKey());
  }

  private List<Event> eventsAfter(long seq) {
    return sequencer.after(seq, 10).stream()
        .map(frame -> Frames.decode(frame.frame()).event())
        .toList();
  }

  private ValidatableResponse deactivate(TestAccount account, Map<String, String> input) {
    return account.asCaller().contentType("application/json").body(input).post(DEACTIVATE).then();
  }

  @Test
  void takesAnAccountInQuietly() throws InterruptedException {
    long seq = Settled.seq(sequencer);
    var answer =
        mover
            .apply(mover.application())
            .then()
            .statusCode(200)
            .body("$", aMapWithSize(4)) // no didDoc: it would send clients to the old server
            .body("did", equalTo(mover.did().value()))
            .body("handle", equalTo(mover.handle()))
            .extract()
            .jsonPath();
    TestAccount.with(answer.getString("accessJwt"))
        .get("/xrpc/com.atproto.server.getSession")
        .then()
        .statusCode(200)
        .body("active", equalTo(false))
        .body("status", equalTo("deactivated"));
    given()
        .get("/xrpc/com.atproto.sync.getRepoStatus?did=" + mover.did())
        .then()
        .statusCode(200)
        .body("active", equalTo(false))
        .body("status", equalTo("deactivated"));
    given()
        .get("/xrpc/com.atproto.identity.resolveHandle?handle=" + mover.handle())
        .then()
        .statusCode(400);
    assertThat(sequencer.awaitBeyond(seq, Duration.ofMillis(200))).isFalse();
  }

  @Test
  void requiresATokenOfTheDidItself() {
    var input = mover.application();
    given()
        .contentType("application/json")
        .body(input)
        .post(CREATE)
        .then()
        .statusCode(401)
        .body("error", equalTo("AuthenticationRequired"));
    var stranger = new ForeignAccount(plc);
    stranger.apply(input).then().statusCode(401).body("error", equalTo("AuthenticationRequired"));
    String nsid = "com.atproto.server.createAccount";
    refuseToken(
        mover.token("did:web:localhost", "com.atproto.repo.importRepo"), "BadJwtLexiconMethod");
    refuseToken(mover.token("did:web:other.example.com", nsid), "BadJwtAudience");
    var otherKey = PrivateKey.generate(Curve.K256, new SecureRandom());
    refuseToken(
        ForeignAccount.token(mover.did(), otherKey, "did:web:localhost", nsid), "BadJwtSignature");
    assertThat(directory.find(mover.did())).isEmpty();
  }

  private void refuseToken(String token, String error) {
    TestAccount.with(token)
        .contentType("application/json")
        .body(mover.application())
        .post(CREATE)
        .then()
        .statusCode(401)
        .body("error", equalTo(error));
  }

  @Test
  void refusesASecondArrivalAndAPlcOperation() {
    mover.arrive();
    var again = mover.application();
    again.put("handle", "again" + mover.handle());
    again.put("email", "again@example.com");
    mover.apply(again).then().statusCode(400).body("message", containsString("already"));
    var other = new ForeignAccount(plc);
    var withOperation = other.application();
    withOperation.put("plcOp", Map.of());
    other.apply(withOperation).then().statusCode(400).body("error", equalTo("InvalidRequest"));
  }

  @Test
  void refusesHandlesThatAreNotTheAccounts() {
    for (String handle : List.of("somewhere.else.invalid", "not_a_handle.test", "ab.test")) {
      var input = mover.application();
      input.put("handle", handle);
      mover.apply(input).then().statusCode(400).body("error", equalTo("InvalidHandle"));
    }
    var foreign = mover.application();
    foreign.put("handle", "nobody.is.here.tempest.example.com");
    mover.apply(foreign).then().statusCode(400).body("message", containsString("External handle"));
    var reservedName = mover.application();
    reservedName.put("handle", "admin.test");
    mover.apply(reservedName).then().statusCode(400).body("error", equalTo("HandleNotAvailable"));
    var taken = mover.application();
    taken.put("handle", TestAccount.create().handle());
    mover.apply(taken).then().statusCode(400).body("error", equalTo("HandleNotAvailable"));
    assertThat(directory.find(mover.did())).isEmpty();
  }

  @Test
  void refusesADidThatIsGoneOrHasNoKey() {
    // the token is verified with the document that is remembered
    mover.apply(Map.of("handle", "ab.test", "did", mover.did().value())).then().statusCode(400);
    PlcData data = mover.data();
    mover.update(new PlcData(data.rotationKeys(), Map.of(), data.alsoKnownAs(), data.services()));
    mover
        .apply(mover.application())
        .then()
        .statusCode(400)
        .body("error", equalTo("IncompatibleDidDoc"));
    var gone = new ForeignAccount(plc);
    gone.apply(Map.of("handle", "ab.test", "did", gone.did().value())).then().statusCode(400);
    gone.tombstone();
    gone.apply(gone.application()).then().statusCode(400).body("error", equalTo("UnresolvableDid"));
  }

  @Test
  void usesTheKeyThatWasReserved() {
    String key = reserve(Map.of("did", mover.did().value()));
    assertThat(reserve(Map.of("did", mover.did().value()))).isEqualTo(key);
    mover.arrive();
    assertThat(keys.of(mover.did()).publicKey().toDidKey()).isEqualTo(key);
    assertThat(reserve(Map.of("did", mover.did().value()))).as("a used key").isNotEqualTo(key);
  }

  @Test
  void usesAReservedKeyThatTheDocumentNames() {
    String key = reserve(Map.of());
    assertThat(reserve(Map.of())).isNotEqualTo(key);
    String nsid = "com.atproto.server.createAccount";
    String token = mover.token("did:web:localhost", nsid);
    mover.apply(Map.of("handle", "ab.test", "did", mover.did().value())).then().statusCode(400);
    mover.publish(server.publicUrl(), PublicKey.parseDidKey(key));
    TestAccount.with(token)
        .contentType("application/json")
        .body(mover.application())
        .post(CREATE)
        .then()
        .statusCode(200);
    assertThat(keys.of(mover.did()).publicKey().toDidKey()).isEqualTo(key);
  }

  private static String reserve(Map<String, String> input) {
    return given()
        .contentType("application/json")
        .body(input)
        .post(RESERVE)
        .then()
        .statusCode(200)
        .body("$", aMapWithSize(input.isEmpty() ? 1 : 3))
        .body("signingKey", startsWith("did:key:z"))
        .body(
            "verificationMethod",
            input.isEmpty() ? nullValue() : equalTo(input.get("did") + "#atproto"))
        .extract()
        .path("signingKey");
  }

  @Test
  void forgetsReservedKeysAndKeepsFew() {
    given()
        .contentType("application/json")
        .body(Map.of("did", "nonsense"))
        .post(RESERVE)
        .then()
        .statusCode(400)
        .body("error", equalTo("InvalidRequest"));
    Instant start = Instant.parse("2030-01-01T00:00:00Z");
    accounts
        .database()
        .write(
            tx -> {
              ReservedKeyTable.forget(tx, start);
              return fill(tx, start);
            });
    var sealedKeys = (SealedKeys) keys;
    var full = new ReservedKeys(accounts, sealedKeys, () -> start.plusSeconds(60));
    Assertions.assertThatThrownBy(() -> full.reserve(null)).isInstanceOf(Refusal.Unavailable.class);
    var later = new ReservedKeys(accounts, sealedKeys, () -> start.plus(ReservedKeys.LIFE));
    assertThat(later.reserve(null)).startsWith("did:key:");
    assertThat(accounts.database().read(ReservedKeyTable::count)).isEqualTo(1);
    accounts
        .database()
        .write(
            tx -> {
              ReservedKeyTable.forget(
                  tx, Instant.MAX.truncatedTo(java.time.temporal.ChronoUnit.SECONDS));
              return true;
            });
  }

  private boolean fill(java.sql.Connection tx, Instant time) throws java.sql.SQLException {
    var bytes = dev.tempest.atproto.data.Bytes.EMPTY;
    for (int i = 0; i < ReservedKeys.MOST; i++) {
      ReservedKeyTable.insert(
          tx, new ReservedKeyTable.Row("key " + i, null, Curve.K256, bytes), time);
    }
    return true;
  }

  private void makeTombstone() {
    accounts
        .database()
        .write(
            tx -> {
              try (var insert =
                  tx.prepareStatement(
                      "INSERT INTO account (did, status, incomplete, created_at)"
                          + " VALUES (?, 'deleted', 0, 1)")) {
                insert.setString(1, mover.did().value());
                return insert.executeUpdate();
              }
            });
    directory.changed(mover.did());
  }

  @Test
  void aRefusedArrivalLeavesTheTombstone() {
    makeTombstone();
    var application =
        new AccountCreation.Application(
            new Handle(mover.handle()),
            new Email(mover.application().get("email").toString()),
            mover.password(),
            Optional.empty(),
            Optional.of("used-up"),
            Optional.of(mover.did()));
    assertThatThrownBy(() -> creation.create(application))
        .isInstanceOfSatisfying(
            Refusal.Invalid.class, r -> assertThat(r.error()).isEqualTo("InvalidInviteCode"));
    directory.changed(mover.did());
    assertThat(directory.find(mover.did()).orElseThrow().status()).isEqualTo(AccountStatus.DELETED);
    mover.arrive();
  }

  @Test
  void undoingTouchesOnlyWhatWasBeingMade() {
    var whole = new Did(TestAccount.create().did());
    makeTombstone();
    accounts
        .database()
        .write(
            tx -> {
              AccountTable.delete(tx, whole);
              LifecycleTable.removeArriving(tx, whole, Instant.EPOCH);
              LifecycleTable.removeArriving(tx, mover.did(), Instant.EPOCH);
              return true;
            });
    directory.changed(whole);
    directory.changed(mover.did());
    assertThat(directory.find(whole).orElseThrow().status()).isEqualTo(AccountStatus.ACTIVE);
    assertThat(directory.find(mover.did()).orElseThrow().status()).isEqualTo(AccountStatus.DELETED);
  }

  @Test
  void anOldDeletionSparesTheAccountThatReturned() {
    mover.arrive();
    assertThat(deletion.erase(mover.did())).isTrue();
    mover.arrive();
    deletion.finish(mover.did());
    deletion.finishInterrupted();
    assertThat(repos.exists(mover.did())).isTrue();
    assertThat(directory.find(mover.did()).orElseThrow().status())
        .isEqualTo(AccountStatus.DEACTIVATED);
  }

  @Test
  void takesThePlaceOfATombstone() {
    makeTombstone();
    mover.arrive();
    assertThat(directory.find(mover.did()).orElseThrow().status())
        .isEqualTo(AccountStatus.DEACTIVATED);
  }

  @Test
  void undoesAnArrivalThatFailsAndSparesTheDid() throws IOException {
    Path aside = dataDir.root().resolve("aside");
    Files.move(dataDir.repos(), aside);
    try {
      mover.apply(mover.application()).then().statusCode(500);
    } finally {
      Files.move(aside, dataDir.repos());
    }
    assertThat(directory.find(mover.did())).isEmpty();
    assertThat(plc.document(mover.did())).isPresent();
    mover.arrive();
  }

  @Test
  void settlesAnArrivalThatACrashInterrupted() {
    var account =
        new LifecycleTable.Arriving(
            mover.did(), new Handle(mover.handle()), new Email("crash@example.com"), "-");
    accounts
        .database()
        .write(
            tx -> {
              try (var insert =
                  tx.prepareStatement(
                      "INSERT INTO account (did, status, incomplete, created_at)"
                          + " VALUES (?, 'deleted', 0, 1)")) {
                insert.setString(1, mover.did().value());
                insert.executeUpdate();
              }
              LifecycleTable.insertArriving(tx, account, Instant.EPOCH);
              return true;
            });
    directory.changed(mover.did());
    incomplete.settle();
    assertThat(directory.find(mover.did()).orElseThrow().status())
        .as("the tombstone is back")
        .isEqualTo(AccountStatus.DELETED);
    assertThat(plc.document(mover.did())).as("the DID is not ours to end").isPresent();
    mover.arrive();
  }

  @Test
  void activatesOnlyWhatTheDocumentPointsTo() throws InterruptedException {
    var account = mover.arrive();
    account
        .asCaller()
        .post(ACTIVATE)
        .then()
        .statusCode(400)
        .body("error", equalTo("InvalidRequest"))
        .body("message", containsString("https://old.example.com"));
    mover.publish(server.publicUrl(), mover.signingKey().publicKey());
    account
        .asCaller()
        .post(ACTIVATE)
        .then()
        .statusCode(400)
        .body("message", containsString("verification method"));
    publishHere(mover);
    long seq = Settled.seq(sequencer);
    account.asCaller().post(ACTIVATE).then().statusCode(200);
    assertThat(sequencer.awaitBeyond(seq + 2, Duration.ofSeconds(10))).isTrue();
    var events = eventsAfter(seq);
    assertThat(events).extracting(Event::type).containsExactly("#account", "#identity", "#sync");
    assertThat(events.get(0)).isEqualTo(new Event.Account(mover.did(), true, null));
    assertThat(events.get(1))
        .isEqualTo(new Event.Identity(mover.did(), new Handle(mover.handle())));
    assertThat(((Event.Sync) events.get(2)).rev())
        .isEqualTo(export.head(mover.did()).orElseThrow().rev());
    account.asCaller().post(ACTIVATE).then().statusCode(200);
    assertThat(sequencer.awaitBeyond(seq + 5, Duration.ofSeconds(10)))
        .as("announced again")
        .isTrue();
  }

  @Test
  void tellsHowFarAMoveIs() {
    var account = mover.arrive();
    byte[] content = "an image".getBytes(StandardCharsets.UTF_8);
    var blob = new BlobRef(Cid.of(Cid.Codec.RAW, content), "text/plain", content.length);
    account
        .asCaller()
        .contentType("application/vnd.ipld.car")
        .body(
            new TestRepo(mover.did(), mover.signingKey())
                .posts(10)
                .put("com.example.image/1", TestRepo.image(blob))
                .car())
        .post("/xrpc/com.atproto.repo.importRepo")
        .then()
        .statusCode(200);
    check(account)
        .body("$", aMapWithSize(17))
        .body("activated", equalTo(false))
        .body("validDid", equalTo(false))
        .body("indexedRecords", equalTo(11))
        .body("privateStateValues", equalTo(0))
        .body("expectedBlobs", equalTo(1))
        .body("importedBlobs", equalTo(0))
        .body("did", equalTo(mover.did().value()))
        .body("active", equalTo(false))
        .body("status", equalTo("deactivated"))
        .body("repoCount", equalTo(1))
        .body("recordCount", equalTo(11))
        .body("blobCount", equalTo(0))
        .body("missingBlobCount", equalTo(1))
        .body("migrationReady", equalTo(false));
    account
        .asCaller()
        .contentType("text/plain")
        .body(content)
        .post("/xrpc/com.atproto.repo.uploadBlob")
        .then()
        .statusCode(200);
    check(account).body("importedBlobs", equalTo(1)).body("migrationReady", equalTo(false));
    publishHere(mover);
    check(account).body("validDid", equalTo(true)).body("migrationReady", equalTo(true));
    account.asCaller().post(ACTIVATE).then().statusCode(200);
    var head = export.head(mover.did()).orElseThrow();
    check(account)
        .body("$", aMapWithSize(16))
        .body("activated", equalTo(true))
        .body("repoCommit", equalTo(head.commit().toString()))
        .body("repoRev", equalTo(head.rev().value()));
    given().get(CHECK).then().statusCode(401);
  }

  private static ValidatableResponse check(TestAccount account) {
    return account.asCaller().get(CHECK).then().statusCode(200);
  }

  @Test
  void restsAndReturns() throws InterruptedException {
    var account = TestAccount.create();
    var did = new Did(account.did());
    long seq = Settled.seq(sequencer);
    deactivate(account, Map.of("deleteAfter", "2031-01-01T00:00:00Z")).statusCode(200);
    assertThat(sequencer.awaitBeyond(seq, Duration.ofSeconds(10))).isTrue();
    assertThat(eventsAfter(seq)).containsExactly(new Event.Account(did, false, "deactivated"));
    assertThat(due("2030-12-31T23:59:59Z")).doesNotContain(did);
    assertThat(due("2031-01-01T00:00:00Z")).contains(did);
    given()
        .contentType("application/json")
        .body(Map.of("identifier", account.handle(), "password", account.password()))
        .post("/xrpc/com.atproto.server.createSession")
        .then()
        .statusCode(200)
        .body("active", equalTo(false));
    account
        .asCaller()
        .contentType("application/json")
        .body(Map.of("repo", account.did(), "collection", "a.b.c", "record", Map.of()))
        .post("/xrpc/com.atproto.repo.createRecord")
        .then()
        .statusCode(401)
        .body("error", equalTo("AccountDeactivated"));
    account.asCaller().post(ACTIVATE).then().statusCode(200);
    assertThat(due("2031-01-01T00:00:00Z")).doesNotContain(did);
    check(account).body("active", equalTo(true));
  }

  private List<Did> due(String time) {
    return accounts.database().read(tx -> LifecycleTable.due(tx, Instant.parse(time)));
  }

  @Test
  void erasesWhatIsDueAndNothingElse() {
    var leaving = TestAccount.create();
    var returned = TestAccount.create();
    var time = Map.of("deleteAfter", "2029-01-01T00:00:00Z");
    deactivate(leaving, time).statusCode(200);
    deactivate(returned, time).statusCode(200);
    returned.asCaller().post(ACTIVATE).then().statusCode(200);
    deletions.sweep(() -> Instant.parse("2028-12-31T23:59:59Z"));
    check(leaving).body("active", equalTo(false));
    deletions.sweep(() -> Instant.parse("2029-01-01T00:00:00Z"));
    given()
        .get("/xrpc/com.atproto.sync.getRepoStatus?did=" + leaving.did())
        .then()
        .body("status", equalTo("deleted"));
    assertThat(repos.exists(new Did(leaving.did()))).isFalse();
    check(returned).body("active", equalTo(true));
  }

  @Test
  void sparesWhoIsNotDueAnyMore() {
    var account = TestAccount.create();
    var did = new Did(account.did());
    var time = Instant.parse("2029-01-01T00:00:00Z");
    deactivate(account, Map.of("deleteAfter", time.toString())).statusCode(200);
    assertThat(deletion.eraseIfDue(did, time.minusSeconds(1))).isFalse();
    for (var status : List.of(AccountStatus.ACTIVE, AccountStatus.TAKENDOWN)) {
      statusOf.set(did, status);
      assertThat(deletion.eraseIfDue(did, time)).isFalse();
      assertThat(directory.find(did).orElseThrow().status()).isEqualTo(status);
      assertThat(repos.exists(did)).isTrue();
    }
    statusOf.set(did, AccountStatus.DEACTIVATED);
    assertThat(deletion.eraseIfDue(did, time)).isTrue();
    assertThat(repos.exists(did)).isFalse();
  }

  @Test
  void refusesATimeThatIsNone() {
    var account = TestAccount.create();
    for (String time : List.of("tomorrow", "2031-13-01T00:00:00Z", "")) {
      deactivate(account, Map.of("deleteAfter", time))
          .statusCode(400)
          .body("error", equalTo("InvalidRequest"));
    }
    account
        .asCaller()
        .contentType("application/json")
        .post(DEACTIVATE)
        .then()
        .statusCode(400)
        .body("error", equalTo("InvalidRequest"));
    check(account).body("active", equalTo(true));
  }

  @Test
  void keepsATakedownWhateverItsOwnerDoes() {
    var account = TestAccount.create();
    var did = new Did(account.did());
    statusOf.set(did, AccountStatus.TAKENDOWN);
    account
        .asCaller()
        .post(ACTIVATE)
        .then()
        .statusCode(401)
        .body("error", equalTo("AccountTakedown"));
    Assertions.assertThatThrownBy(() -> lifecycle.activate(did))
        .isInstanceOf(Refusal.Invalid.class);
    deactivate(account, Map.of()).statusCode(200);
    check(account).body("status", equalTo("takendown"));
    assertThat(directory.find(did).orElseThrow().status()).isEqualTo(AccountStatus.TAKENDOWN);
  }

  @Test
  void requiresASession() {
    given().post(ACTIVATE).then().statusCode(401);
    given().contentType("application/json").body(Map.of()).post(DEACTIVATE).then().statusCode(401);
  }
}
