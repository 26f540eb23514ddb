package dev.tempest.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.fault.Refusal;
import dev.tempest.secret.Secrets;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.build.JwtClaimsBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class SessionTokensTest {
  private static final Did DID = new Did("did:plc:ewvi7nxzyoun6zhxrhs64oiz");
  private static final Did SERVER = new Did("did:web:pds.example.com");
  private static final Secrets SECRETS = Secrets.of("a secret that is long enough for a test");
  private static final SecretKey KEY =
      new SecretKeySpec(SECRETS.derive("session-tokens", 32), "HmacSHA256");

  private Instant now = Instant.parse("2026-03-01T12:00:00Z");
  private final SessionTokens tokens = new SessionTokens(SECRETS, SERVER, () -> now);

  private String access() {
    return tokens.access(DID, Scope.ACCESS, "id", now);
  }

  private String refresh() {
    return tokens.refresh(DID, "id", now, now.plus(SessionTokens.REFRESH_LIFE));
  }

  /** What an access token claims, to be changed. */
  private JwtClaimsBuilder claims() {
    return Jwt.claims()
        .claim("scope", "com.atproto.access")
        .audience(SERVER.value())
        .subject(DID.value())
        .issuedAt(now)
        .expiresAt(now.plusSeconds(60));
  }

  private static String signed(JwtClaimsBuilder claims) {
    return claims.jws().algorithm(SignatureAlgorithm.HS256).header("typ", "at+jwt").sign(KEY);
  }

  private static String part(String token, int index) {
    return new String(
        Base64.getUrlDecoder().decode(token.split("\\.")[index]), StandardCharsets.UTF_8);
  }

  private void assertInvalid(String token) {
    assertThatThrownBy(() -> tokens.verifyAccess(token))
        .isInstanceOfSatisfying(
            Refusal.Invalid.class,
            refusal -> assertThat(refusal.error()).isEqualTo("InvalidToken"));
  }

  private static void assertExpired(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            Refusal.Invalid.class,
            refusal -> assertThat(refusal.error()).isEqualTo("ExpiredToken"));
  }

  @Test
  void looksLikeTheOfficialServers() {
    assertThat(part(access(), 0)).contains("\"typ\":\"at+jwt\"").contains("\"alg\":\"HS256\"");
    assertThat(part(access(), 1))
        .contains("\"scope\":\"com.atproto.access\"")
        .contains("\"aud\":\"did:web:pds.example.com\"")
        .contains("\"sub\":\"" + DID + "\"")
        .contains("\"iat\":1772366400")
        .contains("\"exp\":1772373600");
    assertThat(part(refresh(), 0)).contains("\"typ\":\"refresh+jwt\"");
    assertThat(part(refresh(), 1))
        .contains("\"scope\":\"com.atproto.refresh\"")
        .contains("\"jti\":\"id\"");
  }

  @Test
  void verifiesItsOwn() {
    assertThat(tokens.verifyAccess(access()))
        .isEqualTo(new Caller.Session(DID, Scope.ACCESS, "id"));
    assertThat(tokens.verifyRefresh(refresh()))
        .isEqualTo(new Caller.Session(DID, Scope.REFRESH, "id"));
    assertThat(signed(claims())).satisfies(token -> tokens.verifyAccess(token));
  }

  @Test
  void givesEqualRefreshTokensForEqualArguments() {
    assertThat(refresh()).isEqualTo(refresh());
  }

  @Test
  void takesNoTokenForTheOtherUse() {
    assertInvalid(refresh());
    assertThatThrownBy(() -> tokens.verifyRefresh(access())).isInstanceOf(Refusal.Invalid.class);
  }

  @Test
  void expires() {
    String access = access();
    String refresh = refresh();
    now = now.plus(SessionTokens.ACCESS_LIFE).minusSeconds(1);
    assertThat(tokens.verifyAccess(access)).isNotNull();
    now = now.plusSeconds(1);
    assertExpired(() -> tokens.verifyAccess(access));
    now = now.plus(Duration.ofDays(90));
    assertExpired(() -> tokens.verifyRefresh(refresh));
    assertThat(tokens.verifyRefreshPastEnd(refresh).did()).isEqualTo(DID);
  }

  @Test
  void refusesEveryChangedCharacter() {
    String token = access();
    tokens.verifyAccess(token);
    for (int i = 0; i < token.length() - 1; i++) {
      char other = token.charAt(i) == 'A' ? 'B' : 'A';
      assertInvalid(token.substring(0, i) + other + token.substring(i + 1));
    }
  }

  @Test
  void refusesOtherServersTokens() {
    var elsewhere = new SessionTokens(SECRETS, new Did("did:web:other.example.com"), () -> now);
    assertInvalid(elsewhere.access(DID, Scope.ACCESS, "id", now));
    var otherSecret =
        new SessionTokens(Secrets.of("another secret that is long enough"), SERVER, () -> now);
    assertInvalid(otherSecret.access(DID, Scope.ACCESS, "id", now));
  }

  @Test
  void refusesOtherAlgorithms() {
    String unsigned = part(access(), 0).replace("HS256", "none");
    String header =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(unsigned.getBytes(StandardCharsets.UTF_8));
    assertInvalid(header + "." + access().split("\\.")[1] + ".");
    assertInvalid(
        claims()
            .jws()
            .algorithm(SignatureAlgorithm.HS512)
            .header("typ", "at+jwt")
            .sign(new SecretKeySpec(SECRETS.derive("session-tokens", 64), "HmacSHA512")));
  }

  @Test
  void refusesTokensThatAreNoSessions() {
    assertInvalid(signed(claims().claim("lxm", "com.atproto.server.getSession")));
    assertInvalid(signed(claims().claim("cnf", java.util.Map.of("jkt", "x"))));
    assertInvalid(signed(claims().claim("scope", "com.example.other")));
    assertInvalid(signed(claims().subject("nonsense")));
    assertInvalid(
        claims().jws().algorithm(SignatureAlgorithm.HS256).header("typ", "JWT").sign(KEY));
    assertInvalid("nonsense");
    assertInvalid("");
    assertInvalid("a.b.c");
  }

  @Test
  void refusesTokensThatLackAClaim() {
    assertInvalid(withClaims("{}"));
    assertInvalid(withClaims("{\"scope\":\"com.atproto.access\"}"));
    assertInvalid(
        withClaims(
            "{\"scope\":\"com.atproto.access\",\"aud\":\"did:web:pds.example.com\",\"sub\":\"did:plc:x\"}"));
    assertInvalid(withClaims("[]"));
    assertInvalid(withClaims("\"text\""));
  }

  /** Rightly signed, whatever it says. */
  private static String withClaims(String json) {
    try {
      var jws = new org.jose4j.jws.JsonWebSignature();
      jws.setPayload(json);
      jws.setKey(KEY);
      jws.setAlgorithmHeaderValue("HS256");
      jws.setHeader("typ", "at+jwt");
      return jws.getCompactSerialization();
    } catch (org.jose4j.lang.JoseException e) {
      throw new IllegalStateException(e);
    }
  }
}
