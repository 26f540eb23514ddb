package dev.tempest.atproto.syntax;

import java.util.Locale;

/**
 * A domain name that stands for an account, in lower case whatever case it came in; at most 253
 * characters. Syntax only: names that must not be used, such as {@code .local}, are valid here.
 * Spec: /specs/handle.
 */
public record Handle(String value) implements AtIdentifier, Comparable<Handle> {
  private static final int LONGEST = 253;

  /** What is shown for an account whose handle does not resolve back to it. */
  public static final Handle INVALID = new Handle("handle.invalid");

  public Handle {
    if (!isValid(value)) {
      throw new SyntaxException("handle", value);
    }
    value = value.toLowerCase(Locale.ROOT);
  }

  public static boolean isValid(String value) {
    int length = value.length();
    return length <= LONGEST
        && Ascii.labels(value, length) >= 2
        && Ascii.isLetter(value.charAt(value.lastIndexOf('.') + 1));
  }

  @Override
  public int compareTo(Handle other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
