package dev.tempest.lexicon;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.equalTo;

import dev.tempest.atproto.data.DagJson;
import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.atproto.syntax.Nsid;
import dev.tempest.identity.LoopbackServer;
import dev.tempest.identity.PlcData;
import dev.tempest.identity.PlcDirectory;
import dev.tempest.identity.PlcOperation;
import dev.tempest.identity.TestZone;
import dev.tempest.testing.TestAccount;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.buffer.Buffer;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * {@code com.atproto.lexicon.resolveLexicon} and writes on a server that asks the network. The
 * authority is one of the in-process PLC directory, its server on loopback.
 */
@QuarkusTest
@TestProfile(LexiconHttpTest.External.class)
class LexiconHttpTest {
  /** The network is asked; one collection is vouched for. */
  public static final class External implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "tempest.lexicon.external-resolver",
          "true",
          "tempest.lexicon.known-records",
          "com.example.known");
    }
  }

  private static int authorities;

  @Inject TestZone zone;
  @Inject PlcDirectory directory;

  private byte[] body = {};
  private final LoopbackServer server =
      new LoopbackServer(request -> request.response().end(Buffer.buffer(body)));

  @AfterEach
  void close() {
    server.close();
  }

  /** An authority of its own, published in PLC and DNS. */
  private Authority authority(Nsid thing, String pds) {
    var key = Authority.key(++authorities);
    var data =
        PlcData.ofAccount(
            new Handle("schemas.example"),
            key.publicKey(),
            java.net.URI.create(pds),
            List.of(key.publicKey()));
    var genesis = PlcOperation.genesis(data, key);
    directory.submit(genesis.did(), genesis);
    zone.set(PublishedLexicons.domain(thing), "did=" + genesis.did());
    return new Authority(genesis.did(), key);
  }

  private Authority authority(Nsid thing) {
    var made = authority(thing, server.origin().toString());
    body = made.car(thing);
    return made;
  }

  private static ValidatableResponse resolve(Nsid nsid) {
    return given()
        .queryParam("nsid", nsid.value())
        .get("/xrpc/com.atproto.lexicon.resolveLexicon")
        .then();
  }

  private static void notFound(Nsid nsid) {
    resolve(nsid)
        .statusCode(400)
        .body("$", aMapWithSize(2))
        .body("error", equalTo("LexiconNotFound"))
        .body("message", equalTo("Lexicon not found: " + nsid));
  }

  private static ValidatableResponse put(
      TestAccount account, Nsid collection, String record, String rest) {
    return account
        .asCaller()
        .contentType("application/json")
        .body(
            "{\"repo\": \"%s\", \"collection\": \"%s\", \"rkey\": \"com.example.here.thing\", \"record\": %s%s}"
                .formatted(account.did(), collection, record, rest))
        .post("/xrpc/com.atproto.repo.putRecord")
        .then();
  }

  @Test
  void resolvesWhatIsPublished() {
    var thing = new Nsid("com.example.published.thing");
    var authority = authority(thing);
    resolve(thing)
        .statusCode(200)
        .body("$", aMapWithSize(3))
        .body("uri", equalTo("at://" + authority.did() + "/com.atproto.lexicon.schema/" + thing))
        .body("schema.id", equalTo(thing.value()))
        .body("schema.'$type'", equalTo("com.atproto.lexicon.schema"))
        .body(
            "cid",
            equalTo(
                dev.tempest.atproto.data.Cid.of(
                        dev.tempest.atproto.data.Cid.Codec.DAG_CBOR,
                        dev.tempest.atproto.data.DagCbor.encode(Authority.schema(thing)))
                    .toString()));
    assertThat(server.requests).hasSize(1);
  }

  @Test
  void findsNothingWithoutAnAuthority() {
    notFound(new Nsid("com.example.nobody.thing"));
  }

  @Test
  void believesNoWrongProof() {
    var thing = new Nsid("com.example.wrong.thing");
    var authority = authority(thing);
    body = new Authority(authority.did(), Authority.key(99)).car(thing);
    notFound(thing);
    assertThat(server.requests).hasSize(1);
  }

  @Test
  void reachesNoPrivateAddress() {
    for (String pds : List.of("https://10.1.2.3", "http://10.1.2.3", "https://169.254.169.254")) {
      var thing = new Nsid("com.example.private" + (authorities + 1) + ".thing");
      authority(thing, pds);
      notFound(thing);
    }
  }

  @Test
  void takesTheWebForDids() {
    var thing = new Nsid("com.example.web.thing");
    zone.set(PublishedLexicons.domain(thing), "did=did:web:169.254.169.254");
    notFound(thing);
  }

  @Test
  void validatesRecordsByWhatIsPublished() {
    var thing = new Nsid("com.example.validated.thing");
    authority(thing);
    var account = TestAccount.create();
    put(account, thing, "{\"text\": \"short\"}", ", \"validate\": true")
        .statusCode(200)
        .body("validationStatus", equalTo("valid"));
    put(account, thing, "{\"text\": \"too long\"}", "")
        .statusCode(400)
        .body("error", equalTo("InvalidRequest"))
        .body(
            "message",
            equalTo(
                "Invalid com.example.validated.thing record:"
                    + " Record/text must not be longer than 5 UTF-8 bytes"));
    assertThat(server.requests).hasSize(1);
  }

  @Test
  void writesWhatNobodyPublishedAsUnknown() {
    var account = TestAccount.create();
    put(account, new Nsid("com.example.unpublished.thing"), "{}", "")
        .statusCode(200)
        .body("validationStatus", equalTo("unknown"));
    put(account, new Nsid("com.example.unpublished.thing"), "{}", ", \"validate\": true")
        .statusCode(400)
        .body("message", equalTo("Unknown lexicon type: com.example.unpublished.thing"));
  }

  @Test
  void cannotJudgeWhatRefersToNothing() {
    var thing = new Nsid("com.example.refers.thing");
    Node.Obj schema =
        DagJson.parse(
            DagJson.format(Authority.schema(thing))
                .replace(
                    "\"maxLength\":5",
                    "\"maxLength\":5},\"x\":{\"type\":\"ref\",\"ref\":\"com.example.nowhere\""));
    body = authority(thing).car(PublishedLexicon.path(thing), schema);
    var account = TestAccount.create();
    String record = "{\"text\": \"\", \"x\": {}}";
    put(account, thing, record, "").statusCode(200).body("validationStatus", equalTo("unknown"));
    put(account, thing, record, ", \"validate\": true").statusCode(400);
    put(account, thing, "{\"text\": \"\"}", "").body("validationStatus", equalTo("valid"));
  }

  @Test
  void takesTheOperatorsWordForKnownRecords() {
    put(TestAccount.create(), new Nsid("com.example.known"), "{}", ", \"validate\": true")
        .statusCode(200)
        .body("validationStatus", equalTo("valid"));
  }

  @Test
  void readsSchemasOfItsOwnAccounts() {
    var account = TestAccount.create();
    var thing = new Nsid("com.example.here.thing");
    zone.set(PublishedLexicons.domain(thing), "did=" + account.did());
    notFound(thing);
    Node.Obj schema = Authority.schema(thing);
    String cid =
        put(account, new Nsid("com.atproto.lexicon.schema"), DagJson.format(schema), "")
            .statusCode(200)
            .body("validationStatus", equalTo("valid"))
            .extract()
            .path("cid");
    resolve(thing)
        .statusCode(200)
        .body("$", aMapWithSize(3))
        .body("cid", equalTo(cid))
        .body(
            "uri",
            equalTo("at://" + new Did(account.did()) + "/com.atproto.lexicon.schema/" + thing));
    put(account, thing, "{\"text\": \"too long\"}", "").statusCode(400);
    assertThat(server.requests).isEmpty();
  }
}
