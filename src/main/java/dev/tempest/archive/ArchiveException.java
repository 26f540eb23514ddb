package dev.tempest.archive;

import org.jspecify.annotations.Nullable;

/**
 * An archive that cannot be read, or must not be written. The message is a sentence for the
 * operator.
 */
public final class ArchiveException extends RuntimeException {
  /** What is wrong. */
  public enum Reason {
    /** Neither a ZIP nor age, or one that was not made here. */
    NOT_AN_ARCHIVE,
    /** Encrypted, and no passphrase was given. */
    PASSPHRASE_MISSING,
    /** Encrypted under another passphrase. */
    PASSPHRASE_WRONG,
    /** A passphrase too short to protect anything, or none where one was promised. */
    PASSPHRASE_REFUSED,
    /** Its key takes more work or memory than is allowed here. */
    KEY_TOO_COSTLY,
    /** It ends too early. */
    TRUNCATED,
    /** Its bytes are not those that were written. */
    DAMAGED,
    /** A path that leads out of the folder, or cannot be a file's here. */
    PATH_REFUSED,
    /** It holds something that the manifest does not list. */
    UNLISTED,
    /** It lacks something that the manifest lists. */
    MISSING,
    /** A file is not the one that the manifest lists: other size or checksum. */
    MISMATCH,
    /** The archive was replaced while it was being read. */
    REPLACED
  }

  private final Reason reason;

  ArchiveException(Reason reason, String message) {
    this(reason, message, null);
  }

  ArchiveException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
