package dev.tempest.sqlite;

/** The storage failed: not the caller's fault. */
public final class StorageException extends RuntimeException {
  public StorageException(String message, Throwable cause) {
    super(message, cause);
  }
}
