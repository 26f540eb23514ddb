package dev.tempest.hosted;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import dev.tempest.account.StatusOfAccount;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.auth.AccountStatus;
import dev.tempest.identity.PlcDirectory;
import dev.tempest.identity.TestZone;
import dev.tempest.testing.Elsewhere;
import dev.tempest.testing.TestAccount;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code resolveDid}, {@code resolveIdentity} and {@code refreshIdentity}. */
@QuarkusTest
final class IdentityHttpTest {
  private static final String UNKNOWN = "did:plc:aaaaaaaaaaaaaaaaaaaaaaab";

  @Inject PlcDirectory plc;
  @Inject TestZone zone;
  @Inject StatusOfAccount statuses;

  private static ValidatableResponse resolveDid(String did) {
    return given().queryParam("did", did).get("/xrpc/com.atproto.identity.resolveDid").then();
  }

  private static ValidatableResponse resolve(Object identifier) {
    return given()
        .queryParam("identifier", identifier.toString())
        .get("/xrpc/com.atproto.identity.resolveIdentity")
        .then();
  }

  private static ValidatableResponse refresh(Object identifier) {
    return given()
        .contentType("application/json")
        .body(Map.of("identifier", identifier.toString()))
        .post("/xrpc/com.atproto.identity.refreshIdentity")
        .then();
  }

  private static void assertIs(ValidatableResponse answer, Did did, String handle) {
    answer
        .statusCode(200)
        .body("$", aMapWithSize(3))
        .body("did", equalTo(did.value()))
        .body("handle", equalTo(handle))
        .body("didDoc.id", equalTo(did.value()));
  }

  private static void assertRefused(ValidatableResponse answer, String error) {
    answer.statusCode(400).body("$", aMapWithSize(2)).body("error", equalTo(error));
  }

  /** An account elsewhere whose handle leads to it. */
  private Elsewhere elsewhere(String handle) {
    var other = Elsewhere.create(plc, handle);
    zone.setHandle(handle, other.did().value());
    return other;
  }

  @Test
  void resolvesAccountsOfThisServer() {
    var account = TestAccount.create();
    var did = new Did(account.did());
    resolveDid(account.did())
        .statusCode(200)
        .body("$", aMapWithSize(1))
        .body("didDoc.id", equalTo(account.did()))
        .body("didDoc.alsoKnownAs", hasItem("at://" + account.handle()));
    assertIs(resolve(did), did, account.handle());
    assertIs(resolve(account.handle().toUpperCase(java.util.Locale.ROOT)), did, account.handle());
    assertIs(refresh(did), did, account.handle());
    assertIs(refresh(account.handle()), did, account.handle());
  }

  @Test
  void anInactiveAccountsHandleLeadsNowhere() {
    var account = TestAccount.create();
    var did = new Did(account.did());
    statuses.set(did, AccountStatus.DEACTIVATED);
    assertIs(resolve(did), did, "handle.invalid");
    assertRefused(resolve(account.handle()), "HandleNotFound");
    assertRefused(refresh(account.handle()), "HandleNotFound");
    statuses.set(did, AccountStatus.ACTIVE);
    assertIs(resolve(did), did, account.handle());
  }

  @Test
  void resolvesTheServerItself() {
    assertIs(resolve("did:web:localhost"), new Did("did:web:localhost"), "handle.invalid");
    resolveDid("did:web:localhost").statusCode(200).body("didDoc.id", equalTo("did:web:localhost"));
  }

  @Test
  void resolvesAccountsElsewhere() {
    var other = elsewhere("other1.example.com");
    assertIs(resolve(other.did()), other.did(), "other1.example.com");
    assertIs(resolve("other1.example.com"), other.did(), "other1.example.com");
    resolveDid(other.did().value())
        .statusCode(200)
        .body("didDoc.service[0].serviceEndpoint", equalTo(Elsewhere.PDS.toString()));
  }

  @Test
  void aHandleThatDoesNotLeadBackIsInvalid() {
    var other = Elsewhere.create(plc, "other2.example.com");
    zone.setHandle("other2.example.com", UNKNOWN);
    assertIs(resolve(other.did()), other.did(), "handle.invalid");
    // a name that leads to the account, which does not call itself so
    zone.setHandle("other3.example.com", other.did().value());
    assertIs(resolve("other3.example.com"), other.did(), "handle.invalid");
    // a name that is this server's to give, and was not given to it
    var claimer = Elsewhere.create(plc, TestAccount.create().handle());
    assertIs(resolve(claimer.did()), claimer.did(), "handle.invalid");
  }

  @Test
  void anAccountsOwnDomainIsLookedUpLikeAnyOther() {
    var account = TestAccount.create();
    var did = new Did(account.did());
    zone.setHandle("own3.example.com", account.did());
    account
        .asCaller()
        .contentType("application/json")
        .body(Map.of("handle", "own3.example.com"))
        .post("/xrpc/com.atproto.identity.updateHandle")
        .then()
        .statusCode(200);
    assertIs(resolve("own3.example.com"), did, "own3.example.com");
    zone.setHandle("own3.example.com", UNKNOWN);
    assertIs(refresh(did), did, "handle.invalid");
  }

  @Test
  void saysWhatIsMissing() {
    for (String did : new String[] {UNKNOWN, "did:example:a", "did:web:10.0.0.1"}) {
      assertRefused(resolveDid(did), "DidNotFound");
      assertRefused(resolve(did), "DidNotFound");
      assertRefused(refresh(did), "DidNotFound");
    }
    zone.setHandle("other4.example.com", UNKNOWN);
    assertRefused(resolve("other4.example.com"), "DidNotFound");
    for (String handle : new String[] {"nobody-at-all.test", "nobody.invalid"}) {
      assertRefused(resolve(handle), "HandleNotFound");
      assertRefused(refresh(handle), "HandleNotFound");
    }
    var ended = elsewhere("ended1.example.com");
    ended.end(plc);
    assertRefused(resolveDid(ended.did().value()), "DidDeactivated");
    assertRefused(resolve(ended.did()), "DidDeactivated");
    assertRefused(resolve("ended1.example.com"), "DidDeactivated");
    assertRefused(refresh(ended.did()), "DidDeactivated");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "rubbish", "did:", "did:plc:", "a b.example.com", "@a.example.com"})
  void refusesWhatIsNoIdentifier(String text) {
    assertRefused(resolveDid(text), "InvalidRequest");
    assertRefused(resolve(text), "InvalidRequest");
    assertRefused(refresh(text), "InvalidRequest");
  }

  @Test
  void theParametersAreRequired() {
    assertRefused(given().get("/xrpc/com.atproto.identity.resolveDid").then(), "InvalidRequest");
    assertRefused(
        given().get("/xrpc/com.atproto.identity.resolveIdentity").then(), "InvalidRequest");
    assertRefused(
        given()
            .contentType("application/json")
            .body("{}")
            .post("/xrpc/com.atproto.identity.refreshIdentity")
            .then(),
        "InvalidRequest");
  }

  @Test
  void refreshesPastTheCacheButNotAllTheTime() {
    var other = elsewhere("other5.example.com");
    assertIs(resolve(other.did()), other.did(), "other5.example.com");
    zone.setHandle("other6.example.com", other.did().value());
    other.update(plc, data -> data.withHandle(new Handle("other6.example.com")));
    assertIs(resolve(other.did()), other.did(), "other5.example.com");
    assertIs(refresh(other.did()), other.did(), "other6.example.com");
    assertIs(resolve(other.did()), other.did(), "other6.example.com");
    other.update(plc, data -> data.withPds(URI.create("https://moved.example.com")));
    for (String id : new String[] {other.did().value(), "other6.example.com"}) {
      String pds = refresh(id).statusCode(200).extract().path("didDoc.service[0].serviceEndpoint");
      assertThat(pds).isEqualTo(Elsewhere.PDS.toString());
    }
  }
}
