package dev.tempest.atproto.syntax;

/**
 * The name of a record in its collection, 1 to 512 characters. Spec: /specs/record-key, "Record Key
 * Syntax".
 */
public record RecordKey(String value) implements Comparable<RecordKey> {
  private static final int LONGEST = 512;

  public RecordKey {
    if (!isValid(value)) {
      throw new SyntaxException("record key", value);
    }
  }

  public static boolean isValid(String value) {
    if (value.isEmpty() || value.length() > LONGEST || value.equals(".") || value.equals("..")) {
      return false;
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (!Ascii.isLetterOrDigit(c) && "_~.:-".indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  /** The usual key of a new record. */
  public static RecordKey of(Tid tid) {
    return new RecordKey(tid.value());
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
