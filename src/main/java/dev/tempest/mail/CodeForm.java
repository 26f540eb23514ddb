package dev.tempest.mail;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.secret.Secrets;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** How codes look, and how they are found without being stored. */
final class CodeForm {
  /**
   * Base32, which clients check for ({@code [A-Z2-7]{5}-[A-Z2-7]{5}}), without the letters that are
   * read as others.
   */
  private static final String ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ234567";

  private static final int HALF = 5;
  private static final int KEY_LENGTH = 32;

  private final SecretKeySpec key;
  private final SecureRandom random = new SecureRandom();

  CodeForm(Secrets secrets) {
    key = new SecretKeySpec(secrets.derive("email-code-lookup", KEY_LENGTH), "HmacSHA256");
  }

  String random() {
    var code = new StringBuilder();
    for (int i = 0; i < 2 * HALF; i++) {
      code.append(i == HALF ? "-" : "").append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return code.toString();
  }

  /** The same for every way to type a code: case, spaces and dashes do not count. */
  Bytes lookup(Purpose purpose, String code) {
    String typed = code.replaceAll("[\\s-]", "").toUpperCase(Locale.ROOT);
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return Bytes.wrap(
          mac.doFinal((purpose.wire() + ":" + typed).getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
