package dev.tempest.auth;

import dev.tempest.fault.Refusal;
import dev.tempest.files.Sha256;
import dev.tempest.secret.Passwords;
import io.github.bucket4j.Bucket;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The operator's token: {@code Bearer <token>}, and {@code Basic admin:<token>} for tools that know
 * nothing else. Compared with its Argon2 hash once, then with a digest in memory.
 *
 * <p>A hash costs 40 ms of a core or more, and everybody may try: so few are tried a second, over
 * all callers, and tokens of accounts not at all. A token that was right before costs nothing and
 * passes whatever strangers do.
 */
@Singleton
final class AdminToken {
  private static final String BEARER = "Bearer ";
  private static final String BASIC = "Basic ";
  private static final String USER = "admin:";

  /** How a JWT begins: <code>{"</code> in base64url. */
  private static final String JWT = "eyJ";

  private static final int LONGEST = 512;
  private static final int MOST_TRIES = 20;
  private static final int TRIES_PER_SECOND = 4;

  private final Optional<String> hash;
  private final Passwords passwords;
  private final Bucket tries =
      Bucket.builder()
          .addLimit(
              limit ->
                  limit.capacity(MOST_TRIES).refillGreedy(TRIES_PER_SECOND, Duration.ofSeconds(1)))
          .build();
  private volatile byte @Nullable [] rightDigest;
  private volatile byte @Nullable [] wrongDigest; // a tool that is set up wrongly tries the same

  AdminToken(AdminConfig config, Passwords passwords) {
    this.hash = config.adminTokenHash().filter(text -> !text.isBlank());
    this.passwords = passwords;
  }

  boolean isConfigured() {
    return hash.isPresent();
  }

  /** Whether {@code authorization} is a Bearer JWT, as sessions have and the operator never has. */
  static boolean isSession(String authorization) {
    return startsWith(authorization, BEARER)
        && isJwt(authorization.substring(BEARER.length()).strip());
  }

  /** Refuses whatever is not the operator's token. */
  Caller.Admin verify(@Nullable String authorization) {
    if (authorization == null) {
      throw Authenticator.missing();
    }
    String expected =
        hash.orElseThrow(
            () ->
                new Refusal.Unavailable(
                    "AdminAuthNotConfigured", "TEMPEST_ADMIN_TOKEN_HASH is not set"));
    String token = token(authorization);
    if (token == null || isHopeless(token) || !matches(token, expected)) {
      throw new Refusal.Unauthenticated("InvalidToken", "Not the operator's token");
    }
    return new Caller.Admin();
  }

  private static boolean isHopeless(String token) {
    return token.isEmpty() || token.length() > LONGEST || isJwt(token);
  }

  private static boolean isJwt(String token) {
    return token.startsWith(JWT)
        && token.chars().filter(character -> character == '.').count() == 2;
  }

  private boolean matches(String token, String expected) {
    byte[] digest = digest(token);
    if (isSame(rightDigest, digest)) {
      return true;
    }
    if (isSame(wrongDigest, digest)) {
      return false;
    }
    if (!tries.tryConsume(1)) {
      throw new Refusal.TooMany("Too many unknown operator's tokens; try again shortly");
    }
    boolean same = passwords.matches(expected, token);
    if (same) {
      rightDigest = digest;
    } else {
      wrongDigest = digest;
    }
    return same;
  }

  private static boolean isSame(byte @Nullable [] known, byte[] digest) {
    return known != null && MessageDigest.isEqual(known, digest);
  }

  private static @Nullable String token(String authorization) {
    if (startsWith(authorization, BEARER)) {
      return authorization.substring(BEARER.length()).strip();
    }
    if (!startsWith(authorization, BASIC)) {
      return null;
    }
    try {
      byte[] decoded = Base64.getDecoder().decode(authorization.substring(BASIC.length()).strip());
      String pair = new String(decoded, StandardCharsets.UTF_8);
      return pair.startsWith(USER) ? pair.substring(USER.length()) : null;
    } catch (IllegalArgumentException malformed) {
      return null;
    }
  }

  private static boolean startsWith(String text, String prefix) {
    return text.regionMatches(true, 0, prefix, 0, prefix.length());
  }

  private static byte[] digest(String token) {
    return Sha256.digest().digest(token.getBytes(StandardCharsets.UTF_8));
  }
}
