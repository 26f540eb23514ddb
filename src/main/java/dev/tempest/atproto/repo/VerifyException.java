package dev.tempest.atproto.repo;

/** A repository that does not hold what it claims. */
public final class VerifyException extends RuntimeException {
  VerifyException(String message) {
    super(message);
  }
}
