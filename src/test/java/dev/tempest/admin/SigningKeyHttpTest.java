package dev.tempest.admin;

import static dev.tempest.testing.TestAdmin.asAdmin;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.tempest.atproto.crypto.PublicKey;
import dev.tempest.atproto.event.Event;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.auth.SigningKeys;
import dev.tempest.identity.DidDocument;
import dev.tempest.identity.DidResolver;
import dev.tempest.record.RepoInspection;
import dev.tempest.sequencer.Sequencer;
import dev.tempest.testing.TestAccount;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code com.atproto.admin.updateAccountSigningKey}. */
@QuarkusTest
class SigningKeyHttpTest {
  private static final String STRANGERS_KEY =
      "did:key:zQ3shXjHeiBuRCKmM36cuYnm7YEMzhGnCmCyW92sRJ9pribSF";

  @Inject Sequencer sequencer;
  @Inject SigningKeys keys;
  @Inject DidResolver resolver;
  @Inject RepoInspection inspection;

  private static String reserve(Map<String, Object> body) {
    return given()
        .contentType("application/json")
        .body(body)
        .post("/xrpc/com.atproto.server.reserveSigningKey")
        .then()
        .statusCode(200)
        .extract()
        .path("signingKey");
  }

  private static ValidatableResponse change(TestAccount account, String key) {
    return asAdmin()
        .contentType("application/json")
        .body(Map.of("did", account.did(), "signingKey", key))
        .post("/xrpc/com.atproto.admin.updateAccountSigningKey")
        .then();
  }

  private static void post(TestAccount account) {
    account
        .asCaller()
        .contentType("application/json")
        .body(
            Map.of(
                "repo", account.did(),
                "collection", "com.example.thing",
                "record", Map.of("$type", "com.example.thing", "text", "hello")))
        .post("/xrpc/com.atproto.repo.createRecord")
        .then()
        .statusCode(200);
  }

  @Test
  void theReservedKeySignsFromThenOnAndTheNetworkHears() {
    var account = TestAccount.create();
    var did = new Did(account.did());
    post(account);
    post(account);
    var before = inspection.verify(did, keys.of(did).publicKey());
    String key = reserve(Map.of());
    var events = Events.of(sequencer, account.did());
    change(account, key).statusCode(200);

    var newKey = PublicKey.parseDidKey(key);
    assertThat(keys.of(did).publicKey()).isEqualTo(newKey);
    assertThat(resolver.resolveNow(did).flatMap(DidDocument::signingKey)).contains(newKey);
    var after = inspection.verify(did, newKey);
    assertThat(after.rev()).isGreaterThan(before.rev());
    assertThat(after.records()).isEqualTo(before.records());
    assertThat(events.await(3))
        .extracting(Event::type)
        .containsExactly("#identity", "#commit", "#sync");
    var commit = (Event.Commit) events.now().get(1);
    assertThat(commit.ops()).isEmpty();
    assertThat(commit.since()).isEqualTo(before.rev());
    assertThat(commit.commit()).isEqualTo(after.head());

    post(account);
    assertThat(inspection.verify(did, newKey).records()).isEqualTo(before.records() + 1);
    change(account, key).statusCode(200); // it has it already: nothing to tell
    assertThat(events.await(4)).hasSize(4);
  }

  @Test
  void aKeyThatWaitsForTheAccountWillDo() {
    var account = TestAccount.create();
    String key = reserve(Map.of("did", account.did()));
    change(account, key).statusCode(200);
    assertThat(keys.of(new Did(account.did())).publicKey().toDidKey()).isEqualTo(key);
  }

  @Test
  void aKeyThatIsNotHereOrWaitsForAnotherIsRefused() {
    var account = TestAccount.create();
    var did = new Did(account.did());
    var before = keys.of(did).publicKey();
    String anothers = reserve(Map.of("did", TestAccount.create().did()));
    for (String key : new String[] {STRANGERS_KEY, anothers, "did:key:zRubbish", "rubbish"}) {
      change(account, key).statusCode(400).body("error", equalTo("InvalidRequest"));
    }
    assertThat(keys.of(did).publicKey()).isEqualTo(before);
    post(account);
  }

  @Test
  void aKeyIsGivenOnce() {
    var one = TestAccount.create();
    String key = reserve(Map.of());
    change(one, key).statusCode(200);
    change(TestAccount.create(), key).statusCode(400);
  }
}
