package dev.tempest.atproto.syntax;

import org.jspecify.annotations.Nullable;

/** A decentralized identifier, {@code "did:plc:…"}, at most 2048 characters. Spec: /specs/did. */
public record Did(String value) implements AtIdentifier, Comparable<Did> {
  static final String PREFIX = "did:";
  private static final int LONGEST = 2048;

  public Did {
    if (!isValid(value)) {
      throw new SyntaxException("did", value);
    }
  }

  public static boolean isValid(String value) {
    if (value.length() > LONGEST || !value.startsWith(PREFIX)) {
      return false;
    }
    int colon = value.indexOf(':', PREFIX.length());
    if (colon <= PREFIX.length()) {
      return false;
    }
    for (int i = PREFIX.length(); i < colon; i++) {
      if (!Ascii.isLower(value.charAt(i))) {
        return false;
      }
    }
    return isIdentifier(value, colon + 1);
  }

  /** {@code "plc"} of {@code "did:plc:…"}. */
  public String method() {
    return value.substring(PREFIX.length(), value.indexOf(':', PREFIX.length()));
  }

  /** What follows the method and its colon. */
  public String identifier() {
    return value.substring(value.indexOf(':', PREFIX.length()) + 1);
  }

  private static boolean isIdentifier(String value, int from) {
    for (int i = from; i < value.length(); i++) {
      char c = value.charAt(i);
      if (!Ascii.isLetterOrDigit(c) && "._-:%".indexOf(c) < 0) {
        return false;
      }
    }
    return from < value.length() && !value.endsWith(":") && !value.endsWith("%");
  }

  @Override
  public int compareTo(Did other) {
    return value.compareTo(other.value);
  }

  /**
   * A record's own {@code equals} is interpreted in a native image (oracle/graal#6487): tens of
   * times slower, for what every map of accounts asks for.
   */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Did that && value.equals(that.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return value;
  }
}
