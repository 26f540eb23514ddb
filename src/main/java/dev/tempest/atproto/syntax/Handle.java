package dev.tempest.atproto.syntax;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A domain name as an account's name, in lower case, at most 253 characters. Spec: /specs/handle.
 */
public record Handle(String value) implements AtIdentifier, Comparable<Handle> {
  private static final int LONGEST = 253;
  private static final Pattern SYNTAX =
      Pattern.compile("([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?");

  /** What is shown for an account whose handle does not resolve back to it. */
  public static final Handle INVALID = new Handle("handle.invalid");

  public Handle {
    String given = value;
    value = value.toLowerCase(Locale.ROOT);
    if (given.length() > LONGEST || !SYNTAX.matcher(value).matches()) {
      throw new SyntaxException("handle", given);
    }
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
