package dev.tempest.atproto.repo;

/** A repository that is not what it claims to be; the message says in what. */
public final class VerifyException extends RuntimeException {
  public VerifyException(String message) {
    super(message);
  }
}
