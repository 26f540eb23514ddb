package dev.tempest.testing;

import static io.restassured.RestAssured.given;

import dev.tempest.atproto.crypto.Curve;
import dev.tempest.atproto.crypto.PrivateKey;
import dev.tempest.atproto.crypto.PublicKey;
import dev.tempest.atproto.data.DagJson;
import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.identity.PlcData;
import dev.tempest.identity.PlcDirectory;
import dev.tempest.identity.PlcOperation;
import io.restassured.response.Response;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** A person on some other server who may move to the running one, with all keys in hand. */
public final class ForeignAccount {
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final SecureRandom RANDOM = new SecureRandom();

  private final PlcDirectory directory;
  private final PrivateKey rotationKey = PrivateKey.generate(Curve.K256, RANDOM);
  private final PrivateKey signingKey = PrivateKey.generate(Curve.K256, RANDOM);
  private final String name = "mover" + COUNT.incrementAndGet();
  private final Did did;
  private PlcOperation last;

  /** Registers the DID in {@code directory}. */
  public ForeignAccount(PlcDirectory directory) {
    this.directory = directory;
    this.last =
        PlcOperation.genesis(
            PlcData.ofAccount(
                new Handle(name + ".example.com"),
                signingKey.publicKey(),
                URI.create("https://old.example.com"),
                List.of(rotationKey.publicKey())),
            rotationKey);
    this.did = last.did();
    directory.submit(did, last);
  }

  public Did did() {
    return did;
  }

  public PrivateKey signingKey() {
    return signingKey;
  }

  public String handle() {
    return name + ".test";
  }

  public String password() {
    return "a long password";
  }

  /** Publishes where the account is, and which key signs for it. */
  public void publish(String pds, PublicKey key) {
    update(last.data().orElseThrow().withPds(URI.create(pds)).withSigningKey(key));
  }

  /** Publishes other data. */
  public void update(PlcData data) {
    last = PlcOperation.update(data, last.cid(), rotationKey);
    directory.submit(did, last);
  }

  public PlcData data() {
    return last.data().orElseThrow();
  }

  /** Ends the DID. */
  public void tombstone() {
    last = PlcOperation.tombstone(last.cid(), rotationKey);
    directory.submit(did, last);
  }

  /** A service token for {@code method} at the server {@code audience}. */
  public String token(String audience, String method) {
    return token(did, signingKey, audience, method);
  }

  /** As {@link #token(String, String)}, by any issuer and key. */
  public static String token(Did issuer, PrivateKey key, String audience, String method) {
    var claims =
        new Node.Obj(
            Map.of(
                "iss", new Node.Text(issuer.value()),
                "aud", new Node.Text(audience),
                "lxm", new Node.Text(method),
                "jti", new Node.Text(UUID.randomUUID().toString()),
                "exp", new Node.Int(Instant.now().getEpochSecond() + 60)));
    String signed =
        base64("{\"typ\":\"JWT\",\"alg\":\"ES256K\"}") + "." + base64(DagJson.format(claims));
    byte[] signature = key.sign(signed.getBytes(StandardCharsets.UTF_8));
    return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** What {@code createAccount} takes for this account. */
  public Map<String, Object> application() {
    var input = new HashMap<String, Object>();
    input.put("handle", handle());
    input.put("email", name + "@example.com");
    input.put("password", password());
    input.put("did", did.value());
    return input;
  }

  /** Calls {@code createAccount} with a good token; the server is {@code did:web:localhost}. */
  public Response apply(Map<String, Object> application) {
    String nsid = "com.atproto.server.createAccount";
    return given()
        .header("Authorization", "Bearer " + token("did:web:localhost", nsid))
        .contentType("application/json")
        .body(application)
        .post("/xrpc/" + nsid);
  }

  /** Moves to the running server; the account is deactivated there. */
  public TestAccount arrive() {
    var input = application();
    var answer = apply(input).then().statusCode(200).extract().jsonPath();
    return new TestAccount(
        did.value(),
        handle(),
        name + "@example.com",
        password(),
        answer.getString("accessJwt"),
        answer.getString("refreshJwt"));
  }
}
