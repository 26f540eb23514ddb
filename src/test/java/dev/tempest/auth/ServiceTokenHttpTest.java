package dev.tempest.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.tempest.atproto.crypto.Curve;
import dev.tempest.atproto.crypto.PrivateKey;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.identity.DidResolver;
import dev.tempest.identity.HostedDids;
import dev.tempest.testing.ServiceToken;
import dev.tempest.testing.TestAccount;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server makes of the tokens that services show it. */
@QuarkusTest
class ServiceTokenHttpTest {
  private static final String UPLOAD = "com.atproto.repo.uploadBlob";
  private static final String SERVER = "did:web:localhost";
  private static final String HEADER = "{\"typ\":\"JWT\",\"alg\":\"ES256K\"}";
  private static final BigInteger K256_ORDER =
      new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);

  @Inject SigningKeys keys;
  @Inject DidResolver resolver;
  @Inject HostedDids dids;

  private static String claims(String issuer, String audience, String method, long seconds) {
    long exp = Instant.now().getEpochSecond() + seconds;
    return "{\"iss\":\"%s\",\"aud\":\"%s\",\"lxm\":\"%s\",\"exp\":%d}"
        .formatted(issuer, audience, method, exp);
  }

  private static String good(TestAccount account) {
    return claims(account.did(), SERVER, UPLOAD, 60);
  }

  private static String base64(byte[] content) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(content);
  }

  private static String sign(String header, String claims, PrivateKey key) {
    String signed = base64(utf8(header)) + "." + base64(utf8(claims));
    return signed + "." + base64(key.sign(utf8(signed)));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private PrivateKey key(TestAccount account) {
    return keys.of(new Did(account.did()));
  }

  private static ValidatableResponse upload(String token) {
    return TestAccount.with(token)
        .contentType("text/plain")
        .body("for a service")
        .post("/xrpc/" + UPLOAD)
        .then();
  }

  private static void refused(String token, String error) {
    upload(token).statusCode(401).body("error", equalTo(error));
  }

  @Test
  void livesAsLongAsItIsGivenThoughASecondEndsMeanwhile() {
    var seconds = new AtomicLong();
    InstantSource hasty = () -> Instant.ofEpochSecond(seconds.incrementAndGet());
    var did = new Did(TestAccount.create().did());
    var token =
        ServiceToken.parse(
            new ServiceTokens(keys, resolver, dids, hasty)
                .issue(did, SERVER, null, Duration.ofMinutes(1)));
    assertThat(token.number("exp") - token.number("iat")).isEqualTo(60);
  }

  @ParameterizedTest
  @ValueSource(strings = {SERVER, SERVER + "#atproto_pds"})
  void letsAServiceUploadForAnAccount(String audience) {
    var account = TestAccount.create();
    String claims = claims(account.did(), audience, UPLOAD, 60);
    upload(sign(HEADER, claims, key(account))).statusCode(200);
  }

  @Test
  void toleratesAHighSignature() {
    var account = TestAccount.create();
    String token = sign(HEADER, good(account), key(account));
    String signed = token.substring(0, token.lastIndexOf('.'));
    String hex =
        HexFormat.of()
            .formatHex(Base64.getUrlDecoder().decode(token.substring(signed.length() + 1)));
    var high = K256_ORDER.subtract(new BigInteger(hex.substring(64), 16));
    String twin = hex.substring(0, 64) + "%064x".formatted(high);
    upload(signed + "." + base64(HexFormat.of().parseHex(twin))).statusCode(200);
  }

  @ParameterizedTest
  @CsvSource({
    "did:web:elsewhere.example, com.atproto.repo.uploadBlob, 60, BadJwtAudience",
    "did:web:localhost, com.atproto.repo.createRecord, 60, BadJwtLexiconMethod",
    "did:web:localhost, com.atproto.repo.uploadBlob, -1, JwtExpired"
  })
  void refusesATokenForSomethingElse(String audience, String method, long life, String error) {
    var account = TestAccount.create();
    refused(sign(HEADER, claims(account.did(), audience, method, life), key(account)), error);
  }

  @Test
  void refusesATokenWithoutAnEndOrAMethod() {
    var account = TestAccount.create();
    refused(sign(HEADER, good(account).replace("\"exp\"", "\"e\""), key(account)), "BadJwt");
    refused(
        sign(HEADER, good(account).replace("\"lxm\"", "\"l\""), key(account)),
        "BadJwtLexiconMethod");
  }

  @Test
  void refusesWhatTheIssuersKeyDidNotSign() {
    var account = TestAccount.create();
    var other = PrivateKey.generate(Curve.K256, new SecureRandom());
    refused(sign(HEADER, good(account), other), "BadJwtSignature");
    String unsigned = HEADER.replace("ES256K", "none");
    refused(sign(unsigned, good(account), key(account)), "BadJwtSignature");
    refused(sign(HEADER.replace("ES256K", "ES256"), good(account), other), "BadJwtSignature");
    String valid = sign(HEADER, good(account), key(account));
    refused(valid.substring(0, valid.length() - 4), "BadJwtSignature");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a.b", "a.b.c", "!.!.!", "e30.e30.", "e30.W10.e30", "bm90IGpzb24.e30.e30"})
  void refusesWhatIsNoToken(String token) {
    refused(token, "BadJwt");
  }

  @Test
  void refusesOtherKindsOfTokens() {
    var account = TestAccount.create();
    String kind = HEADER.replace("JWT", "dpop+jwt");
    refused(sign(kind, good(account), key(account)), "BadJwtType");
    refused(sign(HEADER, claims("nobody", SERVER, UPLOAD, 60), key(account)), "BadJwtIss");
  }

  @Test
  void actsOnlyForAccountsThatAreHere() {
    var account = TestAccount.create();
    // signed well, but by a DID that this server does not host: its document is the server's own
    refused(sign(HEADER, claims(SERVER, SERVER, UPLOAD, 60), key(account)), "BadJwtSignature");
  }

  @Test
  void opensNothingButItsMethod() {
    var account = TestAccount.create();
    String token = sign(HEADER, good(account), key(account));
    TestAccount.with(token)
        .get("/xrpc/com.atproto.server.getSession")
        .then()
        .statusCode(400)
        .body("error", equalTo("InvalidToken"));
  }
}
