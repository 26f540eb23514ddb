package dev.tempest.secret;

import dev.tempest.atproto.data.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals small secrets under keys derived from one text, {@code SECRET_KEY_BASE}. Sealed form:
 * version byte, 12-byte nonce, AES-256-GCM ciphertext with its tag. The purpose takes part in the
 * key and in the associated data: what was sealed for one purpose does not open for another.
 * Thread-safe.
 */
public final class Secrets {
  private static final byte VERSION = 1;
  private static final int NONCE_LENGTH = 12;
  private static final int HEADER_LENGTH = 1 + NONCE_LENGTH;
  private static final int TAG_BITS = 128;
  private static final int KEY_LENGTH = 32;

  private final Hkdf hkdf;
  private final SecureRandom random = new SecureRandom();

  private Secrets(Hkdf hkdf) {
    this.hkdf = hkdf;
  }

  /** Any text; whether it is long enough for production is a boot check's business. */
  public static Secrets of(String secretKeyBase) {
    return new Secrets(Hkdf.extract(utf8("tempest"), utf8(secretKeyBase)));
  }

  public Bytes seal(Bytes plain, String purpose) {
    byte[] header = new byte[HEADER_LENGTH];
    random.nextBytes(header);
    header[0] = VERSION;
    try {
      var cipher = cipher(Cipher.ENCRYPT_MODE, header, purpose);
      byte[] sealed = Arrays.copyOf(header, HEADER_LENGTH + cipher.getOutputSize(plain.length()));
      cipher.doFinal(plain.unwrap(), 0, plain.length(), sealed, HEADER_LENGTH);
      return Bytes.wrap(sealed);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** The sealed text again; {@link UnsealException} if it was altered or sealed otherwise. */
  public Bytes open(Bytes sealed, String purpose) {
    byte[] content = sealed.unwrap();
    if (content.length < HEADER_LENGTH || content[0] != VERSION) {
      throw new UnsealException("not a sealed secret of this version");
    }
    try {
      var cipher = cipher(Cipher.DECRYPT_MODE, content, purpose);
      return Bytes.wrap(cipher.doFinal(content, HEADER_LENGTH, content.length - HEADER_LENGTH));
    } catch (GeneralSecurityException refused) {
      throw new UnsealException("secret was altered, or sealed under another SECRET_KEY_BASE");
    }
  }

  /** {@code length} bytes, at most 8160, that depend on the secret and on {@code purpose} only. */
  public byte[] derive(String purpose, int length) {
    return hkdf.expand(utf8("derive:" + purpose), length);
  }

  private Cipher cipher(int mode, byte[] header, String purpose) throws GeneralSecurityException {
    var key = new SecretKeySpec(hkdf.expand(utf8("seal:" + purpose), KEY_LENGTH), "AES");
    var cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, header, 1, NONCE_LENGTH));
    cipher.updateAAD(header, 0, 1);
    cipher.updateAAD(utf8(purpose));
    return cipher;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
