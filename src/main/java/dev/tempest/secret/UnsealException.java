package dev.tempest.secret;

/** A sealed secret that does not open. */
public final class UnsealException extends RuntimeException {
  UnsealException(String message) {
    super(message);
  }
}
