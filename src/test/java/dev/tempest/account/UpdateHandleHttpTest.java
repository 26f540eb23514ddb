package dev.tempest.account;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import dev.tempest.atproto.event.Event;
import dev.tempest.atproto.event.Frames;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.auth.AccountStatus;
import dev.tempest.fault.Refusal;
import dev.tempest.identity.HandleResolver;
import dev.tempest.identity.HostedDids;
import dev.tempest.identity.PlcDirectory;
import dev.tempest.identity.TestZone;
import dev.tempest.sequencer.Sequencer;
import dev.tempest.testing.AtOnce;
import dev.tempest.testing.Elsewhere;
import dev.tempest.testing.Settled;
import dev.tempest.testing.TestAccount;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code com.atproto.identity.updateHandle}, and the operator's way to the same. */
@QuarkusTest
class UpdateHandleHttpTest {
  @Inject PlcDirectory plc;
  @Inject HostedDids dids;
  @Inject Sequencer sequencer;
  @Inject TestZone zone;
  @Inject HandleResolver resolver;
  @Inject HandleChange change;
  @Inject StatusOfAccount statuses;

  private static ValidatableResponse update(TestAccount account, String handle) {
    return account
        .asCaller()
        .contentType("application/json")
        .body(Map.of("handle", handle))
        .post("/xrpc/com.atproto.identity.updateHandle")
        .then();
  }

  private static ValidatableResponse resolve(String handle) {
    return given()
        .queryParam("handle", handle)
        .get("/xrpc/com.atproto.identity.resolveHandle")
        .then();
  }

  private static void assertHas(TestAccount account, String handle) {
    given()
        .queryParam("repo", handle)
        .get("/xrpc/com.atproto.repo.describeRepo")
        .then()
        .statusCode(200)
        .body("did", equalTo(account.did()))
        .body("handle", equalTo(handle))
        .body("handleIsCorrect", equalTo(true))
        .body("didDoc.alsoKnownAs[0]", equalTo("at://" + handle));
    account
        .asCaller()
        .get("/xrpc/com.atproto.server.getSession")
        .then()
        .statusCode(200)
        .body("handle", equalTo(handle));
    resolve(handle).statusCode(200).body("did", equalTo(account.did()));
  }

  private Event announced(long before) throws InterruptedException {
    assertThat(sequencer.awaitBeyond(before, Duration.ofSeconds(10))).isTrue();
    return Frames.decode(sequencer.after(before, 1).getFirst().frame()).event();
  }

  @Test
  void givesAnotherHandleEverywhereAtOnce() throws InterruptedException {
    var account = TestAccount.create();
    assertHas(account, account.handle());
    long before = Settled.seq(sequencer);
    update(account, "Renamed1.test")
        .statusCode(200)
        .body("$", aMapWithSize(2))
        .body("did", equalTo(account.did()))
        .body("handle", equalTo("renamed1.test"));
    assertHas(account, "renamed1.test");
    assertThat(announced(before))
        .isEqualTo(new Event.Identity(new Did(account.did()), new Handle("renamed1.test")));
    resolve(account.handle()).statusCode(400).body("error", equalTo("HandleNotFound"));
    given().header("Host", account.handle()).get("/.well-known/atproto-did").then().statusCode(404);
    given()
        .header("Host", "renamed1.test")
        .get("/.well-known/atproto-did")
        .then()
        .statusCode(200)
        .body(equalTo(account.did()));
    update(TestAccount.create(), account.handle()).statusCode(200); // free for others
  }

  @Test
  void theSameHandleIsAnnouncedAgainAndNothingElse() throws InterruptedException {
    var account = TestAccount.create();
    var did = new Did(account.did());
    var last = plc.lastOperation(did).orElseThrow().cid();
    long before = Settled.seq(sequencer);
    update(account, account.handle()).statusCode(200).body("handle", equalTo(account.handle()));
    assertThat(announced(before)).isEqualTo(new Event.Identity(did, new Handle(account.handle())));
    assertThat(plc.lastOperation(did).orElseThrow().cid()).isEqualTo(last);
  }

  @Test
  void aDomainOfOnesOwnMustLeadToTheAccount() {
    var account = TestAccount.create();
    String handle = "own1.example.com";
    zone.setHandle(handle, "did:plc:somebodyelse");
    update(account, handle)
        .statusCode(400)
        .body("error", equalTo("InvalidRequest"))
        .body("message", equalTo("External handle did not resolve to DID"));
    zone.setHandle(handle, account.did());
    update(account, handle).statusCode(200).body("handle", equalTo(handle));
    assertHas(account, handle);
    var other = TestAccount.create();
    zone.setHandle(handle, other.did());
    update(other, handle).statusCode(400).body("error", equalTo("HandleNotAvailable"));
    update(account, account.handle()).statusCode(200);
    update(other, handle).statusCode(200);
    assertHas(other, handle);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ab.test                   | InvalidHandle
          much-too-long-a-name.test | InvalidHandle
          two.names.test            | InvalidHandle
          not_a_handle.test         | InvalidRequest
          name                      | InvalidRequest
          ''                        | InvalidRequest
          name.local                | InvalidHandle
          name.ARPA                 | InvalidHandle
          handle.invalid            | InvalidHandle
          name.localhost            | InvalidHandle
          name.internal             | InvalidHandle
          name.example              | InvalidHandle
          name.alt                  | InvalidHandle
          name.onion                | InvalidHandle
          admin.test                | HandleNotAvailable
          WWW.test                  | HandleNotAvailable
          """)
  void refuses(String handle, String error) {
    update(TestAccount.create(), handle)
        .statusCode(400)
        .body("$", aMapWithSize(2))
        .body("error", equalTo(error))
        .body("message", notNullValue());
  }

  @Test
  void refusesWhatAnotherHas() {
    var other = TestAccount.create();
    statuses.set(new Did(other.did()), AccountStatus.DEACTIVATED);
    update(TestAccount.create(), other.handle())
        .statusCode(400)
        .body("error", equalTo("HandleNotAvailable"))
        .body("message", equalTo("Handle already taken: " + other.handle()));
  }

  @Test
  void refusesInputOfAnotherShape() {
    var account = TestAccount.create();
    for (String body : new String[] {"{}", "[]", "{\"handle\":1}", "{\"handle\":null}", "{"}) {
      account
          .asCaller()
          .contentType("application/json")
          .body(body)
          .post("/xrpc/com.atproto.identity.updateHandle")
          .then()
          .statusCode(400)
          .body("error", equalTo("InvalidRequest"));
    }
  }

  @Test
  void wantsALiveSession() {
    given()
        .contentType("application/json")
        .body(Map.of("handle", "nobody.test"))
        .post("/xrpc/com.atproto.identity.updateHandle")
        .then()
        .statusCode(401)
        .body("error", equalTo("AuthenticationRequired"));
    var account = TestAccount.create();
    var did = new Did(account.did());
    statuses.set(did, AccountStatus.TAKENDOWN);
    update(account, "renamed2.test").statusCode(401).body("error", equalTo("AccountTakedown"));
    statuses.set(did, AccountStatus.DEACTIVATED);
    update(account, "renamed2.test").statusCode(200);
  }

  @Test
  void givesAHandleToOneOfTwoWhoAskAtOnce() {
    var statuses =
        AtOnce.forEach(
            List.of(TestAccount.create(), TestAccount.create()),
            account -> update(account, "contested1.test").extract().statusCode());
    assertThat(statuses).containsExactlyInAnyOrder(200, 400);
  }

  @Test
  void documentAndAccountAgreeAfterChangesAtOnce() {
    var account = TestAccount.create();
    var answers =
        AtOnce.forEach(
            List.of("racer1.test", "racer2.test", "racer3.test", "racer1.test"),
            handle -> update(account, handle).extract().statusCode());
    assertThat(answers).containsOnly(200);
    String handle =
        plc.document(new Did(account.did())).orElseThrow().handle().orElseThrow().value();
    assertHas(account, handle);
  }

  @Test
  void forgetsTheHandleThatAChangeInBetweenGave() {
    var account = TestAccount.create();
    var did = new Did(account.did());
    var between = new Handle("own3.example.com");
    var after = new Handle("own4.example.com");
    zone.setHandle(between.value(), did.value());
    zone.setHandle(after.value(), did.value());
    zone.meanwhile(
        after.value(),
        () -> {
          change.change(did, between.value());
          assertThat(resolver.resolve(between)).contains(did);
        });
    change.change(did, after.value());
    assertHas(account, after.value());
    var other = new Did("did:plc:ewvi7nxzyoun6zhxrhs64oiz");
    zone.setHandle(between.value(), other.value());
    assertThat(resolver.resolve(between)).contains(other);
  }

  @Test
  void repeatingFinishesWhatACrashLeftInTheDocument() {
    var account = TestAccount.create();
    var did = new Did(account.did());
    dids.updateHandle(did, new Handle("crashed1.test"));
    var last = plc.lastOperation(did).orElseThrow().cid();
    update(account, "crashed1.test").statusCode(200);
    assertThat(plc.lastOperation(did).orElseThrow().cid()).isEqualTo(last);
    assertHas(account, "crashed1.test");
  }

  @Test
  void theOperatorMayGiveReservedNames() {
    var account = TestAccount.create();
    var did = new Did(account.did());
    assertThat(change.changeByOperator(did, "postmaster.test"))
        .isEqualTo(new Handle("postmaster.test"));
    assertHas(account, "postmaster.test");
    assertThatThrownBy(() -> change.changeByOperator(did, "x.test"))
        .isInstanceOfSatisfying(
            Refusal.Invalid.class,
            refused -> assertThat(refused.error()).isEqualTo("InvalidHandle"));
    zone.setHandle("own2.example.com", "did:plc:somebodyelse");
    assertThatThrownBy(() -> change.changeByOperator(did, "own2.example.com"))
        .hasMessage("External handle did not resolve to DID");
  }

  @Test
  void nobodyHasAHandleToChange() {
    var gone = new Did(TestAccount.create().did());
    statuses.set(gone, AccountStatus.DELETED);
    for (Did did : new Did[] {gone, Elsewhere.create(plc, "elsewhere.example.com").did()}) {
      assertThatThrownBy(() -> change.change(did, "renamed3.test"))
          .isInstanceOfSatisfying(
              Refusal.Invalid.class,
              refused -> assertThat(refused.error()).isEqualTo("AccountNotFound"));
    }
    resolve("renamed3.test").statusCode(400);
  }
}
