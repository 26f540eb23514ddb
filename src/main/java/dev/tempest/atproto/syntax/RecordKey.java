package dev.tempest.atproto.syntax;

import java.util.regex.Pattern;

/** A record's name in its collection: 1 to 512 characters. Spec: /specs/record-key. */
public record RecordKey(String value) implements Comparable<RecordKey> {
  private static final Pattern SYNTAX = Pattern.compile("[a-zA-Z0-9_~.:-]{1,512}");

  public RecordKey {
    if (!SYNTAX.matcher(value).matches() || value.equals(".") || value.equals("..")) {
      throw new SyntaxException("record-key", value);
    }
  }

  @Override
  public int compareTo(RecordKey other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
