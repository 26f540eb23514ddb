package dev.tempest.fault;

import org.jspecify.annotations.Nullable;

/**
 * A request declined for a reason the caller should hear. {@code error} is the lexicon's error
 * name; the subtype says which kind of reason it is, and only the HTTP edge knows the status of a
 * kind.
 */
public abstract sealed class Refusal extends RuntimeException {
  private final String error;

  private Refusal(String error, String message) {
    super(message, null, false, false); // expected: no stack trace
    this.error = error;
  }

  public String error() {
    return error;
  }

  /** The request is wrong as it stands. */
  public static final class Invalid extends Refusal {
    public Invalid(String error, String message) {
      super(error, message);
    }
  }

  /** Nobody, or not who they say they are. */
  public static final class Unauthenticated extends Refusal {
    public Unauthenticated(String error, String message) {
      super(error, message);
    }
  }

  /** Known, but not allowed. */
  public static final class Forbidden extends Refusal {
    public Forbidden(String error, String message) {
      super(error, message);
    }
  }

  /** No such method. */
  public static final class Unknown extends Refusal {
    public Unknown(String error, String message) {
      super(error, message);
    }
  }

  /** A body above its limit. */
  public static final class TooLarge extends Refusal {
    public TooLarge(String message) {
      super("PayloadTooLarge", message);
    }
  }

  /** Too often; the same request will do later. */
  public static final class TooMany extends Refusal {
    public TooMany(String message) {
      super("RateLimitExceeded", message);
    }
  }

  /** Another server failed us. */
  public static final class UpstreamFailed extends Refusal {
    public UpstreamFailed(String message) {
      super("UpstreamFailure", message);
    }
  }

  /** Another server, or the blob store, did not answer in its time. */
  public static final class UpstreamTimedOut extends Refusal {
    public UpstreamTimedOut(String message) {
      super("UpstreamTimeout", message);
    }
  }

  /** This server cannot do it now; the same request may work later. */
  public static final class Unavailable extends Refusal {
    public Unavailable(String message) {
      this("NotEnoughResources", message);
    }

    public Unavailable(String error, String message) {
      super(error, message);
    }
  }

  /** {@code InvalidRequest}, the name for everything without one of its own. */
  public static Invalid invalid(String message) {
    return new Invalid("InvalidRequest", message);
  }

  /** There is no such repository here, or not any more. */
  public static Invalid repoNotFound(String repo) {
    return new Invalid("RepoNotFound", "Could not find repo: " + repo);
  }

  /** {@code value}, which the caller had to give as {@code name}. */
  public static <T> T required(@Nullable T value, String name) {
    if (value == null) {
      throw invalid("Missing required parameter: " + name);
    }
    return value;
  }

  /** {@code value} or its default, which must lie within the lexicon's bounds. */
  public static int bounded(@Nullable Integer value, String name, Bounds bounds) {
    if (value == null) {
      return bounds.initial();
    }
    if (value < bounds.lowest() || value > bounds.highest()) {
      throw invalid(
          "%s must be between %d and %d".formatted(name, bounds.lowest(), bounds.highest()));
    }
    return value;
  }

  /** What an integer parameter may be, and what it is when not given. */
  public record Bounds(int lowest, int highest, int initial) {}
}
