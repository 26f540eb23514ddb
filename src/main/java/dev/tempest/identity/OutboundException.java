package dev.tempest.identity;

/** An outbound request without an answer. */
public final class OutboundException extends RuntimeException {
  /** Why there is none. */
  public enum Reason {
    /** Our own rules forbid it; nothing was sent. */
    FORBIDDEN,
    /** No address, no connection, no TLS, or a connection that broke. */
    UNREACHABLE,
    TIMEOUT,
    /** The answer is longer than asked for. */
    TOO_LARGE,
    /** Too many requests are under way already. */
    BUSY
  }

  private final Reason reason;

  OutboundException(Reason reason, String message) {
    super(message, null, false, false); // expected: no stack trace
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
