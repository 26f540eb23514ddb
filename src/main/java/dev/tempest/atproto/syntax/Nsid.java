package dev.tempest.atproto.syntax;

import java.util.regex.Pattern;

/**
 * A namespaced identifier: an authority's domain reversed, then a name. At most 317 characters.
 * Spec: /specs/nsid.
 */
public record Nsid(String value) implements Comparable<Nsid> {
  private static final int LONGEST = 317;
  private static final Pattern SYNTAX =
      Pattern.compile(
          "[a-zA-Z]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
              + "(\\.[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)+"
              + "\\.[a-zA-Z][a-zA-Z0-9]{0,62}");

  public Nsid {
    if (value.length() > LONGEST || !SYNTAX.matcher(value).matches()) {
      throw new SyntaxException("nsid", value);
    }
  }

  @Override
  public int compareTo(Nsid other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
