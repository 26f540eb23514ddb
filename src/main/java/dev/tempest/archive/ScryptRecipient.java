package dev.tempest.archive;

import com.exceptionfactory.jagged.FileKey;
import com.exceptionfactory.jagged.RecipientStanza;
import com.exceptionfactory.jagged.RecipientStanzaWriter;
import com.exceptionfactory.jagged.framework.codec.CanonicalBase64;
import com.exceptionfactory.jagged.framework.crypto.FileKeyEncryptorFactory;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.List;

/** Wraps an archive's key for whoever has the passphrase. Spec: as {@link ScryptKey}. */
record ScryptRecipient(Passphrase passphrase, int workFactor) implements RecipientStanzaWriter {
  /** With the work factor that this process affords. */
  static ScryptRecipient of(Passphrase passphrase) {
    return new ScryptRecipient(passphrase, ScryptKey.affordable(Runtime.getRuntime().maxMemory()));
  }

  @Override
  public Iterable<RecipientStanza> getRecipientStanzas(FileKey fileKey)
      throws GeneralSecurityException {
    byte[] salt = new byte[ScryptKey.SALT_LENGTH];
    new SecureRandom().nextBytes(salt);
    byte[] wrapped =
        new FileKeyEncryptorFactory()
            .newFileKeyEncryptor()
            .getEncryptedFileKey(fileKey, ScryptKey.of(passphrase, salt, workFactor))
            .getEncoded();
    return List.of(
        new Stanza(CanonicalBase64.getEncoder().encodeToString(salt), workFactor, wrapped));
  }

  /** {@code -> scrypt SALT WORK_FACTOR} and the wrapped key. */
  private static final class Stanza implements RecipientStanza {
    private final List<String> arguments;
    private final byte[] body;

    Stanza(String salt, int workFactor, byte[] body) {
      this.arguments = List.of(salt, Integer.toString(workFactor));
      this.body = body;
    }

    @Override
    public String getType() {
      return ScryptKey.TYPE;
    }

    @Override
    public List<String> getArguments() {
      return arguments;
    }

    @Override
    public byte[] getBody() {
      return body.clone();
    }
  }
}
