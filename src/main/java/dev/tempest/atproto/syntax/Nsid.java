package dev.tempest.atproto.syntax;

import org.jspecify.annotations.Nullable;

/**
 * A namespaced identifier, {@code "com.example.fooBar"}: a domain authority in reverse and a name,
 * at most 317 characters. Spec: /specs/nsid.
 */
public record Nsid(String value) implements Comparable<Nsid> {
  private static final int LONGEST = 317;
  private static final int LONGEST_NAME = 63;

  public Nsid {
    if (!isValid(value)) {
      throw new SyntaxException("nsid", value);
    }
  }

  public static boolean isValid(String value) {
    int dot = value.lastIndexOf('.');
    return dot > 0
        && value.length() <= LONGEST
        && Ascii.labels(value, dot) >= 2
        && Ascii.isLetter(value.charAt(0))
        && isName(value, dot + 1);
  }

  /** The domain as the identifier has it, reversed: {@code "com.example"}. */
  public String authority() {
    return value.substring(0, value.lastIndexOf('.'));
  }

  /** The last segment: {@code "fooBar"}. */
  public String name() {
    return value.substring(value.lastIndexOf('.') + 1);
  }

  private static boolean isName(String value, int from) {
    int length = value.length() - from;
    if (length < 1 || length > LONGEST_NAME || Ascii.isDigit(value.charAt(from))) {
      return false;
    }
    for (int i = from; i < value.length(); i++) {
      if (!Ascii.isLetterOrDigit(value.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int compareTo(Nsid other) {
    return value.compareTo(other.value);
  }

  /** As in {@link Did}: a record's own is slow in a native image. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Nsid that && value.equals(that.value);
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
