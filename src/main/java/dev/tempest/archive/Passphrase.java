package dev.tempest.archive;

import dev.tempest.archive.ArchiveException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What archives are encrypted with. Shows itself to nobody. */
public final class Passphrase {
  public static final String VARIABLE = "TEMPEST_BACKUP_PASSPHRASE";

  static final int SHORTEST = 12;
  private static final int LARGEST_FILE_BYTES = 4096;

  private final String text;

  private Passphrase(String text) {
    this.text = text;
  }

  /** The one that {@code TEMPEST_BACKUP_PASSPHRASE} names; blank is none. */
  public static Optional<Passphrase> configured(PassphraseConfig config) {
    return config.passphrase().filter(text -> !text.isBlank()).map(text -> of(text, VARIABLE));
  }

  /** The first line of {@code file}. */
  public static Passphrase ofFile(Path file) {
    try {
      if (Files.size(file) > LARGEST_FILE_BYTES) {
        throw refused("the passphrase file " + file + " is no passphrase: it is too large");
      }
      String first = Files.readString(file).lines().findFirst().orElse("");
      return of(first, "the passphrase file " + file);
    } catch (IOException e) {
      throw refused(
          "cannot read the passphrase file "
              + file
              + ": it must be a text file that this user may read");
    }
  }

  /** {@code text}, which came from {@code source}: refused when it is short. */
  static Passphrase of(String text, String source) {
    if (text.codePointCount(0, text.length()) < SHORTEST) {
      throw refused(source + ": " + tooShort());
    }
    return new Passphrase(text);
  }

  static String tooShort() {
    return "a passphrase must have at least "
        + SHORTEST
        + " characters; make one with: openssl rand -base64 24."
        + " Keep it apart from the backups: without it they cannot be read";
  }

  byte[] utf8() {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static ArchiveException refused(String message) {
    return new ArchiveException(Reason.PASSPHRASE_REFUSED, message);
  }

  @Override
  public String toString() {
    return "Passphrase[…]";
  }
}
