package dev.tempest.atproto.syntax;

import java.util.regex.Pattern;

/**
 * A decentralized identifier: {@code did:method:rest}, at most 2048 characters. Spec: /specs/did.
 */
public record Did(String value) implements AtIdentifier, Comparable<Did> {
  private static final int LONGEST = 2048;
  private static final Pattern SYNTAX =
      Pattern.compile("did:[a-z]+:[a-zA-Z0-9._:%-]*[a-zA-Z0-9._-]");

  public Did {
    if (value.length() > LONGEST || !SYNTAX.matcher(value).matches()) {
      throw new SyntaxException("did", value);
    }
  }

  /** {@code plc} or {@code web}, for the ones that the protocol blesses. */
  public String method() {
    return value.substring(4, value.indexOf(':', 4));
  }

  @Override
  public int compareTo(Did other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
