package dev.tempest.atproto.repo;

import java.util.Objects;

/** Writes that make no commit; the message is fit for whoever asked for them. */
public final class RepoException extends RuntimeException {
  /** Why not. */
  public enum Kind {
    EXISTS,
    MISSING,
    UNCHANGED,
    DUPLICATE,
    TOO_MANY,
    TOO_LARGE
  }

  private final Kind kind;

  RepoException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
