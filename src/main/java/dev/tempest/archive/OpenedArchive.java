package dev.tempest.archive;

import dev.tempest.archive.ArchiveException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Arrays;
import java.util.Optional;

/** An archive whose kind is known, as a stream of its ZIP. */
record OpenedArchive(InputStream zip, boolean encrypted) {
  private static final byte[] ZIP = {'P', 'K', 3, 4};

  static OpenedArchive open(InputStream archive, Optional<Passphrase> passphrase)
      throws IOException {
    int length = Age.MAGIC.length;
    var in = new PushbackInputStream(archive, length);
    byte[] start = in.readNBytes(length);
    in.unread(start);
    if (begins(start, ZIP)) {
      return new OpenedArchive(in, false);
    }
    if (!begins(start, Age.MAGIC)) {
      throw new ArchiveException(
          Reason.NOT_AN_ARCHIVE, "the file is neither a backup's archive nor an encrypted one");
    }
    if (passphrase.isEmpty()) {
      throw new ArchiveException(
          Reason.PASSPHRASE_MISSING,
          "the archive is encrypted: give its passphrase, by "
              + Passphrase.VARIABLE
              + " or a passphrase file");
    }
    return new OpenedArchive(Age.decrypting(in, passphrase.get()), true);
  }

  private static boolean begins(byte[] start, byte[] magic) {
    int length = Math.min(start.length, magic.length);
    boolean same = Arrays.equals(start, 0, length, magic, 0, length);
    if (same && length < magic.length) {
      throw new ArchiveException(
          Reason.TRUNCATED, "the archive has only %d bytes: it was cut off".formatted(length));
    }
    return same;
  }
}
