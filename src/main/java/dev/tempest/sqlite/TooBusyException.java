package dev.tempest.sqlite;

/** A bound on concurrent work is reached; the same call may succeed later. */
public final class TooBusyException extends RuntimeException {
  public TooBusyException(String message) {
    super(message);
  }
}
