package dev.tempest.account;

import dev.tempest.atproto.data.Base32;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.secret.Secrets;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * App passwords as text, {@code "xxxx-xxxx-xxxx-xxxx"} in base32, and what is stored of them: an
 * HMAC under {@code SECRET_KEY_BASE}. They are 80 random bits of our making, which nobody finds by
 * trying, so that a slow hash would add nothing; a login looks one up instead of trying one Argon2
 * hash after the other. Which characters of a guess are right cannot be told from the time that
 * takes, as what is compared depends on the secret.
 */
@Singleton
final class AppPasswordText {
  private static final Pattern SHAPE = Pattern.compile("[a-z2-7]{4}(-[a-z2-7]{4}){3}");
  private static final int BYTES = 10;
  private static final String MAC = "HmacSHA256";
  private static final int KEY_BYTES = 32;

  private final SecureRandom random = new SecureRandom();
  private final SecretKeySpec key;

  AppPasswordText(Secrets secrets) {
    this.key = new SecretKeySpec(secrets.derive("app-password", KEY_BYTES), MAC);
  }

  static boolean fits(String password) {
    return SHAPE.matcher(password).matches();
  }

  String next() {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return Base32.encode(bytes).replaceAll("(.{4})(?=.)", "$1-");
  }

  /** What is stored; the same password of another account has another. */
  String hash(Did did, String password) {
    try {
      var mac = Mac.getInstance(MAC);
      mac.init(key);
      String text = did + " " + password;
      return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
