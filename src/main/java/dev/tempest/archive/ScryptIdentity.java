package dev.tempest.archive;

import com.exceptionfactory.jagged.FileKey;
import com.exceptionfactory.jagged.RecipientStanza;
import com.exceptionfactory.jagged.RecipientStanzaReader;
import com.exceptionfactory.jagged.framework.codec.CanonicalBase64;
import com.exceptionfactory.jagged.framework.crypto.EncryptedFileKey;
import com.exceptionfactory.jagged.framework.crypto.FileKeyDecryptorFactory;
import dev.tempest.archive.ArchiveException.Reason;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;

/** Unwraps an archive's key with the passphrase. Spec: as {@link ScryptKey}. */
record ScryptIdentity(Passphrase passphrase, long maxMemory) implements RecipientStanzaReader {
  private static final Pattern SALT = Pattern.compile("[A-Za-z0-9+/]{22}");
  private static final Pattern WORK_FACTOR = Pattern.compile("[1-9][0-9]?");
  private static final int WRAPPED_LENGTH = 32;

  @Override
  public FileKey getFileKey(Iterable<RecipientStanza> stanzas) throws GeneralSecurityException {
    var stanza = only(stanzas.iterator());
    List<String> arguments = stanza.getArguments();
    if (arguments.size() != 2
        || !SALT.matcher(arguments.get(0)).matches()
        || !WORK_FACTOR.matcher(arguments.get(1)).matches()
        || stanza.getBody().length != WRAPPED_LENGTH) {
      throw new ArchiveException(Reason.DAMAGED, "the archive's age header is damaged");
    }
    byte[] salt =
        CanonicalBase64.getDecoder().decode(arguments.get(0).getBytes(StandardCharsets.US_ASCII));
    int workFactor = Integer.parseInt(arguments.get(1));
    ScryptKey.requireAffordable(workFactor, maxMemory);
    var key = ScryptKey.of(passphrase, salt, workFactor);
    try {
      return new FileKeyDecryptorFactory()
          .newFileKeyDecryptor()
          .getFileKey(new EncryptedFileKey(stanza.getBody()), key);
    } catch (GeneralSecurityException e) {
      throw new ArchiveException(
          Reason.PASSPHRASE_WRONG,
          "the passphrase does not open this archive: give the one it was made with, by "
              + Passphrase.VARIABLE
              + " or a passphrase file",
          e);
    }
  }

  /** A passphrase stands alone: beside other recipients the file would not be authentic. */
  private static RecipientStanza only(Iterator<RecipientStanza> stanzas) {
    if (stanzas.hasNext()) {
      var stanza = stanzas.next();
      if (stanza.getType().equals(ScryptKey.TYPE) && !stanzas.hasNext()) {
        return stanza;
      }
    }
    throw new ArchiveException(
        Reason.NOT_AN_ARCHIVE, "the file is encrypted to a key, not with a passphrase");
  }
}
