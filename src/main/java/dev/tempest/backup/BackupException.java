package dev.tempest.backup;

/** What is wrong with a backup, or why none can be made; in words for the operator. */
public final class BackupException extends RuntimeException {
  public BackupException(String message) {
    super(message);
  }

  public BackupException(String message, Throwable cause) {
    super(message, cause);
  }
}
