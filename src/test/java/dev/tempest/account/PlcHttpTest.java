package dev.tempest.account;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;

import dev.tempest.atproto.crypto.PublicKey;
import dev.tempest.atproto.data.DagJson;
import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.event.Event;
import dev.tempest.atproto.event.Frames;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.auth.AccountStatus;
import dev.tempest.auth.Scope;
import dev.tempest.auth.SessionTokens;
import dev.tempest.auth.SigningKeys;
import dev.tempest.identity.PlcChanges;
import dev.tempest.identity.PlcDirectory;
import dev.tempest.identity.PlcOperation;
import dev.tempest.identity.RotationKeys;
import dev.tempest.mail.EmailCodes;
import dev.tempest.mail.Purpose;
import dev.tempest.sequencer.Sequencer;
import dev.tempest.testing.Elsewhere;
import dev.tempest.testing.Settled;
import dev.tempest.testing.TestAccount;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Credentials, and operations signed and submitted, against the directory in the process. */
@QuarkusTest
class PlcHttpTest {
  private static final String CREDENTIALS =
      "/xrpc/com.atproto.identity.getRecommendedDidCredentials";
  private static final String REQUEST = "/xrpc/com.atproto.identity.requestPlcOperationSignature";
  private static final String SIGN = "/xrpc/com.atproto.identity.signPlcOperation";
  private static final String SUBMIT = "/xrpc/com.atproto.identity.submitPlcOperation";

  @Inject PlcDirectory plc;
  @Inject PlcChanges changes;
  @Inject RotationKeys rotationKeys;
  @Inject SigningKeys keys;
  @Inject EmailCodes codes;
  @Inject Sequencer sequencer;
  @Inject SessionTokens tokens;
  @Inject StatusOfAccount statuses;

  private static Did did(TestAccount account) {
    return new Did(account.did());
  }

  private static ValidatableResponse post(TestAccount account, String method, String body) {
    return account.asCaller().contentType("application/json").body(body).post(method).then();
  }

  private static ValidatableResponse post(TestAccount account, String method, Map<?, ?> body) {
    return account.asCaller().contentType("application/json").body(body).post(method).then();
  }

  private static ValidatableResponse submit(TestAccount account, Node operation) {
    return post(account, SUBMIT, "{\"operation\":" + DagJson.format(operation) + "}");
  }

  private static void assertRefused(ValidatableResponse answer, String message) {
    answer
        .statusCode(400)
        .body("$", aMapWithSize(2))
        .body("error", equalTo("InvalidRequest"))
        .body("message", containsString(message));
  }

  private String code(TestAccount account) {
    account.asCaller().post(REQUEST).then().statusCode(200).body(emptyString());
    return codes.find(did(account), Purpose.PLC_OPERATION).orElseThrow().code();
  }

  @Test
  void recommendsWhatAnAccountHereShouldHave() {
    var account = TestAccount.create();
    var key = keys.of(did(account)).publicKey().toDidKey();
    account
        .asCaller()
        .get(CREDENTIALS)
        .then()
        .statusCode(200)
        .body("$", aMapWithSize(7))
        .body("rotationKeys", equalTo(List.of(rotationKeys.serverKey().toDidKey())))
        .body("alsoKnownAs", equalTo(List.of("at://" + account.handle())))
        .body("verificationMethods", equalTo(Map.of("atproto", key)))
        .body("services", aMapWithSize(1))
        .body("services.atproto_pds.type", equalTo("AtprotoPersonalDataServer"))
        .body("services.atproto_pds.endpoint", containsString("http://localhost"))
        .body("did", equalTo(account.did()))
        .body("handle", equalTo(account.handle()))
        .body("signingKey", equalTo(key));
  }

  @Test
  void theRecommendationIsWhatNewAccountsGet() {
    var account = TestAccount.create();
    assertThat(changes.recommended(new Handle(account.handle()), keys.of(did(account)).publicKey()))
        .isEqualTo(plc.lastOperation(did(account)).orElseThrow().data().orElseThrow());
  }

  @Test
  void signsWithACodeWhatIsAskedOverWhatIsThere() {
    var account = TestAccount.create();
    var before = plc.lastOperation(did(account)).orElseThrow();
    String code = code(account);
    var more = List.of("at://" + account.handle(), "https://example.com/me");
    String operation =
        post(account, SIGN, Map.of("token", code, "alsoKnownAs", more))
            .statusCode(200)
            .body("$", aMapWithSize(1))
            .body("operation", aMapWithSize(7))
            .extract()
            .asString();
    var signed = operation(operation);
    var data = before.data().orElseThrow();
    assertThat(signed.prev()).contains(before.cid());
    assertThat(signed.data().orElseThrow().alsoKnownAs()).isEqualTo(more);
    assertThat(signed.data().orElseThrow().services()).isEqualTo(data.services());
    assertThat(signed.data().orElseThrow().rotationKeys()).isEqualTo(data.rotationKeys());
    assertThat(plc.lastOperation(did(account)).orElseThrow().cid()).isEqualTo(before.cid());
    post(account, SIGN, Map.of("token", code))
        .statusCode(400)
        .body("error", equalTo("InvalidToken"));
    submit(account, signed.json()).statusCode(200).body(emptyString());
    assertThat(plc.lastOperation(did(account)).orElseThrow().cid()).isEqualTo(signed.cid());
  }

  private static PlcOperation operation(String answer) {
    var body = DagJson.parse(answer);
    return PlcOperation.of(body.fields().get("operation"));
  }

  @Test
  void signsTheWayToAnotherServer() {
    var account = TestAccount.create();
    var other = Elsewhere.create(plc, "leaving1.example.com");
    var rotation = List.of(other.rotationKey().publicKey().toDidKey());
    var signed =
        operation(
            post(
                    account,
                    SIGN,
                    Map.of(
                        "token",
                        code(account),
                        "rotationKeys",
                        rotation,
                        "verificationMethods",
                        Map.of("atproto", other.signingKey().publicKey().toDidKey()),
                        "services",
                        Map.of(
                            "atproto_pds",
                            Map.of(
                                "type",
                                "AtprotoPersonalDataServer",
                                "endpoint",
                                Elsewhere.PDS.toString()))))
                .statusCode(200)
                .extract()
                .asString());
    assertRefused(submit(account, signed.json()), "server's rotation key"); // not by this server
    plc.submit(did(account), signed);
    var document = plc.document(did(account)).orElseThrow();
    assertThat(document.pds()).contains(Elsewhere.PDS);
    assertThat(document.signingKey()).contains(other.signingKey().publicKey());
    assertRefused(post(account, SIGN, Map.of("token", code(account))), "rotation key is not among");
  }

  @Test
  void aSignatureNeedsTheCode() {
    var account = TestAccount.create();
    String message = "email confirmation token required to sign PLC operations";
    assertRefused(post(account, SIGN, "{}"), message);
    assertRefused(post(account, SIGN, Map.of("token", "")), message);
    post(account, SIGN, Map.of("token", "AAAAA-AAAAA"))
        .statusCode(400)
        .body("error", equalTo("InvalidToken"));
    var other = TestAccount.create();
    post(account, SIGN, Map.of("token", code(other)))
        .statusCode(400)
        .body("error", equalTo("InvalidToken"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"rotationKeys\":[]}",
        "{\"rotationKeys\":\"did:key:z\"}",
        "{\"rotationKeys\":[\"rubbish\"]}",
        "{\"rotationKeys\":[null]}",
        "{\"alsoKnownAs\":[1]}",
        "{\"verificationMethods\":[]}",
        "{\"verificationMethods\":{\"atproto\":1}}",
        "{\"verificationMethods\":{\"atproto\":\"rubbish\"}}",
        "{\"services\":{\"atproto_pds\":\"https://pds.example.com\"}}",
        "{\"services\":{\"atproto_pds\":{\"type\":\"AtprotoPersonalDataServer\"}}}",
        "{\"token\":7}"
      })
  void refusesDataThatNoDirectoryTakesAndKeepsTheCodeGood(String fields) {
    var account = TestAccount.create();
    String code = code(account);
    String body = fields.replaceFirst("\\{", "{\"token\":\"" + code + "\",");
    post(account, SIGN, fields.contains("token") ? fields : body)
        .statusCode(400)
        .body("error", equalTo("InvalidRequest"));
    post(account, SIGN, Map.of("token", code)).statusCode(200);
  }

  @Test
  void submitsAndAnnounces() throws InterruptedException {
    var account = TestAccount.create();
    given()
        .queryParam("did", account.did())
        .get("/xrpc/com.atproto.identity.resolveDid")
        .then()
        .statusCode(200);
    var names = List.of("at://" + account.handle(), "https://example.com/also-me");
    var signed = changes.sign(did(account), wishes(null, names, null, null));
    long before = Settled.seq(sequencer);
    submit(account, signed.json()).statusCode(200).body(emptyString());
    assertThat(sequencer.awaitBeyond(before, Duration.ofSeconds(10))).isTrue();
    assertThat(Frames.decode(sequencer.after(before, 1).getFirst().frame()).event())
        .isEqualTo(new Event.Identity(did(account), new Handle(account.handle())));
    given()
        .queryParam("did", account.did())
        .get("/xrpc/com.atproto.identity.resolveDid")
        .then()
        .statusCode(200)
        .body("didDoc.alsoKnownAs", equalTo(names));
  }

  private static PlcChanges.Wishes wishes(
      List<String> rotation, List<String> names, Node.Obj methods, Node.Obj services) {
    return new PlcChanges.Wishes(rotation, names, methods, services);
  }

  private static Node.Obj json(String text) {
    return DagJson.parse(text);
  }

  @Test
  void refusesOperationsThatWouldBreakTheAccount() {
    var account = TestAccount.create();
    var other = Elsewhere.create(plc, "breaking1.example.com").rotationKey().publicKey();
    var refusals = new HashMap<String, PlcChanges.Wishes>();
    refusals.put(
        "Rotation keys do not include server's rotation key",
        wishes(List.of(other.toDidKey()), null, null, null));
    refusals.put(
        "Incorrect type on atproto_pds service",
        wishes(null, null, null, json(service("Other", "http://localhost:4000"))));
    refusals.put(
        "Incorrect endpoint on atproto_pds service",
        wishes(
            null, null, null, json(service("AtprotoPersonalDataServer", "https://a.example.com"))));
    refusals.put(
        "Incorrect signing key",
        wishes(null, null, json("{\"atproto\":\"" + other.toDidKey() + "\"}"), null));
    refusals.put(
        "Incorrect handle in alsoKnownAs",
        wishes(null, List.of("https://a.example.com", "at://" + account.handle()), null, null));
    var last = plc.lastOperation(did(account)).orElseThrow().cid();
    refusals.forEach(
        (message, wishes) ->
            assertRefused(submit(account, changes.sign(did(account), wishes).json()), message));
    var none = wishes(null, List.of(), null, null);
    assertRefused(
        submit(account, changes.sign(did(account), none).json()),
        "Incorrect handle in alsoKnownAs");
    var noService = wishes(null, null, null, json("{}"));
    assertRefused(
        submit(account, changes.sign(did(account), noService).json()), "Incorrect type on");
    assertThat(plc.lastOperation(did(account)).orElseThrow().cid()).isEqualTo(last);
  }

  private static String service(String type, String endpoint) {
    return """
        {"atproto_pds":{"type":"%s","endpoint":"%s"}}"""
        .formatted(type, endpoint);
  }

  @Test
  void handsOnWhatTheDirectoryRefuses() {
    var account = TestAccount.create();
    var stranger = Elsewhere.create(plc, "stranger1.example.com");
    var last = plc.lastOperation(did(account)).orElseThrow();
    var data = last.data().orElseThrow();
    assertRefused(
        submit(account, PlcOperation.update(data, last.cid(), stranger.rotationKey()).json()),
        "Invalid signature on operation");
    var first = changes.sign(did(account), wishes(null, null, null, null));
    submit(account, first.json()).statusCode(200);
    assertRefused(submit(account, first.json()), "");
    assertRefused(submit(account, PlcOperation.genesis(data, rotationKeys.signer()).json()), "");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                                | InvalidRequest
          {"operation":{}}                                  | InvalidRequest
          {"operation":[]}                                  | InvalidRequest
          {"operation":null}                                | InvalidRequest
          {"operation":"rubbish"}                           | InvalidRequest
          {"operation":{"type":"plc_operation"}}            | InvalidRequest
          {"operation":{"type":"plc_tombstone","prev":"x"}} | InvalidRequest
          {"operation":{"type":1.5}}                        | InvalidRequest
          {"operation":{"type":{"$bytes":"***"}}}           | InvalidRequest
          """)
  void refusesWhatIsNoOperation(String body, String error) {
    post(TestAccount.create(), SUBMIT, body).statusCode(400).body("error", equalTo(error));
  }

  @Test
  void endsNoDid() {
    var account = TestAccount.create();
    var last = plc.lastOperation(did(account)).orElseThrow();
    var end = PlcOperation.tombstone(last.cid(), rotationKeys.signer());
    assertRefused(submit(account, end.json()), "Invalid operation");
    // after its owner has ended it elsewhere
    plc.submit(did(account), end);
    assertRefused(post(account, SIGN, Map.of("token", code(account))), "DID is deactivated");
    account.asCaller().get(CREDENTIALS).then().statusCode(200);
  }

  @Test
  void needsASession() {
    for (String method : List.of(REQUEST, SIGN, SUBMIT)) {
      given()
          .contentType("application/json")
          .body("{}")
          .post(method)
          .then()
          .statusCode(401)
          .body("error", equalTo("AuthenticationRequired"));
    }
    given().get(CREDENTIALS).then().statusCode(401);
  }

  @Test
  void anAppPasswordSignsNothing() {
    var account = TestAccount.create();
    String token = appPassword(account);
    for (String method : List.of(REQUEST, SIGN)) {
      TestAccount.with(token)
          .contentType("application/json")
          .body("{}")
          .post(method)
          .then()
          .statusCode(400)
          .body("error", equalTo("InvalidToken"));
    }
    TestAccount.with(token).get(CREDENTIALS).then().statusCode(200);
  }

  private String appPassword(TestAccount account) {
    return tokens.access(did(account), Scope.APP_PASSWORD, "id", Instant.now());
  }

  @Test
  void whoIsTakenDownMayStillLeave() {
    var account = TestAccount.create();
    statuses.set(did(account), AccountStatus.TAKENDOWN);
    account.asCaller().get(CREDENTIALS).then().statusCode(200);
    String code = code(account);
    var signed = operation(post(account, SIGN, Map.of("token", code)).extract().asString());
    submit(account, signed.json()).statusCode(200);
  }

  @Test
  void theRotationKeyIsNoSigningKey() {
    var all = new ArrayList<PublicKey>();
    all.add(rotationKeys.serverKey());
    all.add(keys.of(did(TestAccount.create())).publicKey());
    assertThat(all).doesNotHaveDuplicates();
  }
}
