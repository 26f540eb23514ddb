package dev.tempest.auth;

import dev.tempest.fault.Refusal;
import dev.tempest.secret.Passwords;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The operator's token: {@code Bearer <token>}, and {@code Basic admin:<token>} for tools that know
 * nothing else. Compared with its Argon2 hash once, then with a digest in memory.
 */
@Singleton
final class AdminToken {
  private static final String BEARER = "Bearer ";
  private static final String BASIC = "Basic ";
  private static final String USER = "admin:";

  private final Optional<String> hash;
  private final Passwords passwords;
  private volatile byte @Nullable [] knownDigest;

  AdminToken(AdminConfig config, Passwords passwords) {
    this.hash = config.adminTokenHash().filter(text -> !text.isBlank());
    this.passwords = passwords;
  }

  /** Whether {@code authorization} looks like the operator's: any Basic, as no session is one. */
  static boolean isBasic(String authorization) {
    return startsWith(authorization, BASIC);
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
    if (token == null || !matches(token, expected)) {
      throw new Refusal.Unauthenticated("InvalidToken", "Not the operator's token");
    }
    return new Caller.Admin();
  }

  /** True without effort for a token that was verified before. */
  boolean isKnown(String bearer) {
    byte[] known = knownDigest;
    return known != null && MessageDigest.isEqual(known, digest(bearer));
  }

  private boolean matches(String token, String expected) {
    if (isKnown(token)) {
      return true;
    }
    boolean same = passwords.matches(expected, token);
    if (same) {
      knownDigest = digest(token);
    }
    return same;
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
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
