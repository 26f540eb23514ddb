package dev.tempest.secret;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HKDF with SHA-256 (RFC 5869). */
final class Hkdf {
  private static final String MAC = "HmacSHA256";
  private static final int HASH_LENGTH = 32;

  private final SecretKeySpec pseudoRandomKey;

  private Hkdf(byte[] pseudoRandomKey) {
    this.pseudoRandomKey = new SecretKeySpec(pseudoRandomKey, MAC);
  }

  static Hkdf extract(byte[] salt, byte[] material) {
    return new Hkdf(mac(new SecretKeySpec(salt, MAC)).doFinal(material));
  }

  byte[] expand(byte[] info, int length) {
    if (length < 1 || length > 255 * HASH_LENGTH) {
      throw new IllegalArgumentException("cannot derive " + length + " bytes");
    }
    var mac = mac(pseudoRandomKey);
    byte[] output = new byte[length];
    byte[] block = new byte[0];
    for (int at = 0, counter = 1; at < length; at += HASH_LENGTH, counter++) {
      mac.update(block);
      mac.update(info);
      mac.update((byte) counter);
      block = mac.doFinal();
      System.arraycopy(block, 0, output, at, Math.min(HASH_LENGTH, length - at));
    }
    Arrays.fill(block, (byte) 0);
    return output;
  }

  private static Mac mac(SecretKeySpec key) {
    try {
      var mac = Mac.getInstance(MAC);
      mac.init(key);
      return mac;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
