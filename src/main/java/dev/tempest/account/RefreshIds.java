package dev.tempest.account;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.files.Sha256;
import dev.tempest.secret.Secrets;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The ids of tokens: 32 bytes in base64 that nobody can guess. */
@Singleton
final class RefreshIds {
  private static final int ID_BYTES = 32;
  private static final String MAC = "HmacSHA256";

  private final SecureRandom random = new SecureRandom();
  private final SecretKeySpec successorKey;

  RefreshIds(Secrets secrets) {
    this.successorKey = new SecretKeySpec(secrets.derive("refresh-successor", ID_BYTES), MAC);
  }

  String random() {
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    return Base64.getEncoder().encodeToString(id);
  }

  /** The id that follows {@code id}: always the same, and not stored anywhere. */
  String successor(String id) {
    try {
      var mac = Mac.getInstance(MAC);
      mac.init(successorKey);
      return Base64.getEncoder().encodeToString(mac.doFinal(utf8(id)));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** What is stored of an id. */
  static Bytes hash(String id) {
    return Bytes.wrap(Sha256.digest().digest(utf8(id)));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
