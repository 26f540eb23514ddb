package dev.tempest.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.SyntaxException;
import dev.tempest.fault.Refusal;
import dev.tempest.files.Sha256;
import dev.tempest.identity.HostedDids;
import dev.tempest.secret.Secrets;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * The JWTs of sessions: HS256 under a key that depends on {@code SECRET_KEY_BASE} alone. A token
 * that does not verify is {@code InvalidToken}, one past its end {@code ExpiredToken}.
 */
@Singleton
public final class SessionTokens {
  public static final Duration ACCESS_LIFE = Duration.ofHours(2);
  public static final Duration REFRESH_LIFE = Duration.ofDays(90);

  private static final String ACCESS_TYPE = "at+jwt";
  private static final String REFRESH_TYPE = "refresh+jwt";
  private static final String SCOPE = "scope";

  /** Claims of service tokens and of tokens bound to a key: those are never sessions. */
  private static final Set<String> FOREIGN_CLAIMS = Set.of("lxm", "cnf");

  private static final AlgorithmConstraints HS256_ONLY =
      new AlgorithmConstraints(
          AlgorithmConstraints.ConstraintType.PERMIT, AlgorithmIdentifiers.HMAC_SHA256);
  private static final int KEY_BYTES = 32;
  private static final int MOST_REMEMBERED = 10_000;

  private final SecretKey key;
  private final String audience;
  private final InstantSource clock;
  // by the digest of the token, so that a dump of the heap holds no tokens
  private final Cache<Bytes, Verified> remembered =
      Caffeine.newBuilder().maximumSize(MOST_REMEMBERED).expireAfterWrite(ACCESS_LIFE).build();

  private record Verified(Caller.Session caller, Instant expiresAt) {}

  @Inject
  SessionTokens(Secrets secrets, HostedDids dids, InstantSource clock) {
    this(secrets, dids.serverDid(), clock);
  }

  public SessionTokens(Secrets secrets, Did server, InstantSource clock) {
    this.key = new SecretKeySpec(secrets.derive("session-tokens", KEY_BYTES), "HmacSHA256");
    this.audience = server.value();
    this.clock = clock;
  }

  /** A token that lives for {@link #ACCESS_LIFE} from {@code issuedAt}. */
  public String access(Did did, Scope scope, String id, Instant issuedAt) {
    return issue(
        ACCESS_TYPE, new Caller.Session(did, scope, id), issuedAt, issuedAt.plus(ACCESS_LIFE));
  }

  /** Equal arguments make equal tokens. Times count in seconds. */
  public String refresh(Did did, String id, Instant issuedAt, Instant expiresAt) {
    return issue(REFRESH_TYPE, new Caller.Session(did, Scope.REFRESH, id), issuedAt, expiresAt);
  }

  private String issue(String type, Caller.Session caller, Instant issuedAt, Instant expiresAt) {
    return Jwt.claims()
        .claim(SCOPE, caller.scope().wire())
        .audience(audience)
        .subject(caller.did().value())
        .issuedAt(issuedAt)
        .expiresAt(expiresAt)
        .claim("jti", caller.tokenId())
        .jws()
        .algorithm(SignatureAlgorithm.HS256)
        .header("typ", type)
        .sign(key);
  }

  Caller.Session verifyAccess(String token) {
    Bytes digest = digest(token);
    Verified verified = remembered.getIfPresent(digest);
    if (verified == null) {
      verified = verify(token, ACCESS_TYPE, EnumSet.complementOf(EnumSet.of(Scope.REFRESH)));
      remembered.put(digest, verified);
    }
    return unexpired(verified);
  }

  Caller.Session verifyRefresh(String token) {
    return unexpired(verify(token, REFRESH_TYPE, EnumSet.of(Scope.REFRESH)));
  }

  Caller.Session verifyRefreshPastEnd(String token) {
    return verify(token, REFRESH_TYPE, EnumSet.of(Scope.REFRESH)).caller();
  }

  /** Whether {@code token} claims to be one of these, going by its header alone. */
  static boolean isSession(String token) {
    try {
      var jws = new JsonWebSignature();
      jws.setCompactSerialization(token);
      return ACCESS_TYPE.equals(jws.getHeader("typ"));
    } catch (JoseException unreadable) {
      return false;
    }
  }

  private Caller.Session unexpired(Verified verified) {
    if (!clock.instant().isBefore(verified.expiresAt())) {
      throw new Refusal.Invalid("ExpiredToken", "Token has expired");
    }
    return verified.caller();
  }

  private Verified verify(String token, String type, Set<Scope> scopes) {
    try {
      var jws = new JsonWebSignature();
      jws.setAlgorithmConstraints(HS256_ONLY);
      jws.setCompactSerialization(token);
      jws.setKey(key);
      if (!jws.verifySignature() || !type.equals(jws.getHeader("typ"))) {
        throw invalid("Token could not be verified");
      }
      return read(JwtClaims.parse(jws.getPayload()), scopes);
    } catch (JoseException
        | InvalidJwtException
        | MalformedClaimException
        | SyntaxException
        | ClassCastException unreadable) { // the library's, of headers that are no strings
      throw invalid("Token could not be verified");
    }
  }

  private Verified read(JwtClaims claims, Set<Scope> scopes) throws MalformedClaimException {
    if (FOREIGN_CLAIMS.stream().anyMatch(claims::hasClaim)) {
      throw invalid("Token is not a session token");
    }
    if (!claims.getAudience().equals(List.of(audience))) {
      throw invalid("Token is for another audience");
    }
    Scope scope =
        Scope.of(required(claims.getStringClaimValue(SCOPE)))
            .filter(scopes::contains)
            .orElseThrow(() -> invalid("Bad token scope"));
    var did = new Did(required(claims.getSubject()));
    long expiresAt = required(claims.getExpirationTime()).getValue();
    return new Verified(
        new Caller.Session(did, scope, required(claims.getJwtId())),
        Instant.ofEpochSecond(expiresAt));
  }

  private static <T> T required(@Nullable T claim) {
    if (claim == null) {
      throw invalid("Token lacks a claim");
    }
    return claim;
  }

  private static Refusal invalid(String message) {
    return new Refusal.Invalid("InvalidToken", message);
  }

  private static Bytes digest(String token) {
    return Bytes.wrap(Sha256.digest().digest(token.getBytes(StandardCharsets.UTF_8)));
  }
}
